import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { collect } from "../../src/host/collector";
import { finishedBefore } from "../../src/scheduler/queue";
import {
  changedPushFile,
  m,
  q,
  startFixture,
  type TestServer,
} from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

const listed = z.object({ events: z.number(), followUps: z.array(z.string()) });

async function followUps(key: string): Promise<string[]> {
  const answer = await server.client.query(q("events:list"), { key });
  return listed.parse(answer).followUps;
}

const scheduledRow = z.object({
  name: z.string(),
  args: z.array(z.unknown()),
  scheduledTime: z.number(),
  completedTime: z.number().optional(),
  state: z.object({ kind: z.string(), error: z.string().optional() }),
});

const scheduledId = z.string();

async function scheduled(id: string) {
  const row = await server.client.query(q("events:scheduled"), { id });
  return row === null ? null : scheduledRow.parse(row);
}

/** The row once its run has ended. */
function ended(id: string) {
  return server.eventually(async () => {
    const row = await scheduled(id);
    return row?.completedTime === undefined ? null : row;
  });
}

async function later(args: { key: string; delayMs: number; cancel?: boolean }) {
  const { key, delayMs, cancel = false } = args;
  return scheduledId.parse(
    await server.client.mutation(m("events:later"), { key, delayMs, cancel }),
  );
}

describe("a scheduled mutation", () => {
  it("runs after the mutation that scheduled it", async () => {
    await server.client.mutation(m("events:record"), { key: "job" });
    const seen = await server.eventually(async () => {
      const kinds = await followUps("job");
      return kinds.length === 2 ? kinds : null;
    });
    expect(seen).toEqual(["inline", "mutation"]);
  });

  it("shows its life in the public row", async () => {
    const id = await later({ key: "shown", delayMs: 0 });
    expect(await ended(id)).toMatchObject({
      name: "events.js:followUp",
      args: [{ key: "shown", kind: "later" }],
      state: { kind: "success" },
    });
  });

  it("waits for its time, and can be canceled before", async () => {
    const delayMs = 3_600_000;
    const waiting = await later({ key: "waiting", delayMs });
    expect(await scheduled(waiting)).toMatchObject({
      state: { kind: "pending" },
    });
    const canceled = await later({ key: "canceled", delayMs, cancel: true });
    expect(await scheduled(canceled)).toMatchObject({
      state: { kind: "canceled" },
      completedTime: expect.any(Number),
    });
  });

  it("that was canceled in time never runs", async () => {
    const id = await later({ key: "never", delayMs: 0, cancel: true });
    // A later job has run, so the canceled one had its turn.
    await ended(await later({ key: "marker", delayMs: 0 }));
    expect(await scheduled(id)).toMatchObject({ state: { kind: "canceled" } });
    expect(await followUps("never")).toEqual([]);
  });

  it("takes at most 4 MiB of arguments", async () => {
    const schedule = (length: number) =>
      server.client.mutation(m("events:scheduleFailure"), {
        text: "x".repeat(length),
      });
    await schedule(4 * 2 ** 20 - 100);
    await expect(schedule(4 * 2 ** 20)).rejects.toThrow(
      "The arguments of a scheduled function are too large",
    );
  });

  it("that throws is recorded as failed, without its writes", async () => {
    const id = scheduledId.parse(
      await server.client.mutation(m("events:scheduleFailure"), {
        text: "job failure",
      }),
    );
    const row = await ended(id);
    expect(row.state.kind).toBe("failed");
    expect(row.state.error).toContain("Uncaught ConvexError");
    const notes = await server.client.query(q("savepoints:notes"), {
      prefix: "job failure",
    });
    expect(notes).toEqual([]);
  });
});

describe("a scheduled action", () => {
  it("runs and is recorded as successful", async () => {
    const id = scheduledId.parse(
      await server.client.mutation(m("events:recordWithAction"), {
        key: "acted",
      }),
    );
    expect(await ended(id)).toMatchObject({
      name: "events.js:act",
      state: { kind: "success" },
    });
    expect(await followUps("acted")).toEqual(["action"]);
  });
});

describe("canceling the run one is in", () => {
  async function cancelIn(kind: string) {
    const args = { key: `self ${kind}`, kind };
    const id = scheduledId.parse(
      await server.client.mutation(m("events:scheduleSelfCancel"), args),
    );
    return ended(id);
  }

  it("stops an action from scheduling more, and its end changes nothing", async () => {
    expect(await cancelIn("action")).toMatchObject({
      state: { kind: "canceled" },
    });
    // The follow-up was born canceled: it is listed so, and has not run.
    await server.eventually(async () => {
      const states = await server.client.query(q("events:scheduledStates"), {});
      const text = JSON.stringify(states);
      return text.includes('{"kind":"canceled","name":"events.js:followUp"}')
        ? true
        : null;
    });
    expect(await followUps("self action")).toEqual([]);
  });

  it("is refused in a mutation, which then fails", async () => {
    const row = await cancelIn("mutation");
    expect(row.state.kind).toBe("failed");
    expect(row.state.error).toContain("cannot cancel itself");
    expect(await followUps("self mutation")).toEqual([]);
  });
});

describe("crons.ts", () => {
  it("runs an interval at the push that brought it", async () => {
    const ticks = await server.eventually(async () => {
      const seen = await followUps("tick");
      return seen.length > 0 ? seen : null;
    });
    expect(ticks).toEqual(["cron"]);
  });

  it("runs it again and again", async () => {
    const pushFile = await changedPushFile((push) => {
      for (const module of push.appDefinition.changedModules) {
        if (module.path !== "crons.js") {
          continue;
        }
        expect(module.source).toContain("hours: 1");
        module.source = module.source.replace("hours: 1", "seconds: 1");
      }
    });
    const quick = await startFixture({ pushFile });
    const ticks = await quick.eventually(async () => {
      const answer = await quick.client.query(q("events:list"), {
        key: "tick",
      });
      const seen = listed.parse(answer).followUps;
      return seen.length >= 3 ? seen : null;
    });
    expect(new Set(ticks)).toEqual(new Set(["cron"]));
  });
});

describe("retention", () => {
  it("removes ended runs older than the cutoff, and only those", async () => {
    const waiting = await later({ key: "waiting", delayMs: 3_600_000 });
    const id = await later({ key: "old", delayMs: 0 });
    const { completedTime = 0 } = await ended(id);
    const removeBefore = (cutoff: number) =>
      collect(server.engine, "", () => finishedBefore(cutoff));
    await removeBefore(completedTime);
    expect(await scheduled(id)).not.toBeNull();
    await removeBefore(completedTime + 1);
    expect(await scheduled(id)).toBeNull();
    expect(await scheduled(waiting)).not.toBeNull();
  });
});
