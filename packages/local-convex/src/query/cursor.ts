/**
 * Pagination cursors: a position in a query, bound to that query and encrypted,
 * since index keys hold field values the client may not be allowed to see.
 * Equal positions give equal cursors, so journals and caches can compare them.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createHash,
} from "node:crypto";
import type { JSONValue } from "../values/json";

export type Position =
  { kind: "start" } | { kind: "after"; key: string } | { kind: "end" };

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The cursor belongs to another query, another database or nothing at all. */
export class InvalidCursorError extends Error {
  /** Clients restart pagination when they see this. */
  readonly data: JSONValue = {
    isConvexSystemError: true,
    paginationError: "InvalidCursor",
  };
  constructor() {
    super(
      "InvalidCursor: Tried to run a query starting from a cursor, but it looks like this cursor is from a different query.",
    );
  }
}

/** Seals positions into cursors and opens them. */
export class CursorCodec {
  readonly #secret: Buffer;
  readonly #query: Buffer;

  /** `query` is whatever makes two queries different. */
  constructor(secret: Buffer, query: JSONValue) {
    this.#secret = secret;
    this.#query = createHash("sha256").update(JSON.stringify(query)).digest();
  }

  encode(position: Position): string {
    const plain = Buffer.from(toText(position), "latin1");
    const nonce = createHmac("sha256", this.#secret)
      .update(this.#query)
      .update(plain)
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#secret, nonce);
    cipher.setAAD(this.#query);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString(
      "base64url",
    );
  }

  /** Throws InvalidCursorError. */
  decode(cursor: string): Position {
    const bytes = Buffer.from(cursor, "base64url");
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) {
      throw new InvalidCursorError();
    }
    const sealedAt = NONCE_BYTES + TAG_BYTES;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#secret, nonce);
    decipher.setAAD(this.#query);
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, sealedAt));
    try {
      const plain = Buffer.concat([
        decipher.update(bytes.subarray(sealedAt)),
        decipher.final(),
      ]);
      return fromText(plain.toString("latin1"));
    } catch {
      throw new InvalidCursorError();
    }
  }
}

function toText(position: Position): string {
  switch (position.kind) {
    case "start":
      return "s";
    case "end":
      return "e";
    case "after":
      return `a${position.key}`;
  }
}

function fromText(text: string): Position {
  if (text === "s") {
    return { kind: "start" };
  }
  if (text === "e") {
    return { kind: "end" };
  }
  return { kind: "after", key: text.slice(1) };
}
