/**
 * The embedded runtime in the test's own process, with the bundle that the
 * official CLI makes: fast enough for a fresh database per case.
 */
import path from "node:path";
import { startServer, type RunningServer } from "local-convex";
import { prepareBundle } from "../../scripts/support/bundle";
import { createAdminClient, type AdminClient } from "../../src/sim/adminClient";
import { createDataFolder } from "./server";

const ADMIN_KEY = "embedded-test-admin-key";

export interface Embedded {
  admin: AdminClient;
  webhook: string;
  close(): Promise<void>;
}

/** A deployment with the demo workspace and nothing else. */
export async function startEmbedded(secret: string): Promise<Embedded> {
  const { file } = await prepareBundle();
  const server: RunningServer = await startServer({
    directory: path.join(createDataFolder(), "database"),
    adminKey: ADMIN_KEY,
    port: 0,
    sitePort: 0,
    durability: "process",
    pushFile: file,
    env: { KAPSO_WEBHOOK_SECRET: secret },
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
