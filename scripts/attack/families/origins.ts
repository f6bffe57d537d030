/** CORS and DNS rebinding: what a browser would let pages of other sites do. */
import { WebSocket } from "ws";
import type { Family, Scene } from "../family";
import { HOSTILE_ADDRESS, isRefused, type Answer } from "../http";

const ORIGINS = [
  "https://evil.test",
  "http://evil.test:3210",
  "null",
  "file://",
  "http://127.0.0.1.evil.test",
  "http://localhost.evil.test",
  "https://evil.test#http://127.0.0.1",
];

/** Names by which the API is not known; webhooks come under any, by proxies. */
const HOSTS = [
  "evil.test",
  "evil.test:3210",
  "127.0.0.1.evil.test",
  "localhost.evil.test",
  "192.168.0.1",
  "[::ffff:203.0.113.1]",
  "a b",
];

/** Only for those with the admin key: no page of another site has one. */
const ADMIN_ROUTES = [
  ["POST", "/api/function"],
  ["POST", "/api/backup"],
  ["POST", "/api/deploy2/start_push"],
  ["POST", "/api/update_environment_variables"],
  ["GET", "/api/stream_function_logs"],
] as const;

/** With credentials, for any site that asks. */
const isOpenTo = ({ headers }: Answer, origin: string) =>
  headers["access-control-allow-credentials"] === "true" &&
  headers["access-control-allow-origin"] === origin;

const allowsAny = ({ headers }: Answer) =>
  headers["access-control-allow-origin"] !== undefined;

async function tryOrigin(scene: Scene, origin: string): Promise<void> {
  const { target, client, tally } = scene;
  const asked = {
    Origin: origin,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
  };
  for (const [method, path] of ADMIN_ROUTES) {
    const url = new URL(path, target.api);
    for (const how of ["OPTIONS", method]) {
      const answer = await client.send(url, { method: how, headers: asked });
      tally.count(!allowsAny(answer), `${how} ${path} allows ${origin}`);
    }
  }
  for (const path of ["/api/query", "/api/mutation", "/api/action"]) {
    const url = new URL(path, target.api);
    for (const how of ["OPTIONS", "POST"]) {
      const answer = await client.send(url, {
        method: how,
        headers: { ...asked, "Content-Type": "application/json" },
        body: how === "POST" ? '{"path":"workspaces:listMine","args":{}}' : "",
      });
      const isHeld = !isOpenTo(answer, origin);
      tally.count(isHeld, `${how} ${path} allows ${origin} with credentials`);
    }
  }
  const isOpen = await opensSocket(target.api, { origin });
  tally.count(!isOpen, `the socket opens for ${origin}`);
}

async function tryHost(scene: Scene, host: string): Promise<void> {
  const { target, client, tally } = scene;
  const headers = { Host: host };
  for (const path of ["/version", "/api/query?path=workspaces:listMine"]) {
    const answer = await client.send(new URL(path, target.api), {
      method: "GET",
      headers,
    });
    const isHeld = isRefused(answer.status);
    tally.count(isHeld, `GET ${path} as ${host}: ${answer.status}`);
  }
  const isOpen = await opensSocket(target.api, { headers });
  tally.count(!isOpen, `the socket opens for host ${host}`);
}

/** Whether the sync socket opens. */
function opensSocket(
  api: URL,
  options: { origin?: string; headers?: Record<string, string> },
): Promise<boolean> {
  const url = new URL("/api/1.48.0/sync", api);
  url.protocol = "ws:";
  return new Promise((resolve) => {
    const socket = new WebSocket(url, {
      ...options,
      ...(HOSTILE_ADDRESS === undefined
        ? {}
        : { localAddress: HOSTILE_ADDRESS }),
    });
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(false));
    socket.on("open", () => {
      resolve(true);
      socket.terminate();
    });
  });
}

export const origins: Family = {
  name: "origins",
  about: "foreign origins and host names, as a browser would send them",
  async run(scene) {
    for (const origin of ORIGINS) {
      await tryOrigin(scene, origin);
    }
    for (const host of HOSTS) {
      await tryHost(scene, host);
    }
  },
};
