/** What people call: a day's digest, its runs, again, and without a model. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../convex/_generated/api";
import { questionOf } from "../../support/digestWriter";
import {
  claim,
  createDigestWorld,
  execute,
  markAsSpam,
  tell,
  type DigestWorld,
} from "../../support/digestWorld";
import { onlyRow, rowsOf } from "../../support/rows";

let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
});
afterEach(async () => {
  await world.close();
});

const DAY = "2026-09-16";
const get = (local_date: string) =>
  world.asOwner.query(api.digests.get, {
    workspace_id: world.workspaceId,
    local_date,
  });
const readRuns = async () => {
  const { page } = await world.asOwner.query(api.digests.runs, {
    workspace_id: world.workspaceId,
    paginationOpts: { numItems: 10, cursor: null },
  });
  return page;
};
async function tellSome(): Promise<void> {
  for (const number of [0, 1, 2, 3]) {
    await tell(world, [questionOf(number)], number);
  }
}

describe("a day's digest", () => {
  it("is found by its date, and nothing else of it is told", async () => {
    await tellSome();
    await execute(world, await claim(world));
    const digest = await get(DAY);
    expect(digest).toMatchObject({ local_date: DAY, mode: "ai" });
    expect(Object.keys(digest ?? {})).not.toContain("open_threads");
    expect(await get("2026-09-15")).toBeNull();
    await expect(get("yesterday")).rejects.toThrow("invalid_day");
  });

  it("is made again in its place, and the runs say how", async () => {
    await tellSome();
    await execute(world, await claim(world));
    const { run_id } = await world.asOwner.mutation(api.digests.again, {
      workspace_id: world.workspaceId,
      local_date: DAY,
    });
    expect(await readRuns()).toMatchObject([
      { _id: run_id, status: "claimed" },
      { status: "done", local_date: DAY },
    ]);
    await execute(world, run_id);
    expect((await readRuns()).map(({ status }) => status)).toEqual([
      "done",
      "done",
    ]);
    expect(await rowsOf(world.t, "dailySummaries")).toHaveLength(1);
  });
});

describe("a workspace that lets no model read its messages", () => {
  it("gets the list, and nothing is sent", async () => {
    await tellSome();
    const allow = async (is_allowed: boolean) =>
      await world.asOwner.mutation(api.digests.allowModel, {
        workspace_id: world.workspaceId,
        is_allowed,
      });
    expect(await allow(false)).toEqual({ is_allowed: true });
    const run = await execute(world, await claim(world));
    expect(run).toMatchObject({ status: "done", reason: "switched_off" });
    expect(world.provider.calls).toEqual([]);
    expect(await allow(true)).toEqual({ is_allowed: false });
  });
});

describe("the list under a model's words", () => {
  it("names everyone who waits, and no spammer", async () => {
    await tellSome();
    await markAsSpam(world, await tell(world, ["Ada promo apa?"], 9));
    await execute(world, await claim(world));
    const { text, bullets, counts } = await onlyRow(world.t, "dailySummaries");
    const rules = bullets.filter(({ by }) => by === "rules");
    expect(rules.filter(({ kind }) => kind !== "change")).toHaveLength(4);
    expect(text.split("“")).toHaveLength(5);
    expect(text).not.toContain("promo");
    expect(counts).toMatchObject({ waiting: 4, spam: 1 });
  });

  it("has everyone of 301, whose number the next digest remembers", async () => {
    await world.asOwner.mutation(api.digests.allowModel, {
      workspace_id: world.workspaceId,
      is_allowed: false,
    });
    for (let number = 0; number < 301; number += 1) {
      await tell(world, [`Apakah tipe ${number} ada?`], number);
    }
    await execute(world, await claim(world));
    const summary = await onlyRow(world.t, "dailySummaries");
    const cited = summary.bullets.flatMap(({ citations }) =>
      citations.map(({ conversation_id }) => conversation_id),
    );
    expect(new Set(cited).size).toBe(301);
    expect(summary.counts.waiting).toBe(301);
    expect(summary.open_threads).toHaveLength(301);
  });
});
