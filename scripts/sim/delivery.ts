/**
 * Events as Kapso puts them on the wire: encoded, signed, alone or batched.
 * A delivery's bytes and headers are final; sending it again repeats them.
 */
import { createHmac } from "node:crypto";
import { buildBatchBody, type JsonObject } from "./bodies";
import type { Random } from "./random";
import type { Effects, KapsoEvent } from "./world";
import {
  BATCH_HEADER,
  EVENT_HEADER,
  IDEMPOTENCY_KEY_HEADER,
  SIGNATURE_HEADER,
  VERSION_HEADER,
} from "../../src/lib/kapso/headers";

export interface Delivery {
  idempotencyKey: string;
  /** Event name, for reports. */
  name: string;
  /** The exact bytes that are signed. */
  body: Buffer;
  headers: Readonly<Record<string, string>>;
  effects: Effects;
  /** What a batch was made of: Kapso resends it one by one when it fails. */
  parts: readonly KapsoEvent[];
}

/** Characters that the provider's JSON encoder writes as escapes. */
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "\\u0026",
  "<": "\\u003c",
  ">": "\\u003e",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** JSON as the provider writes it: compact, with HTML characters escaped. */
export function encodeBody(body: JsonObject): Buffer {
  const text = JSON.stringify(body).replace(
    /[&<>\u2028\u2029]/g,
    (character) => ESCAPES[character] ?? character,
  );
  return Buffer.from(text, "utf8");
}

/** HMAC-SHA256 over the body's bytes, as bare lower-case hexadecimal. */
export const sign = (secret: string, body: Buffer): string =>
  createHmac("sha256", secret).update(body).digest("hex");

function mergeEffects(all: readonly Effects[]): Effects {
  return {
    messages: all.flatMap(({ messages }) => messages),
    receipts: all.flatMap(({ receipts }) => receipts),
    revisions: all.flatMap(({ revisions }) => revisions),
    people: all.flatMap(({ people }) => people),
  };
}

function toHeaders(
  name: string,
  idempotencyKey: string,
  secret: string,
  body: Buffer,
): Record<string, string> {
  return {
    "Content-Type": "application/json",
    [EVENT_HEADER]: name,
    [SIGNATURE_HEADER]: sign(secret, body),
    [IDEMPOTENCY_KEY_HEADER]: idempotencyKey,
    [VERSION_HEADER]: "v2",
  };
}

/** Turns events into signed deliveries with keys of their own. */
export class Post {
  #sequence = 1;
  readonly #random: Random;
  readonly #secret: string;

  constructor(random: Random, secret: string) {
    this.#random = random;
    this.#secret = secret;
  }

  single(event: KapsoEvent): Delivery {
    const idempotencyKey = this.#random.uuid();
    const body = encodeBody(event.body);
    return {
      idempotencyKey,
      name: event.name,
      body,
      headers: toHeaders(event.name, idempotencyKey, this.#secret, body),
      effects: event.effects,
      parts: [],
    };
  }

  /** Received messages buffered into one delivery, possibly only one. */
  batch(events: readonly KapsoEvent[]): Delivery {
    const name = "whatsapp.message.received";
    const idempotencyKey = this.#random.uuid();
    const body = encodeBody(
      buildBatchBody(
        name,
        events.map((event) => event.body),
        this.#sequence,
      ),
    );
    this.#sequence += events.length;
    return {
      idempotencyKey,
      name,
      body,
      headers: {
        ...toHeaders(name, idempotencyKey, this.#secret, body),
        [BATCH_HEADER]: "true",
        "X-Batch-Size": String(events.length),
      },
      effects: mergeEffects(events.map(({ effects }) => effects)),
      parts: events,
    };
  }

  /** What follows an exhausted batch: each item alone, under another key. */
  split(delivery: Delivery): Delivery[] {
    return delivery.parts.map((event) => this.single(event));
  }

  /** The same effects under a new key, as a second webhook would send them. */
  repeat(delivery: Delivery): Delivery {
    const idempotencyKey = this.#random.uuid();
    return {
      ...delivery,
      idempotencyKey,
      headers: {
        ...delivery.headers,
        [IDEMPOTENCY_KEY_HEADER]: idempotencyKey,
      },
    };
  }
}
