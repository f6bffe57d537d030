/**
 * Kills at random moments under load. `SOAK_KILLS=200` makes a long soak of it;
 * an acknowledged piece of work must be there, and no part of any twice.
 */
import { expect, it } from "vitest";
import {
  type ChildServer,
  fixturePushFile,
  spawnReadyServer,
  temporaryFolder,
} from "../hostHarness";
import { CRASH_APP, effects, expectDoneOnce, record } from "./work";

const KILLS = Number(process.env["SOAK_KILLS"] ?? 3);
const WRITERS = 8;
const MAX_ACKNOWLEDGED = 40;

/** Eight writers until one kill; answers which keys were acknowledged, and which not. */
async function writeAndKill(server: ChildServer, round: number) {
  const acknowledged: string[] = [];
  const unclear: string[] = [];
  const killAfter = 1 + Math.floor(Math.random() * MAX_ACKNOWLEDGED);
  const write = async (writer: number) => {
    for (let number = 0; ; number += 1) {
      const key = `${round}-${writer}-${number}`;
      try {
        await record(server, key);
      } catch {
        unclear.push(key);
        return;
      }
      acknowledged.push(key);
      if (acknowledged.length === killAfter) {
        void server.kill();
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, each) => write(each)));
  await server.ended;
  return { acknowledged, unclear };
}

it(
  `nothing is lost or doubled over ${KILLS} random kills`,
  async () => {
    const directory = temporaryFolder();
    const pushFile = await fixturePushFile(CRASH_APP);
    const acknowledged: string[] = [];
    const unclear: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const server = await spawnReadyServer({ directory, pushFile });
      const keys = await writeAndKill(server, round);
      acknowledged.push(...keys.acknowledged);
      unclear.push(...keys.unclear);
    }
    const server = await spawnReadyServer({ directory, pushFile });
    for (const key of unclear) {
      if ((await effects(server, key)).length > 0) {
        acknowledged.push(key);
      }
    }
    for (const key of acknowledged) {
      await expectDoneOnce(server, key);
    }
    await record(server, "last");
    await expectDoneOnce(server, "last");
    for (const key of acknowledged) {
      await expectDoneOnce(server, key);
    }
    expect(await effects(server, "tick")).toEqual(["cron"]);
    await server.kill();
  },
  60_000 + KILLS * 15_000,
);
