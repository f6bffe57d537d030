/** `npm run backup` of a running deployment, `npm start` on the copy and after damage. */
import { spawnSync } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { toPaths } from "../../scripts/local/dataFolder";
import { ROOT } from "../../scripts/checks/processes";
import {
  createDataFolder,
  disposeServers,
  launch,
  startTestServer,
} from "../support/server";
import { simulate } from "../support/simulate";

afterEach(disposeServers);

const databaseOf = (data: string) =>
  path.join(toPaths(data).database, "data.mdb");

/** Everything but the first two pages, which say what the file is. */
async function overwritePages(data: string): Promise<void> {
  const file = databaseOf(data);
  const bytes = await readFile(file);
  await writeFile(file, bytes.fill(0xff, 2 * 4096));
}

/** Runs an npm script against a data folder. */
function run(script: string, data: string, ...args: string[]) {
  return spawnSync(
    process.execPath,
    [path.join(ROOT, "scripts/run.mjs"), script, ...args, "--data", data],
    { encoding: "utf8" },
  );
}

describe("npm run backup", () => {
  it("makes a folder that serves what was answered, with its secrets", async () => {
    const original = await startTestServer();
    const day = ["day", "--people", "3", "--seed", "5"];
    const at = ["--now", "2026-09-14T02:15:00Z"];
    expect(simulate(original.data, ...day, ...at).status).toBe(0);

    const copy = createDataFolder();
    expect(run("backup", original.data, "--to", copy)).toMatchObject({
      status: 0,
      stdout: `${copy}\n`,
    });
    expect((await readdir(copy)).sort()).toEqual([
      "admin-key",
      "database",
      "master-key",
      "sign-in-key",
      "webhook-secret",
    ]);
    const open = (await readdir(copy, { recursive: true })).map(
      async (name) => (await stat(path.join(copy, name))).mode & 0o077,
    );
    expect(new Set(await Promise.all(open))).toEqual(new Set([0]));
    const again = run("backup", original.data, "--to", copy);
    expect(again).toMatchObject({ status: 1, stdout: "" });
    expect(again.stderr).toContain("exists already");
    await original.child.kill();

    const restored = await startTestServer({ data: copy });
    expect(restored.secret).toBe(original.secret);
    expect(restored.adminKey).toBe(original.adminKey);
    await restored.settle();
    const verified = simulate(copy, ...day, ...at, "--verify");
    expect(verified.stdout).toMatch(/^accepted {4}0$/m);
    expect(verified.stdout).toContain("nothing lost, nothing doubled");
    expect(verified.status).toBe(0);
  });

  it("says when nothing runs there", () => {
    const refused = run("backup", createDataFolder(), "--to", "unused");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("Nothing runs on");
  });
});

describe("npm start on a damaged database", () => {
  it("ends with code 3, names the newest whole backup and how to restore it", async () => {
    const original = await startTestServer();
    const [whole, newer] = [createDataFolder(), createDataFolder()];
    expect(run("backup", original.data, "--to", whole).status).toBe(0);
    expect(run("backup", original.data, "--to", newer).status).toBe(0);
    await original.child.kill();
    await overwritePages(original.data);
    await overwritePages(newer);

    const damaged = await readFile(databaseOf(original.data));
    const child = launch({ data: original.data });
    expect(await child.exited).toEqual({ code: 3, signal: null });
    const said = child.errorOutput().trimEnd().split("\n").at(-1) ?? "";
    expect(said).toContain(`${databaseOf(original.data)} is damaged: page `);
    expect(said).toContain("Nothing was changed.");
    expect(await readFile(databaseOf(original.data))).toEqual(damaged);

    const command = said.split("Restore it: ").at(1) ?? "";
    expect(command).toContain(whole);
    expect(spawnSync("sh", ["-c", command]).status).toBe(0);
    const restored = await startTestServer({ data: original.data });
    expect(restored.secret).toBe(original.secret);
  });

  it("says so when no backup is known", async () => {
    const { data, child } = await startTestServer();
    await child.kill();
    await overwritePages(data);
    const again = launch({ data });
    expect(await again.exited).toEqual({ code: 3, signal: null });
    expect(again.errorOutput()).toContain("No whole backup");
  });
});
