/** What `npm run sim -- digest-week` asks about a digest run. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { internal } from "../../convex/_generated/api";
import { asModel, questionOf } from "../support/digestWriter";
import {
  claim,
  createDigestWorld,
  execute,
  tell,
  type DigestWorld,
} from "../support/digestWorld";
import { replies } from "../support/fakeProvider";

let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
});
afterEach(async () => {
  await world.close();
});

describe("digestOutcome", () => {
  it("tells how a run stands, with its calls, tokens and cost", async () => {
    for (const number of [1, 2, 3, 4]) {
      await tell(world, [questionOf(number)], number);
    }
    world.provider.queue.push(
      replies.rateLimited({ "Retry-After": "9" }),
      asModel(),
    );
    const runId = await claim(world);
    const outcome = async () =>
      await world.t.query(internal.simulator.digestOutcome, { run_id: runId });
    await execute(world, runId);
    expect(await outcome()).toMatchObject({
      status: "waiting",
      summary: null,
      call_count: 1,
      cost_nano_usd: 0,
    });
    await execute(world, runId);
    const done = await outcome();
    // A model on the own network costs nothing.
    expect(done).toMatchObject({
      cost_nano_usd: 0,
      status: "done",
      summary: { mode: "ai", message_count: 4 },
      call_count: 2,
    });
    expect(done?.token_count).toBeGreaterThan(0);
  });
});
