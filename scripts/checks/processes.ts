/** Runs the project's tools as child processes and keeps what they print. */
import { spawn } from "node:child_process";
import path from "node:path";
import { ROOT } from "../bootstrap/inputs.mjs";

export { ROOT };

/** Entry files of the tools, so that no shell or PATH is needed. */
export const TOOLS = {
  convex: "node_modules/convex/bin/main.js",
  eslint: "node_modules/eslint/bin/eslint.js",
  prettier: "node_modules/prettier/bin/prettier.cjs",
  vite: "node_modules/vite/bin/vite.js",
  tsc: "node_modules/typescript/bin/tsc",
  vitest: "node_modules/vitest/vitest.mjs",
} as const;

export interface RunOptions {
  /** Relative to the repository. Default: the repository itself. */
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Told each complete line of either stream, without its end. */
  onLine?: (line: string) => void;
}

export interface RunResult {
  /** Exit code; 1 when a signal ended the process. */
  code: number;
  /** Both streams in the order they came. */
  output: string;
}

/** The environment without settings that would point the CLI elsewhere. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("CONVEX_"),
  );
  return Object.fromEntries(entries);
}

/** Child processes that still run; ended with this process. */
const running = new Set<ReturnType<typeof spawn>>();
process.on("exit", () => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
});

/** Runs one of the tools to its end. Rejects only if it cannot be started. */
export function runTool(
  tool: keyof typeof TOOLS,
  args: readonly string[],
  { cwd = ".", env = {}, onLine }: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(ROOT, TOOLS[tool]), ...args],
      {
        cwd: path.resolve(ROOT, cwd),
        // CI=1 keeps the tools from asking questions and reporting home.
        env: { ...cleanEnvironment(), CI: "1", NO_COLOR: "1", ...env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    running.add(child);
    let output = "";
    let rest = "";
    const take = (chunk: string) => {
      output += chunk;
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach((line) => onLine?.(line));
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", reject);
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}
