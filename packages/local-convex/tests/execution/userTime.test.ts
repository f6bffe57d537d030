/** The limit of a second of user time, by a clock that the test moves. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startUserTime, type UserClock } from "../../src/execution/userTime";
import { m, q, startFixture } from "../hostHarness";

const LIMIT_MS = 1_000;

/** Moves on by the same step at every look. */
class StepClock implements UserClock {
  step = { wall: 0, cpu: 0 };
  #wall = 0;
  #cpu = 0;

  wallMs(): number {
    return (this.#wall += this.step.wall);
  }

  cpuMs(): number {
    return (this.#cpu += this.step.cpu);
  }
}

const TIMED_OUT = "Function execution timed out (maximum duration: 1s)";

describe("over the limit is", () => {
  it.each([
    { what: "own code", wall: 1_001, cpu: 1_001, host: 0, isOver: true },
    {
      what: "own code, just not",
      wall: 1_000,
      cpu: 1_000,
      host: 0,
      isOver: false,
    },
    {
      what: "waiting for the machine, not",
      wall: 9_000,
      cpu: 900,
      host: 0,
      isOver: false,
    },
    {
      what: "the CPU time of other threads, not",
      wall: 900,
      cpu: 3_000,
      host: 0,
      isOver: false,
    },
    {
      what: "the host's work, not",
      wall: 5_000,
      cpu: 5_000,
      host: 4_500,
      isOver: false,
    },
    {
      what: "the guest's share on a busy machine",
      wall: 8_000,
      cpu: 4_000,
      host: 4_000,
      isOver: true,
    },
    {
      what: "less than that share, not",
      wall: 8_000,
      cpu: 1_900,
      host: 4_000,
      isOver: false,
    },
  ])("$what", ({ wall, cpu, host, isOver }) => {
    const clock = new StepClock();
    const isOverTime = startUserTime(clock, LIMIT_MS);
    clock.step = { wall, cpu };
    expect(isOverTime(host)).toBe(isOver);
  });
});

describe("a mutation", () => {
  const spin = (server: { client: Client }) =>
    server.client.mutation(m("sandbox:spin"), { ms: 0 });
  type Client = Awaited<ReturnType<typeof startFixture>>["client"];

  it("that computes for too long is refused", async () => {
    const userClock = new StepClock();
    const server = await startFixture({ userClock });
    userClock.step = { wall: 1_100, cpu: 1_100 };
    await expect(spin(server)).rejects.toThrow(TIMED_OUT);
  });

  it("that a busy machine kept waiting is not", async () => {
    const userClock = new StepClock();
    const server = await startFixture({ userClock });
    userClock.step = { wall: 60_000, cpu: 900 };
    expect(await spin(server)).toBe(0);
  });

  it("has no limit where there are none", async () => {
    const userClock = new StepClock();
    const server = await startFixture({ userClock, limits: "off" });
    userClock.step = { wall: 60_000, cpu: 60_000 };
    expect(await spin(server)).toBe(0);
  });
});

describe("a scheduled mutation that computes for too long", () => {
  const TOO_LONG = { wall: 5_000, cpu: 5_000 };

  /**
   * A server that is slow from the commit that schedules on.
   * @param slowRuns how many runs it is slow for
   */
  async function scheduled(slowRuns: number) {
    const userClock = new StepClock();
    const failures: string[] = [];
    let fastAgain: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (fastAgain = resolve));
    const server = await startFixture({
      userClock,
      schedulerRetryMs: 1,
      onLog({ event, function: path, message }) {
        const isTry = event === "scheduler.run_failed";
        if (!isTry && event !== "function.failed") {
          return;
        }
        failures.push(`${event} ${String(path)} ${String(message)}`);
        if (failures.length < slowRuns) {
          return;
        }
        userClock.step = { wall: 0, cpu: 0 };
        fastAgain();
      },
    });
    const { client, engine } = server;
    const stop = engine.onCommit(({ tables }) => {
      if (!tables.has("_jobs")) {
        return;
      }
      stop();
      userClock.step = TOO_LONG;
    });
    const args = { key: "slow", delayMs: 0, cancel: false };
    const id = await client.mutation(m("events:later"), args);
    await slow;
    const row = z.object({
      completedTime: z.number(),
      state: z.looseObject({ kind: z.string() }),
    });
    const { state } = await server.eventually(async () => {
      const found = await client.query(q("events:scheduled"), {
        id: String(id),
      });
      return row.safeParse(found).data ?? null;
    });
    const { followUps } = z
      .object({ followUps: z.array(z.string()) })
      .parse(await client.query(q("events:list"), { key: "slow" }));
    return { state, followUps, failures };
  }

  const RETRIED = `scheduler.run_failed events:followUp ${TIMED_OUT}`;

  it("is tried again, and takes effect once", async () => {
    expect(await scheduled(2)).toEqual({
      state: { kind: "success" },
      followUps: ["later"],
      failures: [RETRIED, RETRIED],
    });
  });

  it("has failed after eight tries", async () => {
    const { state, followUps, failures } = await scheduled(8);
    expect(state).toEqual({ kind: "failed", error: TIMED_OUT });
    expect(followUps).toEqual([]);
    expect(failures).toEqual([
      ...Array.from({ length: 7 }, () => RETRIED),
      `function.failed events:followUp ${TIMED_OUT}`,
    ]);
  });
});
