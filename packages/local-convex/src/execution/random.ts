/**
 * A seeded random stream (xoshiro128**): the same seed gives the same
 * `Math.random()`, `crypto.randomUUID()` and `crypto.getRandomValues()`.
 */
import { randomFillSync } from "node:crypto";

const SEED_BYTES = 16;
const POOL_BYTES = 4_096;
const pool = new Uint8Array(POOL_BYTES);
let poolUsed = POOL_BYTES;

/** True randomness; one call to the system serves many seeds. */
function entropy(count: number): Uint8Array {
  if (poolUsed + count > POOL_BYTES) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += count;
  return pool.slice(poolUsed - count, poolUsed);
}

/** 16 random hex digits that name a request in logs and answers. */
export function newRequestId(): string {
  return Buffer.from(entropy(8)).toString("hex");
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Numbers in [0, 1) that follow from a seed. */
export class SeededRandom {
  readonly #state: Uint32Array;

  /** @param seed at least 16 bytes, not all zero. */
  constructor(seed: Uint8Array) {
    const view = new DataView(seed.buffer, seed.byteOffset, SEED_BYTES);
    this.#state = new Uint32Array(
      [0, 4, 8, 12].map((at) => view.getUint32(at)),
    );
    if (this.#state.every((word) => word === 0)) {
      this.#state[0] = 1;
    }
  }

  static fresh(): SeededRandom {
    return new SeededRandom(entropy(SEED_BYTES));
  }

  /** A new stream whose seed is drawn from this one, for a nested call. */
  fork(): SeededRandom {
    return new SeededRandom(this.fill(new Uint8Array(SEED_BYTES)));
  }

  /** Uniform in [0, 1) with 53 bits. */
  float(): number {
    return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53;
  }

  fill(bytes: Uint8Array): Uint8Array {
    for (let at = 0; at < bytes.length; at += 4) {
      const word = this.#word();
      for (let i = 0; i < 4 && at + i < bytes.length; i++) {
        bytes[at + i] = (word >>> (8 * i)) & 0xff;
      }
    }
    return bytes;
  }

  /** RFC 9562 version 4 text. */
  uuid(): string {
    const bytes = this.fill(new Uint8Array(SEED_BYTES));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = Buffer.from(bytes).toString("hex");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  #word(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    const c2 = c ^ a;
    const d2 = d ^ b;
    this.#state[1] = b ^ c2;
    this.#state[0] = a ^ d2;
    this.#state[2] = c2 ^ shifted;
    this.#state[3] = rotateLeft(d2, 11);
    return result;
  }
}
