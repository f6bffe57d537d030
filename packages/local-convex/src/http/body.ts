/** Reading request bodies: how much, from whom, and what may be made of them. */
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import type { z } from "zod";
import { setTimeout } from "../host/hostGlobals";
import { JsonLimitError, parseUntrustedJson } from "../host/untrustedJson";
import type { ByteShare } from "./byteBudget";
import { HttpError } from "./httpError";
import { DISCARD_MS } from "./limits";

/** Whether who sent the request has gone away in the middle of it. */
export function isSenderGone(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

export interface BodyRules {
  /** Decompressed, if it is compressed. */
  maxBytes: number;
  /**
   * What a Content-Encoding means: "inflate" undoes it, "refuse" takes none,
   * "keep" leaves the bytes as they were sent.
   */
  encoding: "inflate" | "refuse" | "keep";
  /** Counts what is read for as long as the request is answered. */
  share: ByteShare;
}

/**
 * The whole body.
 * @throws HttpError 413 when it is longer, 415 for an encoding that is not taken,
 * 400 when it is not encoded as it says, 429 and 503 when there is no room for it.
 * @throws Error when the sender goes away.
 */
export async function readBody(
  request: IncomingMessage,
  rules: BodyRules,
): Promise<Buffer> {
  try {
    const inflate = inflaterOf(request, rules);
    refuseAnnounced(request, rules.maxBytes);
    const chunks: Buffer[] = [];
    const collect = async (bytes: AsyncIterable<Buffer>) => {
      for await (const chunk of counted(bytes, rules)) {
        chunks.push(chunk);
      }
    };
    // A failing pipeline would destroy the request, and the answer with it.
    const source = request.iterator({ destroyOnReturn: false });
    if (inflate === null) {
      await collect(source);
    } else {
      await pipeline(source, inflate, collect);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw isZlibError(error) ? notCompressed() : error;
  }
}

/**
 * The chunks as long as they are no more than is allowed.
 * @throws HttpError 413, 429, 503
 */
export async function* counted(
  chunks: AsyncIterable<Buffer>,
  { maxBytes, share }: Pick<BodyRules, "maxBytes" | "share">,
): AsyncGenerator<Buffer, void, undefined> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) {
      throw tooLarge(maxBytes);
    }
    holdBytes(share, size);
    yield chunk;
  }
}

/** @throws HttpError 413 for a body whose length tells that it is longer. */
export function refuseAnnounced(
  { headers }: IncomingMessage,
  maxBytes: number,
): void {
  if (Number(headers["content-length"] ?? 0) > maxBytes) {
    throw tooLarge(maxBytes);
  }
}

/** @throws HttpError 429 or 503 when there is no room for so many bytes in all. */
function holdBytes(share: ByteShare, bytes: number): void {
  switch (share.set(bytes)) {
    case "enough":
      return;
    case "sender":
      throw new HttpError(
        429,
        "TooManyBytes",
        "Too much from this address is being worked on; send it later.",
      );
    case "total":
      throw new HttpError(
        503,
        "Overloaded",
        "Too much is being worked on; send it later.",
      );
  }
}

/**
 * Throws away what is still to come of a body that is not taken, for a while:
 * who is cut off while sending does not read the answer.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) {
    return;
  }
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), DISCARD_MS);
  timer.unref();
  const stop = () => clearTimeout(timer);
  request.once("end", stop).once("close", stop);
  request.resume();
}

function inflaterOf(request: IncomingMessage, { encoding }: BodyRules) {
  const name = request.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (encoding === "keep" || name === "" || name === "identity") {
    return null;
  }
  if (encoding === "inflate") {
    if (name === "br") {
      return createBrotliDecompress();
    }
    if (name === "gzip") {
      return createGunzip();
    }
  }
  throw new HttpError(
    415,
    "UnsupportedEncoding",
    "Bodies with this Content-Encoding are not taken.",
  );
}

function isZlibError(error: unknown): boolean {
  if (!(error instanceof Error && "code" in error)) {
    return false;
  }
  return /^(Z_|ERR_BROTLI_|ERR__ERROR_FORMAT)/.test(String(error.code));
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, "BodyTooLarge", `The body exceeds ${limit} bytes.`);
}

function notCompressed(): HttpError {
  return new HttpError(400, "BadBody", "The body cannot be decompressed.");
}

/** @throws HttpError 400 when the body is no JSON of the expected shape. */
export async function readJson<T>(
  request: IncomingMessage,
  schema: z.ZodType<T>,
  rules: BodyRules,
): Promise<T> {
  const body = await readBody(request, rules);
  return parseWith(schema, body.length === 0 ? "null" : body.toString("utf8"));
}

/** @throws HttpError 400 */
export function parseWith<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(parseBody(text));
  if (parsed.success) {
    return parsed.data;
  }
  const message = parsed.error.message.slice(0, MAX_COMPLAINT_LENGTH);
  throw new HttpError(400, "BadJsonBody", message);
}

/** Each of many wrong values has its complaint; the first ones tell enough. */
const MAX_COMPLAINT_LENGTH = 2_000;

function parseBody(text: string): unknown {
  try {
    return parseUntrustedJson(text);
  } catch (error) {
    const message =
      error instanceof JsonLimitError
        ? error.message
        : "The body is not valid JSON.";
    throw new HttpError(400, "BadJsonBody", message);
  }
}
