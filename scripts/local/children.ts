/** Long-running child processes of ours: scripts that print a ready line. */
import { spawn, type ChildProcess } from "node:child_process";
import { ROOT } from "../checks/processes";

/** How a started script announces that it serves. */
export const READY = "ready ";

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Of that, what went to standard error. */
  errorOutput(): string;
  /** What follows `ready ` once it is printed; rejects if the process ends first. */
  readonly ready: Promise<string>;
  readonly exited: Promise<Exit>;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<Exit>;
  /** Ends it at once, as a power cut would end the process. */
  kill(): Promise<Exit>;
}

/** Loads TypeScript. */
const LAUNCHER = "scripts/bootstrap/launch.mjs";

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) {
    child.kill("SIGKILL");
  }
});

/**
 * Starts a file of the repository, TypeScript or a module of Node's own, in a
 * process of its own.
 *
 * @param env added to this process's environment; undefined removes a name
 * @param nodeOptions of Node itself
 */
export function startScript(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  nodeOptions: readonly string[] = [],
): Child {
  const entry = script.endsWith(".ts") ? [LAUNCHER, script] : [script];
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", ...nodeOptions, ...entry, ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  children.add(child);
  let output = "";
  let errors = "";
  const exited = new Promise<Exit>((resolve) => {
    child.on("close", (code, signal) => {
      children.delete(child);
      resolve({ code, signal });
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    const take = (chunk: string) => {
      output += chunk;
      const line = /^ready (.*)\n/m.exec(output)?.[1];
      if (line !== undefined) {
        resolve(line);
      }
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      errors += chunk;
      take(chunk);
    });
    child.on("error", reject);
    void exited.then(() =>
      reject(new Error(`${script} ended before it was ready:\n${output}`)),
    );
  });
  // Whoever only waits for the exit is not to blame for a process that failed.
  ready.catch(() => undefined);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? 0,
    output: () => output,
    errorOutput: () => errors,
    ready,
    exited,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
