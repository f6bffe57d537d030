/** A local deployment: secrets, bundle, embedded runtime, demo data, page. */
import { lookup } from "node:dns/promises";
import path from "node:path";
import {
  EngineLockedError,
  isServedOpenly,
  StoreDamagedError,
  startServer,
  type HostLog,
  type RunningServer,
} from "local-convex";
import { z } from "zod";
import { CACHE } from "../bootstrap/inputs.mjs";
import { createAdminClient, type AdminClient } from "../sim/adminClient";
import { watchDisk } from "./diskWatch";
import { withActivity } from "../cli/activity";
import { explainDamage } from "./backups";
import { prepareBundle } from "./bundle";
import {
  openDataFolder,
  removeServerInfo,
  toPaths,
  writeServerInfo,
  type ServerInfo,
} from "./dataFolder";
import { isSystemError, meaningOf } from "../cli/failures";
import { makeLink } from "./signInLinks";
import { startPage, type PageServer } from "./page";
import { preparePage } from "./pageBuild";
import { sampleDayOf } from "./sampleDay";
import {
  findAdminKey,
  findSignInKey,
  gatherSecrets,
  keepAdminKey,
  removeDrafts,
  restoreLost,
  type FunctionSecrets,
} from "./secrets";
import { UsageError } from "../cli/options";
import type { StartOptions } from "./options";

/** Shared by all data folders: the same bundle has the same scripts. */
const SCRIPTS = path.join(CACHE, "bundle-scripts");
const WEBHOOK_PATH = "/webhooks/kapso";

export interface LocalDeployment {
  info: ServerInfo;
  /** Where the webhook secret lies; undefined when the environment gave it. */
  webhookSecretFile: string | undefined;
  /** Names of lost secret files that were written again. */
  restored: readonly string[];
  demo: Demo;
  close(): Promise<void>;
}

/** What became of the demo workspace, whose owner's identity everybody knows. */
export type Demo =
  | { kind: "not_wanted" }
  /** The link signs in as its owner, once, within 15 minutes. */
  | { kind: "seeded"; link: string; workspaceId: string }
  /** Others can call; whoever was the demo's owner is no member any more. */
  | { kind: "refused"; closed: readonly string[] };

async function refuseUnknownHost(host: string): Promise<void> {
  try {
    await lookup(host);
  } catch (error) {
    if (isSystemError(error)) {
      throw new UsageError(
        `The host (--host, CRM_HOST) must be an address of this machine or a name for one; "${host}" does not resolve.`,
      );
    }
    throw error;
  }
}

/** In words when an address, a port or room on the disk cannot be had. */
function explain(error: unknown, options: StartOptions): unknown {
  if (!isSystemError(error)) {
    return error;
  }
  if (error.code === "EADDRNOTAVAIL") {
    return new UsageError(
      `The host (--host, CRM_HOST) must be an address of this machine; "${options.host}" is none.`,
    );
  }
  if (error.path === undefined && error.port === undefined) {
    return new Error(
      `The data folder ${options.data} cannot be written: ${meaningOf(error)}.`,
      { cause: error },
    );
  }
  if (error.port === undefined) {
    return error;
  }
  const [option] = [
    ["--port, CRM_PORT", options.port],
    ["--site-port, CRM_SITE_PORT", options.sitePort],
    ["--web-port, CRM_WEB_PORT", options.webPort],
  ].find(([, port]) => port === error.port) ?? ["a free one"];
  return new Error(
    `Port ${error.port} (${option}) cannot be had: ${meaningOf(error)}. Choose another, or 0 for any that is free.`,
    { cause: error },
  );
}

async function startRuntime(
  options: StartOptions,
  adminKey: string,
  secrets: FunctionSecrets,
  page: PageServer,
  log: HostLog,
): Promise<RunningServer> {
  const tick = (step: string) =>
    log({ level: "info", event: "start.waiting", step });
  const bundle = await withActivity("Bundling the functions", prepareBundle, {
    tick,
  });
  const folder = await withActivity("Building the page", preparePage, {
    tick,
  });
  const signIn = {
    SITE_URL: options.webOrigins?.[0] ?? page.url,
    ...(await findSignInKey(options.data)),
  };
  const start = () =>
    startServer({
      directory: toPaths(options.data).database,
      host: options.host,
      webOrigins: options.webOrigins ?? page.origins,
      allowedHosts: options.allowedHosts,
      trustProxy: options.trustProxy,
      port: options.port,
      sitePort: options.sitePort,
      durability: options.durability,
      occ: options.occ,
      stopGraceMs: options.stopGraceMs,
      requestLimitMs: options.requestLimitMs,
      checksWholeFile: options.checksWholeFile,
      redact: options.redact,
      adminKey,
      pushFile: bundle.file,
      scripts: SCRIPTS,
      // What was changed with `convex env set` outlives a restart ...
      env: secrets.kept,
      // ... but what the operator says now comes first.
      envOverrides: { ...signIn, ...options.env, ...secrets.renewed },
      onLog: log,
    });
  const runtime = await withActivity("Starting", start, { tick });
  page.serve(folder, { api: runtime.url, site: runtime.siteUrl });
  return runtime;
}

