/** Starts servers with the fixture app on temporary folders, here or in a child process. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import type { Value } from "convex/values";
import { afterAll } from "vitest";
import { z } from "zod";
import type { HostLogEntry } from "../src/execution/logs";
import { CRASH_VARIABLE, type FaultName } from "../src/host/faults";
import { type PushRequest, pushRequest } from "../src/push/wire";
import {
  type RunningServer,
  startServer,
  type StartServerOptions,
} from "../src/host/server";
import { compiledCli, fingerprintOf, PACKAGE } from "./compiledCli";

export const ADMIN_KEY = "test-admin-key";
export const FIXTURE_APP = fileURLToPath(
  new URL("fixtureApp", import.meta.url),
);
const CONVEX_PACKAGE = createRequire(import.meta.url).resolve(
  "convex/package.json",
);
export const NODE_MODULES = dirname(dirname(CONVEX_PACKAGE));
const CONVEX_CLI = join(dirname(CONVEX_PACKAGE), "bin", "main.js");

type Args = Record<string, Value>;

/** References by name: the tests check what comes back, not its static type. */
export const q = (name: string) =>
  makeFunctionReference<"query", Args, unknown>(name);
export const m = (name: string) =>
  makeFunctionReference<"mutation", Args, unknown>(name);
export const a = (name: string) =>
  makeFunctionReference<"action", Args, unknown>(name);

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-convex-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the official CLI in a folder; `environment` is all it inherits besides PATH. */
export async function runCli(
  folder: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<CliResult> {
  const child = spawnCli(folder, args, environment);
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    exitOf(child),
  ]);
  return { code, stdout, stderr };
}

