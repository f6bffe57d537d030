/** Starts a server of its own to be attacked, and removes all of it afterwards. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createAdminClient } from "../sim/adminClient";
import { settle } from "../sim/tables";
import { startScript } from "../local/children";
import { readSecret, serverSchema, toPaths } from "../local/dataFolder";
import type { Target } from "./family";
import { requireLoopback } from "./http";

/** A provider that has no time: the texts have been searched by then. */
async function startProvider(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(401).end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/v1` };
}

/**
 * Attacks a server that lives as long as `body` runs.
 *
 * @param requestLimitMs within what it wants a whole request; undefined: as usual
 */
export async function withTarget<T>(
  requestLimitMs: number | undefined,
  body: (target: Target) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-attack-"));
  const data = path.join(folder, "data");
  const provider = await startProvider();
  const child = startScript(
    "scripts/start.ts",
    [
      ...["--port=0", "--site-port=0", "--web-port=0", `--data=${data}`],
      ...["--log=error", "--durability=process"],
      ...(requestLimitMs === undefined
        ? []
        : [`--request-limit=${requestLimitMs / 1000}`]),
    ],
    { AI_BASE_URL: provider.url, AI_MODEL: "gpt-6-luna" },
  );
  try {
    const ready = serverSchema.parse(JSON.parse(await child.ready));
    const [adminKey = "", secret = ""] = await Promise.all([
      readSecret(ready.admin_key_file),
      readSecret(toPaths(data).webhookSecret),
    ]);
    const admin = createAdminClient(ready.api, adminKey);
    const target: Target = {
      api: new URL(ready.api),
      site: new URL(ready.site),
      web: new URL(ready.web),
      webhook: new URL(ready.webhook),
      ...{ secret, adminKey, admin },
      pid: child.pid,
      acknowledged: new Set(),
      unread: 0,
      settle: () => settle(admin),
    };
    requireLoopback(target.api);
    return await body(target);
  } finally {
    await child.kill();
    provider.server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
