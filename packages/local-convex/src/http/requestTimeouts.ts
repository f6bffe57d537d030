/** Request timeouts: how long a server waits for the rest of a request. */
import type { ServerOptions } from "node:http";
import {
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  REQUEST_TIMEOUT_MS,
  TIMEOUT_CHECK_MS,
} from "./limits";

const LOOKS_PER_LIMIT = 4;

/**
 * Options of `createServer`: requests that do not arrive in time are answered
 * with 408 and their connections closed, those that never begin one too. Node's
 * own limit lets a body drip for five minutes, and closes a connection that is
 * idle for five seconds, with the next request on it if that comes just then.
 */
export function requestTimeoutOptions(
  requestLimitMs = REQUEST_TIMEOUT_MS,
): ServerOptions {
  return {
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: requestLimitMs,
    headersTimeout: Math.min(requestLimitMs, HEADERS_TIMEOUT_MS),
    connectionsCheckingInterval: Math.min(
      Math.ceil(requestLimitMs / LOOKS_PER_LIMIT),
      TIMEOUT_CHECK_MS,
    ),
  };
}
