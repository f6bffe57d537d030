/** A backup of a server that is being written to serves everything acknowledged before. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { requestBackup } from "../../src/admin/backup";
import {
  ADMIN_KEY,
  fixturePushFile,
  m,
  q,
  spawnReadyServer,
  startFixture,
  temporaryFolder,
  type TestServer,
} from "../hostHarness";

const listed = z.object({ events: z.number(), followUps: z.array(z.string()) });

const list = async ({ client }: TestServer, key: string) =>
  listed.parse(await client.query(q("events:list"), { key }));

const record = ({ client }: TestServer, key: string) =>
  client.mutation(m("events:record"), { key }, { skipQueue: true });

const backUp = ({ url }: TestServer, to: string, adminKey = ADMIN_KEY) =>
  requestBackup({ url, adminKey, to });

/** Writes under fresh keys, several at a time, until stopped; `acknowledged` grows. */
function writeWithoutEnd(server: TestServer, writers: number) {
  const acknowledged: string[] = [];
  const started: string[] = [];
  let isStopped = false;
  const write = async () => {
    while (!isStopped) {
      const key = `key ${started.length}`;
      started.push(key);
      await record(server, key);
      acknowledged.push(key);
    }
  };
  const running = Promise.all(Array.from({ length: writers }, write));
  const stop = async () => {
    isStopped = true;
    await running;
  };
  return { acknowledged, started, stop };
}

describe("a backup under load", () => {
  it("holds every write acknowledged before it, and no part of one", async () => {
    const server = await startFixture();
    const load = writeWithoutEnd(server, 8);
    await server.eventually(async () =>
      load.acknowledged.length >= 100 ? true : null,
    );
    const promised = [...load.acknowledged];
    const to = join(temporaryFolder(), "nested", "backup");
    await backUp(server, to);
    await load.stop();
    await record(server, "too late");
    expect(load.acknowledged.length).toBeGreaterThan(promised.length);
    await server.close();

    const restored = await startFixture({ directory: to, pushFile: undefined });
    for (const key of promised) {
      expect((await list(restored, key)).events).toBe(1);
    }
    for (const key of load.started) {
      const { events, followUps } = await restored.eventually(async () => {
        const seen = await list(restored, key);
        // The job of a restored write is still to run, or has.
        const isSettled = seen.followUps.length === 2 * seen.events;
        return isSettled ? seen : null;
      });
      expect(followUps).toEqual(events === 1 ? ["inline", "mutation"] : []);
    }
    expect((await list(restored, "too late")).events).toBe(0);
    await record(restored, "after");
    expect((await list(restored, "after")).events).toBe(1);
  });

  it("several of the same moment do not disturb each other", async () => {
    const server = await startFixture();
    await record(server, "k");
    const folder = temporaryFolder();
    const names = ["a", "b", "a"];
    const outcomes = await Promise.allSettled(
      names.map((name) => backUp(server, join(folder, name))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
    ]);
    expect(readdirSync(folder).sort()).toEqual(["a", "b"]);
  });
});

describe("what a backup refuses", () => {
  it("to overwrite, and leaves nothing behind", async () => {
    const server = await startFixture();
    const to = temporaryFolder();
    await expect(backUp(server, to)).rejects.toThrow("exists already");
    expect(readdirSync(to)).toEqual([]);
    const beside = readdirSync(dirname(to));
    expect(beside.filter((name) => name.startsWith(basename(to)))).toEqual([
      basename(to),
    ]);
  });

  it("to write where it cannot", async () => {
    const server = await startFixture();
    const inFile = join(temporaryFolder(), "file");
    cpSync(import.meta.filename, inFile);
    const refused = backUp(server, join(inFile, "backup"));
    await expect(refused).rejects.toThrow("file already exists");
  });

  it("whoever lacks the admin key", async () => {
    const server = await startFixture();
    const to = join(temporaryFolder(), "backup");
    await expect(backUp(server, to, "wrong")).rejects.toThrow("deploy key");
    const body = JSON.stringify({ to });
    const anonymous = await fetch(`${server.url}/api/backup`, {
      ...{ method: "POST", body },
    });
    expect(anonymous.status).toBe(401);
    expect(existsSync(to)).toBe(false);
  });

  it("a start on a folder whose database is gone", async () => {
    const server = await startFixture();
    const to = join(temporaryFolder(), "backup");
    await backUp(server, to);
    rmSync(join(to, "data.mdb"));
    await expect(startFixture({ directory: to })).rejects.toThrow(
      "once held a database",
    );
  });
});

describe("local-convex backup", () => {
  const cli = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ["--import", "tsx", join(import.meta.dirname, "../../src/cli.ts")].concat(
        "backup",
        args,
      ),
      { encoding: "utf8", env: { PATH: process.env["PATH"] } },
    );

  it("copies a running server's folder, and refuses to do so twice", async () => {
    const server = await spawnReadyServer({
      directory: temporaryFolder(),
      pushFile: await fixturePushFile(),
    });
    const to = join(temporaryFolder(), "backup");
    const flags = ["--url", server.url, "--admin-key", ADMIN_KEY, "--to", to];
    expect(cli(...flags)).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(to).sort()).toEqual([
      ...["data.mdb", "database.json", "pushes"],
    ]);
    const again = cli(...flags);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain("exists already");
    await server.kill();
  });

  it("needs to be told where to", () => {
    const { status, stderr } = cli("--admin-key", ADMIN_KEY);
    expect(status).toBe(2);
    expect(stderr).toContain("--to");
  });

  it("says when no server answers", () => {
    const { status, stderr } = cli(
      ...["--url", "http://127.0.0.1:1", "--admin-key", ADMIN_KEY],
      ...["--to", join(temporaryFolder(), "backup")],
    );
    expect(status).toBe(1);
    expect(stderr).toBe("http://127.0.0.1:1 does not answer.\n");
  });
});
