/** Every npm script of ours helps, and refuses what it does not take in words. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../scripts/checks/processes";

const COMMANDS = readdirSync(path.join(ROOT, "scripts"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [path.join(ROOT, "scripts/run.mjs"), ...args], {
    encoding: "utf8",
  });

describe.each(COMMANDS)("npm run %s", (command) => {
  it.each(["--help", "-h"])("answers %s with its usage", (option) => {
    const { status, stdout, stderr } = run(command, option);
    expect(stdout).toMatch(new RegExp(`^npm (run )?${command}\\b`));
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("refuses an option that it does not take", () => {
    const { status, stdout, stderr } = run(command, "--nonsense");
    expect(stderr).toContain("There is no option --nonsense.");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect([status, stdout]).toEqual([2, ""]);
  });
});
