/** A cron that stops is noticed, told of once, started, and over by itself. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import crons from "../../../convex/crons";
import { CRONS } from "../../../convex/ops/crons";
import {
  CRON_MINUTES,
  CRON_NAMES,
  isOverdue,
  patienceOf,
  WATCHER,
  type CronName,
} from "../../../src/lib/ops/crons";
import { MINUTE_MS } from "../../../src/lib/time/units";
import { skip } from "../../support/alertWatch";
import { useConvexEnvironment } from "../../support/environment";
import { rowsOf } from "../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../support/setup";
import { codeOf } from "../../support/tenants";

useConvexEnvironment();

const LOST: CronName = "restart lost retries";

let t: TestConvex;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  ({ t } = await setupDemo());
});

const run = async (name: CronName) => {
  const { kind, work } = CRONS[name];
  await (kind === "action"
    ? t.action(work, {})
    : t.mutation(internal.ops.crons.run, { name }));
};

/** Every cron at its times, but for those that have stopped. */
async function live(minutes: number, stopped: readonly CronName[] = []) {
  for (let minute = 0; minute < minutes; minute += 5) {
    skip(5 * MINUTE_MS);
    const at = Math.round(Date.now() / MINUTE_MS);
    for (const name of CRON_NAMES) {
      const isDue = at % Math.max(5, CRON_MINUTES[name]) === 0;
      if (isDue && !stopped.includes(name)) {
        await run(name);
      }
    }
  }
}

const lostCrons = async () =>
  (await rowsOf(t, "alerts")).filter(
    ({ kind, key }) => kind === "cron_lost" && key.startsWith("cron:"),
  );

const ranAt = async (name: CronName) =>
  (await rowsOf(t, "cronRuns")).find((row) => row.name === name)?.ran_at;

/** What was started runs. */
const settle = async () => await passTime(t, 1);

const healthProblems = async () => {
  const body: unknown = await (await t.fetch("/health")).json();
  return (body as { problems: { what: string }[] }).problems;
};

it("registers every cron with its time, each with its name", () => {
  expect(
    Object.entries(crons.crons).map(([name, cron]) => [name, cron.schedule]),
  ).toEqual(
    CRON_NAMES.map((name) => [
      name,
      { type: "interval", minutes: CRON_MINUTES[name] },
    ]),
  );
});

it.each(CRON_NAMES)("notes the end of: %s", async (name) => {
  await run(name);
  expect(await ranAt(name)).toBe(Date.now());
});

describe("a cron that stops", () => {
  it("is told of once, and started until it runs again by itself", async () => {
    await live(15);
    await live(90, [LOST]);
    expect(await lostCrons()).toMatchObject([
      { key: `cron:${LOST}`, count: 1 },
    ]);
    expect((await lostCrons())[0]?.resolved_at).toBeUndefined();
    await settle();
    expect(isOverdue(LOST, (await ranAt(LOST)) ?? 0, Date.now())).toBe(false);

    await live((3 * patienceOf(LOST)) / MINUTE_MS);
    expect(await lostCrons()).toMatchObject([
      { count: 1, resolved_at: expect.any(Number) as number },
    ]);
  });

  it("is noticed when it is the one that looks for the others", async () => {
    await live(10);
    await live(60, [WATCHER]);
    expect(await lostCrons()).toMatchObject([
      { key: `cron:${WATCHER}`, count: 1 },
    ]);
    await live(120);
    expect((await lostCrons())[0]?.resolved_at).toEqual(expect.any(Number));
  });

  it("is noticed that never ran at all", async () => {
    await run(WATCHER);
    await live(60, ["sweep sign-ins", "compare with Kapso"]);
    expect(await lostCrons()).toMatchObject([
      { key: "cron:compare with Kapso" },
    ]);
  });

  it("is none while the whole service was stopped", async () => {
    await live(10);
    skip(3 * 24 * 60 * MINUTE_MS);
    // The watcher may be the first that runs.
    await run(WATCHER);
    for (const name of CRON_NAMES) {
      await run(name);
    }
    await live(60);
    expect(await lostCrons()).toEqual([]);
  });
});

describe("when all have stopped", () => {
  it("GET /health and /metrics say so, and a command starts them", async () => {
    vi.stubEnv("CRM_METRICS_TOKEN", "a-token-of-this-test");
    await live(10);
    expect(await healthProblems()).toEqual([]);
    skip(21 * MINUTE_MS);
    const late = CRON_NAMES.filter((name) => CRON_MINUTES[name] <= 5);
    expect((await healthProblems()).map(({ what }) => what)).toEqual(late);
    const metrics = await t.fetch("/metrics", {
      headers: { authorization: "Bearer a-token-of-this-test" },
    });
    expect(await metrics.text()).toContain(
      `crm_overdue_crons ${late.length}\n`,
    );
    const answer = await t.mutation(internal.ops.runCrons, {});
    expect(answer.started).toEqual(late);
    expect(answer.crons.filter((cron) => cron.is_overdue)).toHaveLength(
      late.length,
    );
    await drain(t);
    expect(await healthProblems()).toEqual([]);
  });

  it("starts the one that is named, and refuses a name that none has", async () => {
    const answer = await t.mutation(internal.ops.runCrons, {
      name: "delete old exports",
    });
    expect(answer.started).toEqual(["delete old exports"]);
    await drain(t);
    expect(await ranAt("delete old exports")).toBe(Date.now());
    expect(await codeOf(t.mutation(internal.ops.runCrons, { name: "x" }))).toBe(
      "not_found",
    );
  });
});
