/** Runs of several pages, with pauses between: what is asked, paid and cited. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asModel, questionOf, shownMessages } from "../../support/digestWriter";
import {
  claim,
  countPaidCalls,
  createDigestWorld,
  execute,
  expectOwnWords,
  markAsSpam,
  tell,
  type DigestWorld,
  type Told,
} from "../../support/digestWorld";
import { replies, type ChatCall } from "../../support/fakeProvider";
import { onlyRow, rowsOf } from "../../support/rows";

/** One more than a page of 80 conversations holds, and some. */
const TWO_PAGES = 90;
let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
});
afterEach(async () => {
  await world.close();
});

async function tellTwoPages(): Promise<Told[]> {
  const told: Told[] = [];
  for (let number = 0; number < TWO_PAGES; number += 1) {
    told.push(await tell(world, [questionOf(number)], number));
  }
  return told;
}

/** Answers, then is rate limited: the next request has to be retried later. */
const onePageThenRateLimit = () => [
  asModel(),
  replies.rateLimited({ "Retry-After": "600" }),
];

const askedFor = (call: ChatCall) => shownMessages(call).length;
describe("a digest of two pages", () => {
  it("is asked page by page and merged, every bullet citing its customer", async () => {
    await tellTwoPages();
    const run = await execute(world, await claim(world));
    expect(run).toMatchObject({ status: "done", attempts: 1 });
    expect(world.provider.calls.map(askedFor)).toEqual([80, 10, 0]);
    expect(await onlyRow(world.t, "dailySummaries")).toMatchObject({
      mode: "ai",
      message_count: TWO_PAGES,
    });
    await expectOwnWords(world);
    expect(await rowsOf(world.t, "digestPages")).toEqual([]);
  });

  it("pays for no page twice when it goes on after a pause", async () => {
    await tellTwoPages();
    world.provider.queue.push(...onePageThenRateLimit());
    const runId = await claim(world);
    expect(await execute(world, runId)).toMatchObject({ status: "waiting" });
    expect(await execute(world, runId)).toMatchObject({ status: "done" });
    expect(world.provider.calls.map(askedFor)).toEqual([80, 10, 10, 0]);
    expect(await countPaidCalls(world)).toBe(3);
    await expectOwnWords(world);
  });

  it("pays for nothing twice when only the merging was left", async () => {
    await tellTwoPages();
    world.provider.queue.push(asModel(), ...onePageThenRateLimit());
    const runId = await claim(world);
    expect(await execute(world, runId)).toMatchObject({ status: "waiting" });
    expect(await execute(world, runId)).toMatchObject({ status: "done" });
    expect(world.provider.calls.map(askedFor)).toEqual([80, 10, 0, 0]);
    await expectOwnWords(world);
  });

  it("asks anew when its window has changed, and cites nobody else", async () => {
    const [first] = await tellTwoPages();
    world.provider.queue.push(...onePageThenRateLimit());
    const runId = await claim(world);
    await execute(world, runId);
    await markAsSpam(world, first);
    expect(await execute(world, runId)).toMatchObject({ status: "done" });
    // The first page is another one now; its old answer is of no use.
    expect(world.provider.calls.map(askedFor)).toEqual([80, 10, 80, 9, 0]);
    await expectOwnWords(world);
  });

  it("keeps the new answer in place of the old one", async () => {
    const [first] = await tellTwoPages();
    world.provider.queue.push(...onePageThenRateLimit());
    const runId = await claim(world);
    await execute(world, runId);
    await markAsSpam(world, first);
    world.provider.queue.push(...onePageThenRateLimit());
    await execute(world, runId);
    expect(await execute(world, runId)).toMatchObject({ status: "done" });
    expect(world.provider.calls.map(askedFor)).toEqual([80, 10, 80, 9, 9, 0]);
    await expectOwnWords(world);
  });

  it("tells windows apart that read the same", async () => {
    const told: Told[] = [];
    for (let number = 0; number < TWO_PAGES + 1; number += 1) {
      told.push(await tell(world, [questionOf(0)]));
    }
    // One bullet a page: the same words twice are refused.
    const brief = asModel((text) => {
      const { bullets } = JSON.parse(text) as { bullets: unknown[] };
      return JSON.stringify({ bullets: bullets.slice(0, 1) });
    });
    world.provider.usual = brief;
    world.provider.queue.push(brief, replies.rateLimited());
    const runId = await claim(world);
    await execute(world, runId);
    const [page] = await rowsOf(world.t, "digestPages");
    const cited = page?.aliases[0]?.message_id;
    const spammer = told.find(({ messageIds }) => messageIds[0] === cited);
    await markAsSpam(world, spammer);
    expect(await execute(world, runId)).toMatchObject({ status: "done" });
    const shown = world.provider.calls.map((call) =>
      JSON.stringify(call.body.messages),
    );
    expect(shown[2]).toBe(shown[0]);
    const { bullets } = await onlyRow(world.t, "dailySummaries");
    const ids = bullets.flatMap(({ citations }) =>
      citations.map(({ message_id }) => message_id),
    );
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).not.toContain(cited);
  });

  it("is its parts put together where the merging is refused", async () => {
    await tellTwoPages();
    const nonsense = replies.well({ text: "Sorry, I cannot." });
    world.provider.queue.push(asModel(), asModel(), nonsense, nonsense);
    const run = await execute(world, await claim(world));
    expect(run.status).toBe("done");
    expect(run.reason).toBeUndefined();
    await expectOwnWords(world);
  });
});
