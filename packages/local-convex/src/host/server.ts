/** Starts one deployment: the engine, the functions, the scheduler and two HTTP ports. */
import { readFile } from "node:fs/promises";
import type { RequestListener, Server } from "node:http";
import { join, resolve } from "node:path";
import { readEnv, writeEnv } from "../admin/env";
import { adminRoutes } from "../admin/routes";
import { SigningKey } from "../auth/signing";
import { TokenVerifier } from "../auth/tokens";
import { startCollector } from "./collector";
import type { Environment } from "../components/tree";
import {
  type Durability,
  Engine,
  type EngineApi,
  type OccMode,
} from "../engine";
import type { Deployment } from "../execution/deployment";
import { type HostLog, logToStderr } from "../execution/logs";
import { Runner } from "../execution/runner";
import { catchUnhandledErrors } from "../execution/unhandledErrors";
import { systemClock, type UserClock } from "../execution/userTime";
import { CRASH_VARIABLE, type Faults, faultsFromEnvironment } from "./faults";
import { Host } from "./host";
import { nextTurn, process, setTimeout } from "./hostGlobals";
import {
  Access,
  type AccessOptions,
  DEFAULT_HOST,
  inUrl,
  isServedOpenly,
} from "../http/access";
import { functionRoutes } from "../http/api";
import { limitedServer } from "../http/limitedServer";
import { TrustedProxies } from "../http/proxies";
import { apiListener } from "../http/server";
import { siteListener } from "../http/site";
import { pushRoutes } from "../push/routes";
import { PushService } from "../push/service";
import { parsePush } from "../push/store";
import { Scheduler } from "../scheduler/scheduler";
import { QueryCache } from "../sync/queryCache";
import { SyncServer } from "../sync/server";
import { SYSTEM_TABLES } from "./systemTables";

export interface StartServerOptions extends AccessOptions {
  /** Data folder, created when missing; one process at a time. */
  directory: string;
  /** API port; 0 picks a free one. Default 3210. */
  port?: number;
  /** Port of the HTTP actions; 0 picks a free one. Default `port + 1`. */
  sitePort?: number;
  /** The key the CLI and admin clients present. */
  adminKey: string;
  /** Default "full". */
  durability?: Durability;
  /** Default "production". */
  limits?: "production" | "off";
  /** Count (report) or suffer (strict) the conflicts of production. Default "off". */
  occ?: OccMode;
  /** A saved push request (`deploy --write-push-request`), applied before serving. */
  pushFile?: string;
  /** Initial environment variables: a value stored by `env set` wins. */
  env?: Environment;
  /** Environment variables stored at every start, whatever was there. */
  envOverrides?: Environment;
  /** Where external packages of "use node" files resolve from. Default `./node_modules`. */
  nodeModules?: string;
  /**
   * Where the modules of pushes are kept as scripts, by hash; several data folders
   * may share it. Default: a folder of the data folder.
   */
  scripts?: string;
  /**
   * Past it a query or mutation that does not wait is taken for one that never
   * ends, and stopped, ms; only what is new, or took long lately. Default 15 s.
   */
  stepLimitMs?: number;
  /**
   * Past it a thread of actions that does not answer is taken for one that never
   * will: it is ended with what runs there, and replaced, ms. Default 30 s.
   */
  actionWatchMs?: number;
  /** What the objects of a thread of actions may take, MiB. Default 512. */
  actionMemoryMiB?: number;
  /** Scheduled mutations and actions in flight at once, each. Default 64. */
  schedulerConcurrency?: number;
  /** The first pause before a scheduled run is tried again, ms. Default 500. */
  schedulerRetryMs?: number;
  /**
   * Tell callers without the admin key only that a call failed, its request id
   * and the data of a `ConvexError`: no messages, no stack traces, nothing that
   * functions print. Default: when other machines may call, that is unless every
   * address and name of the server is a loopback one and no proxy is trusted.
   */
  redact?: boolean;
  /** How long what runs may go on when the server stops, ms. Default 10 s. */
  stopGraceMs?: number;
  /** Look at every page of the data file before it is opened. Default: at the first. */
  checksWholeFile?: boolean;
  /** Within what a whole request has to arrive, ms. Default 50 s. */
  requestLimitMs?: number;
  /** How long ended scheduled functions stay visible, ms. Default 7 days. */
  retentionMs?: number;
  /** How often open WebSockets are pinged, ms. Default 15 s. */
  pingIntervalMs?: number;
  /** What the user time of functions is measured with; a test may have its own. */
  userClock?: UserClock;
  onLog?: HostLog;
}

