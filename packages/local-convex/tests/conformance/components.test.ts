/**
 * Runs the tests that the components' packages carry in their sources, written
 * for convex-test, against this runtime. They are copied from node_modules and
 * run by a process of their own. `@convex-dev/crons` carries none.
 */
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { NODE_MODULES, temporaryFolder } from "../hostHarness";
import { EXPECTED_FAILURES } from "./differences";

const PACKAGES = [
  "aggregate",
  "batch-worker",
  "migrations",
  "persistent-text-streaming",
  "rate-limiter",
  "sharded-counter",
  "workpool",
];
const VITEST = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);

const report = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

/** Sources, and the nested packages they resolve from. */
function copySuites(): string {
  const folder = temporaryFolder();
  symlinkSync(NODE_MODULES, join(folder, "node_modules"), "dir");
  for (const name of PACKAGES) {
    const installed = join(NODE_MODULES, "@convex-dev", name);
    const copy = join(folder, name);
    mkdirSync(copy);
    cpSync(join(installed, "src"), join(copy, "src"), { recursive: true });
    const nested = join(installed, "node_modules");
    if (existsSync(nested)) {
      symlinkSync(nested, join(copy, "node_modules"));
    }
  }
  return folder;
}

/** Failing tests make its exit code 1: the report tells. */
async function runSuites(folder: string) {
  const config = join(import.meta.dirname, "componentSuites.config.ts");
  const output = join(folder, "report.json");
  const { PATH, HOME } = process.env;
  const args = [VITEST, "run", "--config", config, "--reporter=json"];
  const stderr = await new Promise<string>((resolve) =>
    execFile(
      process.execPath,
      [...args, `--outputFile=${output}`],
      { cwd: folder, env: { PATH, HOME } },
      (_error, _stdout, stderr) => resolve(stderr),
    ),
  );
  if (!existsSync(output)) {
    throw new Error(`The suites did not run: ${stderr}`);
  }
  return report.parse(JSON.parse(readFileSync(output, "utf8")));
}

it("the components' own tests pass but for the listed differences", async () => {
  const folder = copySuites();
  const { testResults, numPassedTests } = await runSuites(folder);
  const failures: Record<string, string> = {};
  for (const { name, message, assertionResults } of testResults) {
    const file = name.slice(name.indexOf("/src/") + 1);
    const suite = PACKAGES.find((each) => name.includes(`/${each}/src/`));
    if (assertionResults.length === 0) {
      failures[`${suite}/${file}`] = message;
    }
    for (const { title, status, failureMessages } of assertionResults) {
      if (status === "passed") {
        continue;
      }
      failures[`${suite}/${file}: ${title}`] = failureMessages.join("\n");
    }
  }
  expect(Object.keys(failures).sort()).toEqual(
    Object.keys(EXPECTED_FAILURES).sort(),
  );
  for (const [name, reason] of Object.entries(EXPECTED_FAILURES)) {
    expect(failures[name], name).toMatch(reason);
  }
  expect(numPassedTests).toBeGreaterThan(400);
});
