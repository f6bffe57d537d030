/** Events that came before what they are about, however many. */
import { describe, expect, it } from "vitest";
import type { Doc } from "../../../../convex/_generated/dataModel";
import {
  handoff,
  inbound,
  metaReceipt,
  outbound,
  SEKAR,
  storyTimeMs,
} from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";
import { createTenant } from "../../../support/tenants";

useConvexEnvironment();

/** Copies the only parked event many times, as so many different ones. */
async function multiply(
  t: TestConvex,
  count: number,
  change: (
    event: Doc<"parkedEvents">["event"],
    i: number,
  ) => Partial<Doc<"parkedEvents">>,
): Promise<void> {
  const { _id, _creationTime, ...row } = await onlyRow(t, "parkedEvents");
  await t.run(async (ctx) => {
    for (let i = 1; i <= count; i++) {
      await ctx.db.insert("parkedEvents", {
        ...row,
        fingerprint: `copy|${i}`,
        ...change(row.event, i),
      });
    }
  });
}

const sent = { id: "o1", person: SEKAR, at: 0 };

describe("events that wait for a message", () => {
  it("are all applied when it comes, above two hundred too", async () => {
    const { t } = await setupDemo();
    await deliver(t, metaReceipt({ ...sent, at: 5 }, "delivered"));
    await multiply(t, 250, (event, i) =>
      event.kind === "receipt"
        ? {
            event: {
              ...event,
              receipt: { status: "delivered", at: storyTimeMs(5 + i) },
            },
          }
        : {},
    );
    await deliver(t, metaReceipt({ ...sent, at: 900 }, "read"));
    await deliver(t, outbound(sent));
    expect(await rowsOf(t, "parkedEvents")).toEqual([]);
    expect(await onlyRow(t, "messages")).toMatchObject({
      status: "read",
      status_times: {
        sent: storyTimeMs(0),
        delivered: storyTimeMs(5),
        read: storyTimeMs(900),
      },
    });
  });

  it("of another tenant neither are taken nor stand in the way", async () => {
    const { t, workspaceId } = await setupDemo();
    const other = await createTenant(t, "other", ["99"]);
    await deliver(t, metaReceipt({ ...sent, at: 5 }, "read"));
    await multiply(t, 250, () => ({ workspace_id: other.workspaceId }));
    await deliver(t, outbound(sent));
    expect(await onlyRow(t, "messages")).toMatchObject({
      workspace_id: workspaceId,
      status: "read",
    });
    const left = await rowsOf(t, "parkedEvents");
    expect(left).toHaveLength(250);
    expect(new Set(left.map((row) => row.workspace_id))).toEqual(
      new Set([other.workspaceId]),
    );
  });
});

describe("workflow events that wait for a session", () => {
  it("are all applied when it comes, the latest of them last", async () => {
    const { t } = await setupDemo();
    await deliver(t, handoff("s1", 5));
    await multiply(t, 250, (event, i) =>
      event.kind === "workflow"
        ? {
            event: {
              ...event,
              at: storyTimeMs(5 + i),
              workflow_execution_id: `execution-${i}`,
            },
          }
        : {},
    );
    await deliver(
      t,
      inbound({ id: "w1", person: SEKAR, at: 0, session: "s1" }),
    );
    expect(await rowsOf(t, "parkedEvents")).toEqual([]);
    expect(await onlyRow(t, "conversations")).toMatchObject({
      workflow: { at: storyTimeMs(255) },
    });
  });
});
