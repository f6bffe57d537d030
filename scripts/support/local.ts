/** A local deployment: secrets, bundle, embedded runtime, demo data, page. */
import { startServer, type RunningServer } from "local-convex";
import { createAdminClient } from "../../src/sim/adminClient";
import { withActivity } from "./activity";
import { prepareBundle } from "./bundle";
import {
  keepAdminKey,
  keepFunctionSecrets,
  openDataFolder,
  removeServerInfo,
  toPaths,
  writeServerInfo,
  type ServerInfo,
} from "./dataFolder";
import { startPage } from "./page";
import type { StartOptions } from "./startOptions";

const WEBHOOK_PATH = "/webhooks/kapso";

export interface LocalDeployment {
  info: ServerInfo;
  /** Where the webhook secret lies; undefined when the environment gave it. */
  webhookSecretFile: string | undefined;
  close(): Promise<void>;
}

/** Starts the runtime, with a hint when a port is taken. */
async function startRuntime(
  options: StartOptions,
  adminKey: string,
  pushFile: string,
): Promise<RunningServer> {
  return startServer({
    directory: toPaths(options.data).database,
    host: options.host,
    port: options.port,
    sitePort: options.sitePort,
    durability: options.durability,
    occ: options.occ,
    adminKey,
    pushFile,
    // What was changed with `convex env set` outlives a restart ...
    env: await keepFunctionSecrets(options.data, options.env),
    // ... but what the operator says now comes first.
    envOverrides: options.env,
    onLog: (entry) => {
      process.stdout.write(`${JSON.stringify(entry)}\n`);
    },
  });
}

/**
 * @throws Error when the data folder is in use, a port is taken, or the
 *   functions do not bundle.
 */
export async function startLocal(
  options: StartOptions,
): Promise<LocalDeployment> {
  await openDataFolder(options.data);
  const adminKey = await keepAdminKey(options.data, options.adminKey);
  const bundle = await withActivity("Bundling the functions", prepareBundle);
  const runtime = await withActivity("Starting", () =>
    startRuntime(options, adminKey, bundle.file),
  );
  try {
    const client = createAdminClient(runtime.url, adminKey);
    if (options.isSeeded) {
      await client.call("ops:seedDemo");
    }
    // The folder may be an older version's; what is long goes on by itself.
    await client.call("migrations:run");
    const page = await startPage(options.webPort, options.host);
    const paths = toPaths(options.data);
    const info: ServerInfo = {
      api: runtime.url,
      site: runtime.siteUrl,
      web: page.url,
      webhook: `${runtime.siteUrl}${WEBHOOK_PATH}`,
      admin_key_file: paths.adminKey,
    };
    await writeServerInfo(options.data, info);
    return {
      info,
      webhookSecretFile:
        options.env["KAPSO_WEBHOOK_SECRET"] === undefined
          ? paths.webhookSecret
          : undefined,
      close: async () => {
        await removeServerInfo(options.data);
        await page.close();
        await runtime.close();
      },
    };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}