/** As `runCli`, for what goes on until it is stopped. */
export function spawnCli(
  folder: string,
  args: readonly string[],
  environment: Record<string, string>,
) {
  const { PATH = "", HOME = "" } = process.env;
  return spawn(process.execPath, [CONVEX_CLI, ...args], {
    cwd: folder,
    env: { PATH, HOME, CI: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What points the CLI at a running server. */
export function cliEnvironment({ url }: { url: string }) {
  return {
    CONVEX_SELF_HOSTED_URL: url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: ADMIN_KEY,
  };
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += chunk.toString("utf8");
  }
  return text;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
}

/** A copy of the fixture app, or another, that a test may change. */
export function copyOfFixtureApp(app = FIXTURE_APP): string {
  const folder = temporaryFolder();
  cpSync(app, folder, { recursive: true });
  symlinkSync(NODE_MODULES, join(folder, "node_modules"), "dir");
  return folder;
}

/** The fixture app, or another, as the CLI bundles it; made once per state of its sources. */
export async function fixturePushFile(app = FIXTURE_APP): Promise<string> {
  const fingerprint = fingerprintOf(join(app, "convex"));
  const file = join(tmpdir(), `local-convex-fixture-${fingerprint}.json`);
  if (existsSync(file)) {
    return file;
  }
  const draft = join(temporaryFolder(), "push");
  const { code, stderr } = await runCli(copyOfFixtureApp(app), [
    ...["deploy", "-y", "--write-push-request", draft, "--push-all-modules"],
    ...["--url", "http://127.0.0.1:1", "--admin-key", "none"],
    ...["--typecheck=disable", "--codegen=disable"],
  ]);
  if (code !== 0) {
    throw new Error(`The fixture does not bundle:\n${stderr}`);
  }
  renameSync(`${draft}.json`, file);
  return file;
}

/** The fixture push, or another app's, with changes, as a file. */
export async function changedPushFile(
  change: (push: PushRequest) => void,
  app = FIXTURE_APP,
): Promise<string> {
  const text = readFileSync(await fixturePushFile(app), "utf8");
  const push = pushRequest.parse(JSON.parse(text));
  change(push);
  const file = join(temporaryFolder(), "push.json");
  writeFileSync(file, JSON.stringify(push));
  return file;
}

/** The log of a server: what came, and what a test waits for. */
export class LogWatch {
  readonly entries: HostLogEntry[] = [];
  #wake: () => void = () => undefined;

  readonly add = (entry: HostLogEntry): void => {
    this.entries.push(entry);
    this.#wake();
  };

  /** A line of a server that is a process of its own. */
  readonly addLine = (line: string): void => {
    this.add(logLine.parse(JSON.parse(line)));
  };

  /** Resolves to the first that has come or will come. */
  async first(
    matches: (entry: HostLogEntry) => boolean,
  ): Promise<HostLogEntry> {
    for (;;) {
      const found = this.entries.find(matches);
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

const logLine = z
  .object({
    level: z.enum(["debug", "info", "warn", "error"]),
    event: z.string(),
  })
  .catchall(
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(z.string()),
    ]),
  );

export interface TestServer extends RunningServer {
  client: ConvexHttpClient;
  logs: HostLogEntry[];
  /** Checks now and after every commit until the answer is not null. */
  eventually<T>(check: () => Promise<T | null>): Promise<T>;
}

/** In this process, closed after the file's tests; serves the fixture app. */
export async function startFixture(
  options: Partial<StartServerOptions> = {},
): Promise<TestServer> {
  const logs: HostLogEntry[] = [];
  const server = await startServer({
    directory: temporaryFolder(),
    port: 0,
    adminKey: ADMIN_KEY,
    durability: "process",
    pushFile: await fixturePushFile(),
    nodeModules: NODE_MODULES,
    onLog: (entry) => logs.push(entry),
    ...options,
  });
  afterAll(() => server.close());
  const client = new ConvexHttpClient(server.url, { logger: false });
  return {
    ...server,
    client,
    logs,
    eventually: (check) => eventually(server, check),
  };
}

async function eventually<T>(
  { engine }: RunningServer,
  check: () => Promise<T | null>,
): Promise<T> {
  for (;;) {
    const committed = new Promise<void>((resolve) => {
      const stop = engine.onCommit(() => {
        stop();
        resolve();
      });
    });
    const answer = await check();
    if (answer !== null) {
      return answer;
    }
    await committed;
  }
}

/** A fault point, and at which pass of it the process dies. */
export type CrashPoint = FaultName | `${FaultName}:${number}`;

export interface ChildServer {
  url: string;
  siteUrl: string;
  client: ConvexHttpClient;
  /** Resolves when the process is gone, to the signal that ended it. */
  ended: Promise<NodeJS.Signals | null>;
  /** Asks it to stop; resolves to its exit code, null after a signal. */
  stop(): Promise<number | null>;
  /** Kill -9, and wait. */
  kill(): Promise<void>;
}

/** A hook that a running test asks for would come too late. */
const children = new Set<() => Promise<void>>();
afterAll(async () => {
  await Promise.all([...children].map((kill) => kill()));
});

/**
 * In a process of its own, so that it may die; null if it died before it was
 * ready. Without `pushFile` it serves what the folder served last.
 */
export async function spawnServer(options: {
  directory: string;
  pushFile?: string;
  crashAt?: CrashPoint;
  /** Default: any free one. */
  port?: number;
  /** More of the command line. */
  flags?: readonly string[];
  /** Receives its stderr line by line: the log, or why it did not start. */
  onLine?: (line: string) => void;
}): Promise<ChildServer | null> {
  const { directory, pushFile, crashAt, port = 0 } = options;
  const { flags = [], onLine = () => undefined } = options;
  const child = spawn(
    process.execPath,
    [
      await compiledCli(),
      ...["--data", directory, "--admin-key", ADMIN_KEY],
      ...["--port", `${port}`, "--site-port", "0"],
      ...(pushFile === undefined ? [] : ["--push", pushFile]),
      ...flags,
    ],
    {
      cwd: PACKAGE,
      env: {
        ...process.env,
        ...(crashAt === undefined ? {} : { [CRASH_VARIABLE]: crashAt }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  createInterface({ input: child.stderr }).on("line", onLine);
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once("exit", (_code, signal) => resolve(signal)),
  );
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const stop = () => {
    child.kill("SIGTERM");
    return exitOf(child);
  };
  children.add(kill);
  const ready = await readyLine(child.stdout);
  if (ready === null) {
    await ended;
    return null;
  }
  const client = new ConvexHttpClient(ready.url, { logger: false });
  return { ...ready, client, ended, stop, kill };
}

/** As `spawnServer`, for servers that must come up. */
export async function spawnReadyServer(
  options: Parameters<typeof spawnServer>[0],
): Promise<ChildServer> {
  const server = await spawnServer(options);
  if (server === null) {
    throw new Error("The server died before it was ready.");
  }
  return server;
}

async function readyLine(
  stdout: AsyncIterable<Buffer>,
): Promise<{ url: string; siteUrl: string } | null> {
  let text = "";
  for await (const chunk of stdout) {
    text += chunk.toString("utf8");
    const [, url, siteUrl] =
      /^ready \{"url":"(.+?)","siteUrl":"(.+?)"\}$/m.exec(text) ?? [];
    if (url !== undefined && siteUrl !== undefined) {
      return { url, siteUrl };
    }
  }
  return null;
}
