/** What the benchmarks share: servers in processes of their own, and percentiles. */
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Durability } from "../src/engine";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
export const BENCH_APP = join(PACKAGE, "bench", "app");
export const SYNC_APP = join(PACKAGE, "tests", "sync", "app");
const CONVEX = dirname(
  createRequire(import.meta.url).resolve("convex/package.json"),
);

/** Bundles the app with the official CLI; resolves to the push file. */
function bundle(source: string, folder: string): string {
  const app = join(folder, "app");
  cpSync(source, app, { recursive: true });
  symlinkSync(dirname(CONVEX), join(app, "node_modules"), "dir");
  const draft = join(folder, "push");
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[join(CONVEX, "bin", "main.js"), "deploy", "-y"],
      ...["--write-push-request", draft, "--push-all-modules"],
      ...["--url", "http://127.0.0.1:1", "--admin-key", "none"],
      ...["--typecheck=disable", "--codegen=disable"],
    ],
    { cwd: app, env: { ...process.env, CI: "1" }, encoding: "utf8" },
  );
  if (status !== 0) {
    throw new Error(`The app does not bundle:\n${stderr}`);
  }
  return `${draft}.json`;
}

/** A folder with a bundled app and its data, which servers can share in turn. */
export interface BenchFolder {
  path: string;
  pushFile: string;
  remove(): void;
}

export function makeFolder(app: string): BenchFolder {
  const path = mkdtempSync(join(tmpdir(), "local-convex-bench-"));
  return {
    path,
    pushFile: bundle(app, path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export interface BenchServer {
  url: string;
  /** From the process's start to its ready line. */
  startUpMs: number;
  /** Resident memory, MiB; Linux only. */
  residentMiB(): number;
  stop(): Promise<void>;
}

export async function startServer(
  folder: BenchFolder,
  durability: Durability = "full",
): Promise<BenchServer> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...["--import", "tsx", join(PACKAGE, "src", "cli.ts")],
      ...["--data", join(folder.path, "data"), "--admin-key", "bench"],
      ...["--durability", durability],
      ...["--port", "0", "--site-port", "0", "--push", folder.pushFile],
    ],
    { cwd: PACKAGE, stdio: ["ignore", "pipe", "ignore"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const [, url] = /^ready \{"url":"(.+?)"/m.exec(text) ?? [];
    if (url === undefined) {
      continue;
    }
    child.stdout.resume();
    return {
      url,
      startUpMs: Math.round(performance.now() - startedAt),
      residentMiB: () => residentMiB(child.pid),
      stop: async () => {
        child.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error("The server died before it was ready.");
}

function residentMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
}

/** Rounded to hundredths. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return Math.round((sorted[at] ?? NaN) * 100) / 100;
}

/** One line of figures; the names say the units. */
export type Row = Record<string, number | string>;
