/** Reading request bodies and writing JSON answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import type { z } from "zod";
import { HttpError } from "./httpError";

/** Pushes are the largest bodies; a bundle may have 32 MiB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Whether who sent the request has gone away in the middle of it. */
export function isSenderGone(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

/**
 * The whole body, decompressed, at most `limit` bytes.
 * @throws HttpError 413 when it is longer, 400 when it cannot be decompressed.
 */
export function readBody(
  request: IncomingMessage,
  limit = MAX_BODY_BYTES,
): Promise<Buffer> {
  const stream = decoded(request);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(tooLarge(limit));
    });
    stream.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    if (stream === request) return;
    stream.on("error", () => reject(notCompressed()));
    // What decompresses does not learn that nothing more will come.
    request.on("close", () => {
      if (isSenderGone(request)) reject(new Error("aborted"));
    });
  });
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, "BodyTooLarge", `The body exceeds ${limit} bytes.`);
}

function notCompressed(): HttpError {
  return new HttpError(400, "BadBody", "The body cannot be decompressed.");
}

function decoded(request: IncomingMessage): Readable {
  switch (request.headers["content-encoding"]) {
    case "br":
      return request.pipe(createBrotliDecompress());
    case "gzip":
      return request.pipe(createGunzip());
    default:
      return request;
  }
}

/** @throws HttpError 400 when the body is no JSON of the expected shape. */
export async function readJson<T>(
  request: IncomingMessage,
  schema: z.ZodType<T>,
): Promise<T> {
  const body = await readBody(request);
  return parseWith(schema, body.length === 0 ? "null" : body.toString("utf8"));
}

/** @throws HttpError 400 */
export function parseWith<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpError(400, "BadJsonBody", "The body is not valid JSON.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new HttpError(400, "BadJsonBody", parsed.error.message);
}

export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": body.length,
  });
  response.end(body);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  json: string,
): void {
  sendText(response, status, "application/json", json);
}

export function sendError(response: ServerResponse, error: HttpError): void {
  const { code, message } = error;
  sendJson(response, error.status, JSON.stringify({ code, message }));
}
