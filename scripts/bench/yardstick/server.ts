/**
 * The yardstick of `npm run bench -- ingest`: the receiver one would write by
 * hand. Node's HTTP server, the same HMAC over the same bytes, and what the
 * service makes of a message (`work.ts`) in one transaction; the answer comes
 * when that is committed and synced. No retries, no merges, no lists, no search:
 * what it does is done, though.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { startCluster } from "./cluster";
import { readBody } from "./message";
import { openPostgres } from "./postgres";
import { openSqlite } from "./sqlite";
import type { Store } from "./store";
import type { Answer } from "./work";

const { values } = parseArgs({
  options: {
    store: { type: "string" },
    folder: { type: "string" },
    secret: { type: "string" },
    number: { type: "string" },
  },
});
const { store: kind, folder, secret, number } = values;
if (folder === undefined || secret === undefined || number === undefined) {
  throw new Error("--store, --folder, --secret and --number are needed");
}

async function openStore(data: string, phoneNumberId: string): Promise<Store> {
  if (kind !== "postgres") {
    return openSqlite(path.join(data, "yardstick.db"), phoneNumberId);
  }
  const cluster = await startCluster(data);
  const { socketFolder, user } = cluster;
  const store = await openPostgres(socketFolder, user, phoneNumberId);
  const close = async () => {
    await store.close();
    await cluster.stop();
  };
  return { ...store, close };
}

function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const header = String(request.headers["x-webhook-signature"] ?? "");
  const given = Buffer.from(header, "hex");
  const wanted = createHmac("sha256", secret ?? "")
    .update(body)
    .digest();
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const store = await openStore(folder, number);

async function answer(
  request: IncomingMessage,
  bytes: Buffer,
): Promise<Answer> {
  return await store.record({
    key: String(request.headers["x-idempotency-key"]),
    event: String(request.headers["x-webhook-event"]),
    bytes,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    receivedAt: Date.now(),
    body: readBody(bytes),
  });
}

const server = createServer((request, response) => {
  const send = (code: number, body: object) =>
    void response
      .writeHead(code, { "Content-Type": "application/json" })
      .end(JSON.stringify(body));
  if (request.method === "GET") {
    void Promise.resolve(store.counts()).then((counts) => send(200, counts));
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    if (!isSigned(request, body)) {
      send(401, { error: "invalid_signature" });
      return;
    }
    answer(request, body).then(
      (status) => send(200, { status }),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        send(503, { error: "unavailable" });
      },
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const webhook = `http://127.0.0.1:${port}/webhooks/kapso`;
  process.stdout.write(`ready ${JSON.stringify({ webhook })}\n`);
});
process.on("SIGTERM", () => {
  void Promise.resolve(store.close()).then(() => process.exit(0));
});
