/** A data folder of an older version is served by this one. */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { startServer } from "local-convex";
import { afterEach, expect, it } from "vitest";
import { prepareBundle } from "../../scripts/local/bundle";
import { toPaths } from "../../scripts/local/dataFolder";
import { createAdminClient } from "../../scripts/sim/adminClient";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
} from "../support/server";

afterEach(disposeServers);

const ADMIN_KEY = "admin-key-of-the-test";

/** Functions that store members as they were before people had rows. */
async function writeOldPush(file: string): Promise<void> {
  const bundle = await readFile((await prepareBundle()).file, "utf8");
  const changed = bundle.replace(
    /(insert\(\\"members\\", \{\\n\s+workspace_id: \w+,\\n\s+user_id: )\w+/,
    '$1\\"demo-owner\\"',
  );
  expect(changed).not.toBe(bundle);
  await writeFile(file, changed);
}

it("lets members of before people had rows in, by their subject", async () => {
  const data = createDataFolder();
  const pushFile = `${data}.push.json`;
  await writeOldPush(pushFile);
  const old = await startServer({
    directory: toPaths(data).database,
    adminKey: ADMIN_KEY,
    port: 0,
    sitePort: 0,
    pushFile,
    env: {
      KAPSO_WEBHOOK_SECRET: randomBytes(32).toString("hex"),
      CRM_MASTER_KEY: `k1:${randomBytes(32).toString("base64")}`,
    },
    onLog: () => undefined,
  });
  await createAdminClient(old.url, ADMIN_KEY).call("ops:seedDemo");
  await old.close();

  const server = await startTestServer({ data });
  const { members, users } = await server.readTables(["members", "users"]);
  expect(users).toMatchObject([{ subject: "demo-owner" }]);
  expect(members).toMatchObject([{ user_id: users?.[0]?.["_id"] }]);
  const asOwner = createAdminClient(server.api, server.adminKey, {
    ...{ subject: "demo-owner", issuer: "https://local.invalid" },
  });
  expect(await asOwner.call("workspaces:listMine")).toMatchObject([
    { workspace: { slug: "demo" }, role: "owner" },
  ]);
});
