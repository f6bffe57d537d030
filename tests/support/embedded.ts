/**
 * The embedded runtime in the test's own process, with the bundle that the
 * official CLI makes: fast enough for a fresh database per case.
 */
import path from "node:path";
import { startServer, type OccMode, type RunningServer } from "local-convex";
import { z } from "zod";
import { prepareBundle } from "../../scripts/local/bundle";
import {
  createAdminClient,
  type AdminClient,
} from "../../scripts/sim/adminClient";
import { createDataFolder } from "./server";

/** The e2e suites are under the conflicts of production; `CRM_OCC=off` frees them. */
const OCC = z
  .enum(["off", "report", "strict"])
  .default("off")
  .parse(process.env["CRM_OCC"]);
const ADMIN_KEY = "embedded-test-admin-key";

export interface Embedded {
  admin: AdminClient;
  webhook: string;
  close(): Promise<void>;
}

/**
 * A deployment with the demo workspace and nothing else.
 * @param occ "strict" runs conflicting mutations again and fails as production
 * @param env of the functions, besides the webhook's secret
 */
export async function startEmbedded(
  secret: string,
  occ: OccMode = OCC,
  env: Readonly<Record<string, string>> = {},
): Promise<Embedded> {
  const { file } = await prepareBundle();
  const server: RunningServer = await startServer({
    directory: path.join(createDataFolder(), "database"),
    adminKey: ADMIN_KEY,
    port: 0,
    sitePort: 0,
    durability: "process",
    occ,
    pushFile: file,
    env: { ...env, KAPSO_WEBHOOK_SECRET: secret },
    onLog: () => undefined,
  });
  const admin = createAdminClient(server.url, ADMIN_KEY);
  await admin.call("ops:seedDemo");
  return {
    admin,
    webhook: `${server.siteUrl}/webhooks/kapso`,
    close: () => server.close(),
  };
}
