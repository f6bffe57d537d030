/**
 * A disk without room: every delivery is answered with 503 and told by
 * `/health`; once there is room again, everything goes on by itself.
 */
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { toPaths } from "../../scripts/local/dataFolder";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

afterAll(disposeServers);

/** Past its limit the process is to get a write error, not to be killed. */
const IGNORE_LIMIT_SIGNAL =
  "--import=data:text/javascript,process.on('SIGXFSZ',()=>undefined)";
const ROOM_BYTES = 1024 * 1024;
const BODY_BYTES = 2 * 1024;

/** Files of the process can grow up to `bytes`: what a full disk comes to. */
function limitFiles({ child }: TestServer, bytes: number | "unlimited"): void {
  execFileSync("prlimit", [`--pid=${child.pid}`, `--fsize=${bytes}:unlimited`]);
}

let posted = 0;
/** A signed body that is kept as a dead letter. */
async function post(server: TestServer): Promise<number> {
  posted += 1;
  const body = Buffer.from(`${posted}`.padEnd(BODY_BYTES, "."));
  return (await server.post(new Uint8Array(body))).status;
}

const health = async ({ site }: TestServer) => {
  const response = await fetch(`${site}/health`);
  return { code: response.status, body: await response.json() };
};

it.runIf(process.platform === "linux")(
  "refuses what it cannot store, says so and recovers",
  async () => {
    const server = await startTestServer({
      env: { NODE_OPTIONS: IGNORE_LIMIT_SIGNAL },
    });
    expect(await health(server)).toMatchObject({
      code: 200,
      body: { status: "ok", storage: "ok" },
    });
    const file = path.join(toPaths(server.data).database, "data.mdb");
    limitFiles(server, statSync(file).size + ROOM_BYTES);
    const stored: number[] = [];
    for (;;) {
      const status = await post(server);
      if (status !== 200) {
        expect(status).toBe(503);
        break;
      }
      stored.push(posted);
    }
    expect(stored.length).toBeGreaterThan(0);
    // What was proven a moment ago is believed for five seconds.
    await expect
      .poll(() => health(server), { timeout: 600_000, interval: 500 })
      .toMatchObject({
        code: 503,
        body: { status: "failing", storage: "failing" },
      });
    expect(await post(server)).toBe(503);
    const unsigned = { "X-Webhook-Signature": "0".repeat(64) };
    const refused = await server.post(new Uint8Array([1]), unsigned);
    expect(refused.status).toBe(401);

    limitFiles(server, "unlimited");
    expect(await post(server)).toBe(200);
    expect(await health(server)).toMatchObject({
      code: 200,
      body: { status: "ok", storage: "ok" },
    });
    await server.settle();
    const { webhookAudit = [] } = await server.readTables(["webhookAudit"]);
    expect(webhookAudit).toHaveLength(stored.length + 1);
    expect(await server.child.stop()).toEqual({ code: 0, signal: null });
  },
);
