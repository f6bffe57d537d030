/** `npm run backup` of a running deployment, and `npm start` on the copy. */
import { spawnSync } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ROOT } from "../../scripts/support/processes";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
} from "../support/server";
import { simulate } from "../support/simulate";

afterEach(disposeServers);

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