/** The subject of the demo's owner (ops:seedDemo). */
const DEMO_OWNER = "demo-owner";

const seededSchema = z.object({ workspace_id: z.string() });
const closedSchema = z.object({ workspaces: z.array(z.string()) });

/**
 * Where others can call there is no demo workspace, and the identity of its
 * owner, from when they could not, opens nothing any more.
 */
async function prepareDemo(
  options: StartOptions,
  client: AdminClient,
): Promise<Demo> {
  if (isServedOpenly(options)) {
    const { workspaces } = closedSchema.parse(
      await client.call("ops:closeDemo"),
    );
    return { kind: "refused", closed: workspaces };
  }
  if (!options.isSeeded) {
    return { kind: "not_wanted" };
  }
  const { workspace_id: workspaceId } = seededSchema.parse(
    await client.call("ops:seedDemo"),
  );
  const link = await makeLink(client, DEMO_OWNER);
  return { kind: "seeded", link, workspaceId };
}

/** What is left to do once the runtime serves. */
async function complete(
  options: StartOptions,
  adminKey: string,
  secrets: FunctionSecrets,
  runtime: RunningServer,
  page: PageServer,
  log: HostLog,
): Promise<LocalDeployment> {
  const { data } = options;
  const paths = toPaths(data);
  const client = createAdminClient(runtime.url, adminKey);
  const restored = await restoreLost(data, secrets, client);
  for (const file of restored) {
    log({ level: "warn", event: "secret.restored", file });
  }
  await keepAdminKey(data, adminKey);
  await removeDrafts(data);
  // The folder may be an older version's; what is long goes on by itself.
  await client.call("migrations:run");
  const demo = await prepareDemo(options, client);
  const info: ServerInfo = {
    api: runtime.url,
    site: runtime.siteUrl,
    web: page.url,
    webhook: `${runtime.siteUrl}${WEBHOOK_PATH}`,
    admin_key_file: paths.adminKey,
  };
  await writeServerInfo(data, info);
  const secret = options.env["KAPSO_WEBHOOK_SECRET"];
  if (demo.kind === "seeded") {
    page.offerSampleDay(
      sampleDayOf({
        ...{ api: info.api, webhook: info.webhook, adminKey, secret },
        secretFile: paths.webhookSecret,
        ...{ workspaceId: demo.workspaceId, owner: DEMO_OWNER },
      }),
    );
  }
  const stopWatching = watchDisk(data, client, () =>
    log({ level: "warn", event: "disk.not_reported" }),
  );
  return {
    info,
    webhookSecretFile: secret === undefined ? paths.webhookSecret : undefined,
    restored,
    demo,
    close: async () => {
      stopWatching();
      await removeServerInfo(data);
      await page.close();
      await runtime.close();
    },
  };
}

/**
 * @param log takes what the runtime and its functions log
 * @throws Error in words when the data folder or a port cannot be had, a secret
 *   is lost, or the functions do not bundle. Nothing new is left behind then.
 */
export async function startLocal(
  options: StartOptions,
  log: HostLog,
): Promise<LocalDeployment> {
  await refuseUnknownHost(options.host);
  const folder = await openDataFolder(options.data);
  let page: PageServer | undefined;
  let runtime: RunningServer | undefined;
  try {
    const adminKey = await findAdminKey(options);
    const secrets = await gatherSecrets(options, folder.hasDatabase);
    page = await startPage(
      options.webPort,
      options.host,
      options.requestLimitMs,
    );
    runtime = await startRuntime(options, adminKey, secrets, page, log);
    return await complete(options, adminKey, secrets, runtime, page, log);
  } catch (error) {
    await page?.close();
    await runtime?.close();
    // The folder is another process's when that one holds the lock.
    if (!(error instanceof EngineLockedError)) {
      await folder.undo();
    }
    throw error instanceof StoreDamagedError
      ? await explainDamage(options.data, error)
      : explain(error, options);
  }
}