export interface RunningServer {
  /** API origin, e.g. "http://127.0.0.1:3210". */
  url: string;
  /** Origin of the HTTP actions. */
  siteUrl: string;
  engine: EngineApi;
  /**
   * Stops accepting, lets running work finish, cuts off what outlasts the grace,
   * closes the engine. Idempotent.
   */
  close(): Promise<void>;
}

const DEFAULT_PORT = 3210;
const DEFAULT_STEP_LIMIT_MS = 15_000;
const DEFAULT_ACTION_WATCH_MS = 30_000;
/** Production's for "use node" actions. */
const DEFAULT_ACTION_MEMORY_MIB = 512;
const DEFAULT_RETENTION_MS = 7 * 24 * 3600 * 1000;
/** Exported for those who give up on a stop: they have to wait for longer. */
export const DEFAULT_STOP_GRACE_MS = 10_000;

/**
 * Starts serving; resolves when the last push, or the given one, is loaded.
 * @throws EngineLockedError when another process has the folder open.
 * @throws PushError when the given push does not load.
 */
export async function startServer(
  options: StartServerOptions,
): Promise<RunningServer> {
  const faults = faultsFromEnvironment(process.env[CRASH_VARIABLE]);
  const engine = await Engine.open({
    directory: options.directory,
    durability: options.durability ?? "full",
    limits: options.limits ?? "production",
    systemTables: SYSTEM_TABLES,
    checksWholeFile: options.checksWholeFile,
    faultPoint: faults,
    occ: options.occ,
  });
  const closers: Closers = [() => engine.close()];
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(closers));
  try {
    const addresses = await serve(options, engine, faults, closers);
    return { ...addresses, engine, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Closers = (() => Promise<unknown> | void)[];

/** In reverse order of opening. */
async function closeAll(closers: Closers): Promise<void> {
  for (const close of [...closers].reverse()) {
    await close();
  }
}

async function serve(
  options: StartServerOptions,
  engine: EngineApi,
  faults: Faults,
  closers: Closers,
): Promise<{ url: string; siteUrl: string }> {
  const log = options.onLog ?? logToStderr;
  closers.push(catchUnhandledErrors(log), () => logConflicts(engine, log));
  const access = new Access(options);
  const api = limitedServer("api", options.requestLimitMs);
  const site = limitedServer("site", options.requestLimitMs);
  const url = await listen(api, options.port ?? DEFAULT_PORT, options);
  const siteUrl = await listen(site, sitePort(options), options);
  const runner = new Runner(engine, {
    ...{ faults, log, clock: options.userClock ?? systemClock },
    isTimed: options.limits !== "off",
    stepLimitMs: options.stepLimitMs ?? DEFAULT_STEP_LIMIT_MS,
    signingKey: new SigningKey(engine),
  });
  const host = new Host(
    engine,
    runner,
    faults,
    log,
    {
      CONVEX_CLOUD_URL: options.cloudOrigin ?? url,
      CONVEX_SITE_URL: options.siteOrigin ?? siteUrl,
    },
    options.adminKey,
    new TokenVerifier(() => pushes.authProviders),
    options.redact ?? isServedOpenly(options),
    new TrustedProxies(options.trustProxy ?? []),
  );
  const cache = new QueryCache(host);
  const pushes = createPushes(options, host, faults, (deployment) => {
    host.deployment = deployment;
    cache.codeChanged();
  });
  const scheduler = new Scheduler(
    host,
    options.schedulerConcurrency,
    options.schedulerRetryMs,
  );
  closers.push(() => pushes.close());
  host.ready = boot(options, host, pushes, scheduler);
  const siteRequests = siteListener(host);
  const apiRequests = apiListener(host, access, {
    forPages: functionRoutes(host, cache),
    forPrograms: { ...pushRoutes(pushes), ...adminRoutes(host, pushes) },
  });
  api.on("request", withSite(apiRequests, siteRequests));
  site.on("request", siteRequests);
  const sync = new SyncServer(host, cache, api, access, options.pingIntervalMs);
  closers.push(...stopping(options, host, scheduler, sync, [api, site]));
  await host.ready;
  return { url, siteUrl };
}

function createPushes(
  options: StartServerOptions,
  host: Host,
  faults: Faults,
  activate: (deployment: Deployment) => void,
): PushService {
  const { engine, log, systemEnv } = host;
  return new PushService({
    ...{ engine, faults, log, systemEnv, activate },
    directory: join(resolve(options.directory), "pushes"),
    scripts: resolve(options.scripts ?? join(options.directory, "scripts")),
    threads: {
      watchMs: options.actionWatchMs ?? DEFAULT_ACTION_WATCH_MS,
      memoryMiB: options.actionMemoryMiB ?? DEFAULT_ACTION_MEMORY_MIB,
    },
    nodeModules: resolve(options.nodeModules ?? "node_modules"),
    env: () => host.env,
  });
}

/** The API port serves the HTTP actions too, under `/http`. */
function withSite(
  api: RequestListener,
  site: RequestListener,
): RequestListener {
  return (request, response) => {
    if (request.url?.startsWith("/http/") !== true) {
      return api(request, response);
    }
    request.url = request.url.slice("/http".length);
    site(request, response);
  };
}

async function boot(
  options: StartServerOptions,
  host: Host,
  pushes: PushService,
  scheduler: Scheduler,
): Promise<void> {
  const { value: env } = await host.engine.write("env", (tx) => {
    const initial = { ...options.env, ...readEnv(tx), ...options.envOverrides };
    writeEnv(tx, initial);
    return initial;
  });
  host.env = env;
  await host.runner.signingKey.prepare();
  const { pushFile } = options;
  const request =
    pushFile === undefined ? null : parsePush(await readFile(pushFile, "utf8"));
  await pushes.boot(request);
  await scheduler.start();
}

function sitePort({ port = DEFAULT_PORT, sitePort }: StartServerOptions) {
  return sitePort ?? (port === 0 ? 0 : port + 1);
}

/** Resolves to the bound origin. */
async function listen(
  server: Server,
  port: number,
  { host = DEFAULT_HOST }: StartServerOptions,
): Promise<string> {
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => done());
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null;
  return `http://${inUrl(host)}:${bound ? address.port : port}`;
}

/** Lets requests under way finish; idle connections are cut. */
async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  await closed;
}

