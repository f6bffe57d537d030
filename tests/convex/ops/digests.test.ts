/** Digests made and shown from the command line, also again. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { DAY_MS } from "../../../src/lib/time/units";
import { inbound, BAGAS, SEKAR, type Person } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";
import { refusalOf } from "../../support/tenants";

useConvexEnvironment();

/** 09:15 in Jakarta on a Monday. */
const NOW = Date.parse("2026-09-14T02:15:07Z");
const WORKSPACE = { workspace: "demo" };

let t: TestConvex;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(NOW);
  ({ t, workspaceId } = await setupDemo());
});

const say = (id: string, text: string, person: Person = SEKAR) =>
  deliver(t, inbound({ id, person, at: 0, text }));
const start = (day?: string) =>
  t.mutation(internal.ops.makeDigest, { ...WORKSPACE, day });
const run = (run_id: Id<"digestRuns">) =>
  t.action(internal.digests.run.makeDigest, { run_id });
const make = async (day?: string) => {
  const started = await start(day);
  await run(started.run_id);
  return started;
};
const show = (day?: string) =>
  t.query(internal.ops.showDigest, { ...WORKSPACE, day });
/** The scheduled digest of a day. */
const makeScheduled = async (due_at: number) => {
  const { run_id } = await t.mutation(internal.digests.claim.at, {
    workspace_id: workspaceId,
    due_at,
  });
  if (run_id === null) {
    throw new Error("the day had its digest");
  }
  await run(run_id);
};

describe("showDigest", () => {
  it("says that there is none, and when the next one is due", async () => {
    const { next_digest_at = 0 } = await onlyRow(t, "workspaces");
    expect(await show()).toEqual({
      digest: null,
      next_digest_at,
      next_digest_local: expect.stringMatching(/T09:\d\d:\d\d\+07:00$/),
    });
  });

  it("shows the newest, that of a day, and what is being made", async () => {
    await say("w1", "Apakah kopi arabika masih ada?");
    await make();
    vi.setSystemTime(NOW + DAY_MS);
    await say("w2", "Berapa harganya?", BAGAS);
    await make();
    expect((await show()).digest).toMatchObject({
      local_date: "2026-09-15",
      mode: "extractive",
      message_count: 1,
      text: expect.stringContaining("Berapa harganya?"),
      created_local: expect.stringMatching(/^2026-09-15T09:.*\+07:00$/),
    });
    expect((await show("2026-09-14")).digest?.text).toContain("kopi arabika");
    expect((await show("2026-09-13")).digest).toBeNull();
    await start();
    expect((await show()).running).toBe("claimed");
    expect(await refusalOf(show("14.09.2026"))).toMatchObject({
      code: "invalid_day",
      what: "day",
    });
  });
});

describe("makeDigest", () => {
  it("without a day tells what came since the last one", async () => {
    await say("w1", "Apakah kopi arabika masih ada?");
    expect(await make()).toMatchObject({
      local_date: "2026-09-14",
      is_again: false,
    });
    await say("w2", "Berapa harganya?", BAGAS);
    await make();
    const digests = await rowsOf(t, "dailySummaries");
    expect(digests).toHaveLength(2);
    expect(digests[1]?.message_count).toBe(1);
  });

  it("with a day that has none makes it that day's", async () => {
    await say("w1", "Apakah kopi arabika masih ada?");
    expect(await make("2026-09-12")).toMatchObject({
      local_date: "2026-09-12",
      is_again: false,
    });
    expect((await show("2026-09-12")).digest?.message_count).toBe(1);
  });

  it("makes a day's digest again, of the same messages, in its place", async () => {
    await say("w0", "Selamat pagi");
    await makeScheduled(NOW - DAY_MS);
    await say("w1", "Apakah kopi arabika masih ada?");
    await say("w2", "Bisa kirim brosur pinjaman alat?", BAGAS);
    await makeScheduled(NOW);
    await say("w3", "Ini untuk besok");
    await makeScheduled(NOW + DAY_MS);
    const before = await rowsOf(t, "dailySummaries");
    await t.mutation(internal.ops.setLeadStatus, {
      ...WORKSPACE,
      contact: "0102",
      lead_status: "spam",
    });
    const again = await make("2026-09-14");
    expect(again).toMatchObject({ local_date: "2026-09-14", is_again: true });
    const after = await rowsOf(t, "dailySummaries");
    expect(after.map((row) => row._id)).toEqual(before.map((row) => row._id));
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(before[1]?.text).toContain("pinjaman");
    expect(after[1]).toMatchObject({
      run_id: again.run_id,
      watermark: before[1]?.watermark,
      message_count: 1,
    });
    expect(after[1]?.text).toContain("kopi arabika");
    expect(after[1]?.text).not.toContain("pinjaman");
    expect(after[1]?.text).not.toContain("besok");
  });

  it("makes it a third time, and the schedule does not mind", async () => {
    await say("w1", "Apakah kopi arabika masih ada?");
    await makeScheduled(NOW);
    await make("2026-09-14");
    await make("2026-09-14");
    const [digest, ...others] = await rowsOf(t, "dailySummaries");
    expect(others).toEqual([]);
    expect(digest?.text).toContain("kopi arabika");
    expect(
      await t.mutation(internal.digests.claim.at, {
        workspace_id: workspaceId,
        due_at: NOW,
      }),
    ).toEqual({ run_id: null });
  });

  it("prefers the scheduled digest of a day to one asked for", async () => {
    await say("w1", "Apakah kopi arabika masih ada?");
    await makeScheduled(NOW);
    await say("w2", "Berapa harganya?", BAGAS);
    await make();
    await make("2026-09-14");
    const [scheduled, asked] = await rowsOf(t, "dailySummaries");
    expect(scheduled?.text).toContain("kopi arabika");
    expect(asked?.text).toContain("Berapa harganya?");
    expect((await show("2026-09-14")).digest?.text).toBe(scheduled?.text);
  });

  it("makes one at a time", async () => {
    await say("w1", "Apakah kopi arabika masih ada?");
    await start();
    expect(await refusalOf(start())).toMatchObject({
      code: "digest_running",
      what: "workspace",
    });
    for (const { _id } of await rowsOf(t, "digestRuns")) {
      await run(_id);
    }
    await start("2026-09-14");
    expect(await refusalOf(start("2026-09-14"))).toMatchObject({
      code: "digest_running",
    });
  });

  it.each(["2026-09-15", "2026-02-30", "yesterday", ""])(
    "refuses the day %j",
    async (day) => {
      expect(await refusalOf(start(day))).toMatchObject({
        code: "invalid_day",
        what: "day",
      });
      expect(await rowsOf(t, "digestRuns")).toEqual([]);
    },
  );
});

it("keeps models from a workspace's messages, and lets them again", async () => {
  const allow = (is_allowed: boolean) =>
    t.mutation(internal.ops.allowModel, { ...WORKSPACE, is_allowed });
  expect(await allow(false)).toEqual({ is_allowed: false, was_allowed: true });
  expect(await onlyRow(t, "workspaces")).toMatchObject({
    digest_model_off: true,
  });
  expect(await allow(true)).toEqual({ is_allowed: true, was_allowed: false });
  expect((await onlyRow(t, "workspaces")).digest_model_off).toBeUndefined();
});
