/**
 * Crashes at every fault point while a mutation, its scheduled mutation and
 * action and its workpool jobs are under way, and while a push with a cron is
 * being applied. (`scheduler/crash.test.ts` looks at each of them alone.)
 */
import { cpSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  fixturePushFile,
  spawnReadyServer,
  spawnServer,
  temporaryFolder,
} from "../hostHarness";
import { CRASH_APP, effects, expectDoneOnce, finished, record } from "./work";

/** A folder that serves the app; its cron has run. */
let prepared: string;
beforeAll(async () => {
  prepared = temporaryFolder();
  const pushFile = await fixturePushFile(CRASH_APP);
  const server = await spawnReadyServer({ directory: prepared, pushFile });
  await record(server, "first");
  await finished(server, "first");
  await server.kill();
  await settle(prepared);
});

/** Starts it until nothing is left that would be committed before it is ready. */
async function settle(directory: string): Promise<void> {
  for (;;) {
    const server = await spawnServer({ directory, crashAt: "after-sync" });
    if (server !== null) {
      return await server.kill();
    }
  }
}

describe("work of every kind", () => {
  it.each([
    "after-sync",
    "before-sync:2",
    "after-sync:2",
    "before-sync:4",
    "after-sync:4",
    "job-claimed:3",
    "job-before-commit:2",
    "job-after-commit:2",
    "action-started:2",
    "action-before-complete:2",
  ] as const)(
    "is done once or not at all after a crash at %s",
    async (crashAt) => {
      const directory = temporaryFolder();
      cpSync(prepared, directory, { recursive: true });
      const server = await spawnReadyServer({ directory, crashAt });
      const acknowledged = await record(server, "k").then(
        () => true,
        () => false,
      );
      expect(await server.ended).toBe("SIGKILL");
      const after = await spawnReadyServer({ directory });
      const begun = (await effects(after, "k")).length > 0;
      if (acknowledged) {
        expect(begun).toBe(true);
      }
      if (begun) {
        await expectDoneOnce(after, "k");
      }
      // Whatever was still waiting has had its turn before this is done.
      await record(after, "last");
      await expectDoneOnce(after, "last");
      if (begun) {
        await expectDoneOnce(after, "k");
      } else {
        expect(await effects(after, "k")).toEqual([]);
      }
      await expectDoneOnce(after, "first");
      await after.kill();
    },
  );
});

describe("a push with a cron that is due", () => {
  it.each([
    // The push is the first commit of a new folder, the cron's run the second.
    "before-sync",
    "after-sync",
    "before-sync:2",
    "after-sync:2",
  ] as const)("takes effect once after a crash at %s", async (crashAt) => {
    const directory = temporaryFolder();
    const pushFile = await fixturePushFile(CRASH_APP);
    const server = await spawnServer({ directory, pushFile, crashAt });
    if (server !== null) {
      expect(await server.ended).toBe("SIGKILL");
    }
    const after = await spawnReadyServer({ directory, pushFile });
    await record(after, "k");
    await expectDoneOnce(after, "k");
    expect(await effects(after, "tick")).toEqual(["cron"]);
    await after.kill();
  });
});