/** What ends a server that has begun to serve. */
function stopping(
  options: StartServerOptions,
  host: Host,
  scheduler: Scheduler,
  sync: SyncServer,
  servers: readonly Server[],
): Closers {
  const grace = new StopGrace(options, host.runner, servers);
  return [
    startCollector(host, options.retentionMs ?? DEFAULT_RETENTION_MS),
    () => grace.end(),
    () => host.runner.idle(),
    () => scheduler.stop(),
    ...servers.map((server) => () => stopListening(server)),
    () => sync.close(),
    () => host.functionLog.close(),
    () => scheduler.halt(),
    () => grace.begin(),
  ];
}

/** How long a stop waits for what runs. */
class StopGrace {
  #timer: NodeJS.Timeout | undefined;
  readonly #options: StartServerOptions;
  readonly #runner: Runner;
  readonly #servers: readonly Server[];

  constructor(
    options: StartServerOptions,
    runner: Runner,
    servers: readonly Server[],
  ) {
    this.#options = options;
    this.#runner = runner;
    this.#servers = servers;
  }

  begin(): void {
    const { stopGraceMs = DEFAULT_STOP_GRACE_MS } = this.#options;
    this.#timer = setTimeout(() => void this.#cut(), stopGraceMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  async #cut(): Promise<void> {
    this.#runner.cut();
    // Those who wait for a function are answered first.
    await nextTurn();
    for (const server of this.#servers) {
      server.closeAllConnections();
    }
  }
}

/** What the contention meter counted, one entry per pair of functions. */
function logConflicts(engine: EngineApi, log: HostLog): void {
  for (const conflict of engine.statistics().conflicts) {
    const { changedBy: changed_by, ...fields } = conflict;
    log({ level: "warn", event: "contention.counted", changed_by, ...fields });
  }
}
