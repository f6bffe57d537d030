/**
 * Webhooks and a repair at the same moment: whatever comes first, and however
 * often Kapso is asked, the result is that of the webhooks alone.
 */
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { WebhookEvent } from "../../../src/lib/crm/events";
import { toMessageEvent } from "../../../src/lib/kapso/api/items";
import { messageSchema } from "../../../src/lib/kapso/api/schemas";
import { Archive } from "../../../scripts/sim/api/archive";
import {
  BAGAS,
  edit,
  inbound,
  outbound,
  reaction,
  revoke,
  SEKAR,
  STORY_START_S,
} from "../../support/bodies";
import {
  PHONE_NUMBER_ID,
  type Telling,
} from "../../support/conversationArbitrary";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { findDoubles, readFinalState } from "../../support/finalState";
import { propertyRuns } from "../../support/propertyRuns";
import { drain, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const people = [SEKAR, BAGAS];

/** A short story: what is said, answered, read, reacted to, edited, deleted. */
const storyArbitrary = fc
  .array(
    fc.record({
      kind: fc.constantFrom(
        "inbound" as const,
        "outbound" as const,
        "read" as const,
        "reaction" as const,
        "edit" as const,
        "revoke" as const,
      ),
      who: fc.constantFrom(0, 1),
      target: fc.nat(5),
      origin: fc.constantFrom("cloud_api", "business_app", "history_sync"),
    }),
    { minLength: 2, maxLength: 8 },
  )
  .map((steps) =>
    steps.map(({ kind, who, target, origin }, i): Telling => {
      const person = people[who] ?? SEKAR;
      const saying = { id: `w${i}`, person, at: i * 10, origin };
      switch (kind) {
        case "inbound":
          return inbound(saying);
        case "outbound":
          return outbound({ ...saying, sentAt: saying.at });
        case "read":
          return outbound({ ...saying, sentAt: saying.at - 5 }, "read");
        case "reaction":
          return reaction(saying, `w${target}`, "\u2764");
        case "edit":
          return edit(saying, `w${target}`);
        case "revoke":
          return revoke(saying, `w${target}`);
      }
    }),
  );

/** What Kapso's read API tells of a story, as the repair reads it. */
function eventsOf(tellings: readonly Telling[]): WebhookEvent[] {
  const archive = new Archive();
  for (const { body } of tellings) {
    archive.learn({
      body: JSON.parse(JSON.stringify(body)) as Record<string, string>,
    });
  }
  return [...archive.messages.values()].flatMap(
    (row) => toMessageEvent(messageSchema.parse(row), PHONE_NUMBER_ID) ?? [],
  );
}

async function repair(t: TestConvex, events: WebhookEvent[]) {
  const [workspace] = await t.run((ctx) =>
    ctx.db.query("workspaces").collect(),
  );
  if (workspace === undefined) {
    throw new Error("the demo workspace is there");
  }
  return await t.mutation(internal.kapso.compare.compare, {
    workspace_id: workspace._id,
    is_repairing: true,
    events,
  });
}

/**
 * What waits for its message may wait twice, as two forms of it do: each may know
 * more, and the second changes nothing when the message comes.
 */
async function stateOf(t: TestConvex) {
  const { parked, ...state } = await readFinalState(t);
  const waiting = parked.map(({ target, event }) =>
    "kapso_message_id" in event
      ? `${target} ${event.kind} ${event.kapso_message_id}`
      : target,
  );
  return { ...state, waiting: [...new Set(waiting)].sort() };
}

async function start(): Promise<TestConvex> {
  vi.setSystemTime((STORY_START_S + 3600) * 1000);
  return (await setupDemo()).t;
}

it("a repair at any moment changes nothing in the result", async () => {
  await fc.assert(
    fc.asyncProperty(
      storyArbitrary,
      fc.array(fc.nat(8), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (story, moments, isDrained) => {
        const alone = await start();
        for (const [i, telling] of story.entries()) {
          await post(alone, telling, `key-${i}`);
        }
        await drain(alone);
        const both = await start();
        // Kapso knows the whole story before we have heard all of it.
        const events = eventsOf(story);
        for (const [i, telling] of story.entries()) {
          if (moments.includes(i)) {
            await repair(both, events);
          }
          await post(both, telling, `key-${i}`);
          if (isDrained) {
            await drain(both);
          }
        }
        await repair(both, events);
        await drain(both);
        await repair(both, events);
        await drain(both);
        expect(await stateOf(both)).toEqual(await stateOf(alone));
        expect(await findDoubles(both)).toEqual([]);
      },
    ),
    { numRuns: propertyRuns(15) },
  );
});

it("a repair of lost webhooks leaves no difference", async () => {
  await fc.assert(
    fc.asyncProperty(
      storyArbitrary,
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      async (story, isLost) => {
        const t = await start();
        for (const [i, telling] of story.entries()) {
          if (isLost[i] !== true) {
            await post(t, telling, `key-${i}`);
          }
        }
        await drain(t);
        const events = eventsOf(story);
        const first = await repair(t, events);
        expect(first.findings.failed).toBe(0);
        const { findings } = await repair(t, events);
        expect(findings).toMatchObject({ missing: 0, stale: 0, repaired: 0 });
        expect(await findDoubles(t)).toEqual([]);
      },
    ),
    { numRuns: propertyRuns(15) },
  );
});
