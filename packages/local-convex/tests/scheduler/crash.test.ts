/** Kill -9 at every fault point: what was promised is there, and nothing twice. */
import { cpSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { FaultName } from "../../src/host/faults";
import {
  changedPushFile,
  type ChildServer,
  fixturePushFile,
  m,
  q,
  spawnReadyServer,
  spawnServer,
  temporaryFolder,
} from "../hostHarness";

const listed = z.object({ events: z.number(), followUps: z.array(z.string()) });

async function list(server: ChildServer, key: string) {
  return listed.parse(await server.client.query(q("events:list"), { key }));
}

/** Asks again and again until the answer is not null. */
async function poll<T>(check: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await check();
    if (answer !== null) {
      return answer;
    }
  }
}

/** Every scheduled function that has not ended. */
async function unfinished(server: ChildServer): Promise<string[]> {
  const states = z
    .array(z.object({ name: z.string(), kind: z.string() }))
    .parse(await server.client.query(q("events:scheduledStates"), {}));
  return states
    .filter(({ kind }) => kind === "pending" || kind === "inProgress")
    .map(({ name }) => name);
}

function quiet(server: ChildServer): Promise<true> {
  return poll(async () =>
    (await unfinished(server)).length === 0 ? true : null,
  );
}

/** A folder that serves the fixture app and has run its cron once. */
let prepared: string;
beforeAll(async () => {
  prepared = temporaryFolder();
  const server = await spawnReadyServer({
    directory: prepared,
    pushFile: await fixturePushFile(),
  });
  await poll(async () =>
    (await list(server, "tick")).followUps.length === 1 ? true : null,
  );
  await server.kill();
});

/** Starts on a copy, lets `act` run into the crash, starts again without it. */
async function crashDuring(
  crashAt: FaultName,
  act: (server: ChildServer) => Promise<unknown>,
): Promise<{ acknowledged: boolean; after: ChildServer }> {
  const directory = temporaryFolder();
  cpSync(prepared, directory, { recursive: true });
  const server = await spawnReadyServer({ directory, crashAt });
  const acknowledged = await act(server).then(
    () => true,
    () => false,
  );
  expect(await server.ended).toBe("SIGKILL");
  const after = await spawnReadyServer({ directory });
  await quiet(after);
  return { acknowledged, after };
}

const record = (server: ChildServer) =>
  server.client.mutation(m("events:record"), { key: "k" });

describe("a mutation that schedules a mutation", () => {
  it("leaves nothing when the crash comes before the commit", async () => {
    const { acknowledged, after } = await crashDuring("before-sync", record);
    expect(acknowledged).toBe(false);
    expect(await list(after, "k")).toEqual({ events: 0, followUps: [] });
    await after.kill();
  });

  it.each(["after-sync", "before-ack"] as const)(
    "is there once, with its job run once, after a crash at %s",
    async (point) => {
      const { acknowledged, after } = await crashDuring(point, record);
      expect(acknowledged).toBe(false);
      expect(await list(after, "k")).toEqual({
        events: 1,
        followUps: ["inline", "mutation"],
      });
      await after.kill();
    },
  );

  it.each(["job-claimed", "job-before-commit", "job-after-commit"] as const)(
    "has its job run exactly once after a crash at %s",
    async (point) => {
      const { after } = await crashDuring(point, record);
      expect(await list(after, "k")).toEqual({
        events: 1,
        followUps: ["inline", "mutation"],
      });
      await after.kill();
    },
  );
});

describe("a scheduled action", () => {
  it.each([
    ["action-started", []],
    ["action-before-complete", ["action"]],
  ] as const)(
    "is not run again after a crash at %s",
    async (point, effects) => {
      const ids: string[] = [];
      const { after } = await crashDuring(point, async (server) => {
        const id = await server.client.mutation(m("events:recordWithAction"), {
          key: "k",
        });
        ids.push(z.string().parse(id));
      });
      expect((await list(after, "k")).followUps).toEqual(effects);
      const row = await after.client.query(q("events:scheduled"), {
        id: ids[0] ?? "",
      });
      expect(row).toMatchObject({
        state: {
          kind: "failed",
          error: "Transient error while executing action",
        },
      });
      await after.kill();
    },
  );
});

describe("crons.ts", () => {
  it("runs the due entry once after a crash before it", async () => {
    const directory = temporaryFolder();
    const server = await spawnServer({
      directory,
      pushFile: await fixturePushFile(),
      crashAt: "cron-before-run",
    });
    if (server !== null) {
      expect(await server.ended).toBe("SIGKILL");
    }
    const after = await spawnReadyServer({ directory });
    const { followUps } = await poll(async () => {
      const seen = await list(after, "tick");
      return seen.followUps.length > 0 ? seen : null;
    });
    expect(followUps).toEqual(["cron"]);
    await after.kill();
  });
});

describe("a push", () => {
  it("that crashes before the switch leaves the old code serving", async () => {
    const directory = temporaryFolder();
    cpSync(prepared, directory, { recursive: true });
    const pushFile = await changedPushFile((push) => {
      push.appDefinition.changedModules =
        push.appDefinition.changedModules.filter(
          (module) => module.path !== "hashing.js",
        );
    });
    const crashed = await spawnServer({
      directory,
      pushFile,
      crashAt: "push-before-activate",
    });
    expect(crashed).toBeNull();
    const after = await spawnReadyServer({ directory });
    const response = await fetch(`${after.url}/api/action`, {
      method: "POST",
      body: JSON.stringify({ path: "hashing:sha256", args: { text: "a" } }),
    });
    expect(await response.json()).toMatchObject({ status: "success" });
    await after.kill();
  });
});
