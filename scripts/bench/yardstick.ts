/**
 * The yardstick of `npm run bench -- ingest`: the smallest honest receiver one
 * would write by hand. Node's HTTP server, the same HMAC over the same bytes, a
 * duplicate check and two rows in SQLite (WAL, synchronous FULL), then the
 * answer. No parsing, no contacts, no retries: it only promises to have stored.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import Database from "libsql";

const { values } = parseArgs({
  options: { data: { type: "string" }, secret: { type: "string" } },
});
const { data, secret } = values;
if (data === undefined || secret === undefined) {
  throw new Error("--data and --secret are needed");
}

const database = new Database(data);
database.exec("PRAGMA journal_mode = WAL");
database.exec("PRAGMA synchronous = FULL");
database.exec(`
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    endpoint TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    event TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    body_bytes INTEGER NOT NULL,
    UNIQUE (endpoint, idempotency_key)
  );
  CREATE TABLE payloads (audit_id INTEGER PRIMARY KEY, body TEXT NOT NULL);
`);
const find = database.prepare(
  "SELECT id FROM audit WHERE endpoint = ? AND idempotency_key = ?",
);
const insertAudit = database.prepare(
  "INSERT INTO audit (endpoint, idempotency_key, event, received_at, body_bytes) VALUES (?, ?, ?, ?, ?)",
);
const insertPayload = database.prepare(
  "INSERT INTO payloads (audit_id, body) VALUES (?, ?)",
);

/** Rows of one delivery, committed and synced when this returns. */
const record = database.transaction(
  (key: string, event: string, body: Buffer): "accepted" | "duplicate" => {
    if (find.get(["default", key]) !== undefined) {
      return "duplicate";
    }
    const { lastInsertRowid } = insertAudit.run([
      "default",
      key,
      event,
      Date.now(),
      body.length,
    ]);
    insertPayload.run([Number(lastInsertRowid), body.toString("utf8")]);
    return "accepted";
  },
);

function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const header = String(request.headers["x-webhook-signature"] ?? "");
  const given = Buffer.from(header, "hex");
  const wanted = createHmac("sha256", secret ?? "")
    .update(body)
    .digest();
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    if (!isSigned(request, body)) {
      response.writeHead(401).end('{"error":"invalid_signature"}');
      return;
    }
    const status = record(
      String(request.headers["x-idempotency-key"]),
      String(request.headers["x-webhook-event"]),
      body,
    );
    response
      .writeHead(200, { "Content-Type": "application/json" })
      .end(JSON.stringify({ status }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const webhook = `http://127.0.0.1:${port}/webhooks/kapso`;
  process.stdout.write(`ready ${JSON.stringify({ webhook })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
