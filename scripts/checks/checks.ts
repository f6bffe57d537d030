/** The steps of `npm run check` and `npm test`. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { writeBundle } from "../local/bundle";
import { findStaleCode } from "./codegen";
import { runTool } from "./processes";
import { toResult, type Step, type StepResult } from "./steps";

/** One tsconfig per room. */
export const ROOMS = [
  ".",
  "convex",
  "src/lib",
  "web",
  "packages/local-convex",
  "tests",
] as const;

async function withTemporaryFolder<T>(
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const format: Step = {
  name: "format",
  async run() {
    const { code, output } = await runTool("prettier", [
      "--check",
      "--log-level=warn",
      "--cache",
      "--cache-location=node_modules/.cache/kapso-crm/prettier",
      ".",
    ]);
    return toResult(code === 0, output);
  },
};

export const lint: Step = {
  name: "lint",
  async run() {
    const { code, output } = await runTool("eslint", ["--max-warnings=0", "."]);
    return toResult(code === 0, output);
  },
};

export const types: Step = {
  name: "types",
  async run(note) {
    const failures: string[] = [];
    for (const room of ROOMS) {
      note(room);
      const { code, output } = await runTool("tsc", [
        "--project",
        room,
        "--noEmit",
        "--pretty",
        "false",
      ]);
      if (code !== 0) {
        failures.push(`${room}:\n${output}`);
      }
    }
    return toResult(failures.length === 0, failures.join("\n"));
  },
};

export const bundle: Step = {
  name: "bundle",
  run: () =>
    withTemporaryFolder(async (folder) => {
      await writeBundle(path.join(folder, "push.json"));
      return toResult(true, "");
    }),
};

export const codegen: Step = {
  name: "codegen",
  run: () =>
    withTemporaryFolder(async (folder) => {
      const stale = await findStaleCode(folder);
      return toResult(
        stale.length === 0,
        `Not what the functions give; run npm run codegen:\n${stale.join("\n")}`,
      );
    }),
};

const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
});

/** A suite that cannot even be loaded has no tests to count. */
function toCounts(report: z.infer<typeof reportSchema>): StepResult {
  const { numPassedTests, numFailedTests, success } = report;
  const failed = numFailedTests === 0 && !success ? 1 : numFailedTests;
  return { passed: numPassedTests, failed, output: "" };
}

/** Vitest over some of its projects, with variables of its own (vitest.config.ts). */
export function tests(
  name: string,
  projects: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Step {
  return {
    name,
    run: (note) =>
      withTemporaryFolder(async (folder) => {
        const report = path.join(folder, "report.json");
        let files = 0;
        const { code, output } = await runTool(
          "vitest",
          [
            "run",
            ...projects.map((project) => `--project=${project}`),
            "--reporter=default",
            "--reporter=json",
            `--outputFile.json=${report}`,
            "--passWithNoTests",
            // One a core: the end-to-end tests beside them mostly wait.
            `--maxWorkers=${availableParallelism()}`,
          ],
          {
            env,
            onLine: (line) => {
              files += /^ [✓❯×] /.test(line) ? 1 : 0;
              note(`${files} files`);
            },
          },
        );
        const text = await readFile(report, "utf8").catch(() => undefined);
        if (text === undefined) {
          return toResult(false, output);
        }
        const counts = toCounts(reportSchema.parse(JSON.parse(text)));
        const isLost = code !== 0 && counts.failed === 0;
        return { ...counts, failed: isLost ? 1 : counts.failed, output };
      }),
  };
}
