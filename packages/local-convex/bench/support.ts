/** What the benchmarks share: a server with the sync tests' app, and percentiles. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const APP = join(PACKAGE, "tests", "sync", "app");
const CONVEX = dirname(
  createRequire(import.meta.url).resolve("convex/package.json"),
);

/** Bundles the app with the official CLI; resolves to the push file. */
function bundle(folder: string): string {
  const app = join(folder, "app");
  cpSync(APP, app, { recursive: true });
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
  if (status !== 0) throw new Error(`The app does not bundle:\n${stderr}`);
  return `${draft}.json`;
}

export interface BenchServer {
  url: string;
  stop(): Promise<void>;
}

/** A server with full durability in a process of its own. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "local-convex-bench-"));
  const child = spawn(
    process.execPath,
    [
      ...["--import", "tsx", join(PACKAGE, "src", "cli.ts")],
      ...["--data", join(folder, "data"), "--admin-key", "bench"],
      ...["--port", "0", "--push", bundle(folder)],
    ],
    { cwd: PACKAGE, stdio: ["ignore", "pipe", "ignore"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const [, url] = /^ready \{"url":"(.+?)"/m.exec(text) ?? [];
    if (url !== undefined) return { url, stop };
  }
  await stop();
  throw new Error("The server died before it was ready.");
}

/** Rounded to hundredths. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return Math.round((sorted[at] ?? NaN) * 100) / 100;
}

export function report(line: Record<string, number | string>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
