/**
 * The rate limiter's buckets: addresses hashed into a fixed number of them, so
 * that a rate limit per address keeps a bounded number of rows.
 */
import { limitKey } from "./address";
import { sha256Hex } from "../crypto/sha256";

/** Hex digits of a bucket's name: at most 4,096 buckets. */
const BUCKET_DIGITS = 3;

/**
 * The bucket whose failures an address counts with. Two that share one share its
 * limit, which costs only those who fail.
 */
export async function limitBucket(address: string | null): Promise<string> {
  const key = new TextEncoder().encode(limitKey(address));
  return (await sha256Hex(key)).slice(0, BUCKET_DIGITS);
}
