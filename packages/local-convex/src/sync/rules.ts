/** What a client must not do; who does it is told, and stops for good. */
import { JsonLimitError } from "../host/untrustedJson";
import {
  MAX_QUERY_BYTES,
  MAX_RESULT_BYTES,
  MAX_STRANGER_FRAME_BYTES,
  MAX_SUBSCRIPTIONS,
} from "./limits";
import { type ClientMessage, parseClientMessage } from "./protocol";
import type { QuerySet } from "./querySet";

/** The client broke the protocol; its message is what it is told. */
export class ProtocolError extends Error {}

/**
 * What the client builds on is the current version, and what it makes is newer.
 * @throws ProtocolError
 */
export function requireVersion(
  base: number,
  current: number,
  next = Infinity,
): void {
  if (base === current && next > base) {
    return;
  }
  throw new ProtocolError(
    `Base version ${base} passed up doesn't match the current version ${current}`,
  );
}

/** @throws ProtocolError */
export function requireFewQueries({ size, queryBytes }: QuerySet): void {
  if (size > MAX_SUBSCRIPTIONS) {
    throw new ProtocolError(
      `A client has at most ${MAX_SUBSCRIPTIONS} subscriptions.`,
    );
  }
  if (queryBytes > MAX_QUERY_BYTES) {
    throw new ProtocolError(
      `The arguments of a client's subscriptions have at most ${MAX_QUERY_BYTES} bytes.`,
    );
  }
}

/** @throws ProtocolError */
export function requireShortResults({ resultBytes }: QuerySet): void {
  if (resultBytes <= MAX_RESULT_BYTES) {
    return;
  }
  throw new ProtocolError(
    `The results of a client's subscriptions have at most ${MAX_RESULT_BYTES} bytes.`,
  );
}

/** What a client is told whose message passes the limit, bytes. */
export function frameTooLong(limit: number): ProtocolError {
  const isStranger = limit === MAX_STRANGER_FRAME_BYTES;
  const when = isStranger ? " before it is authenticated" : "";
  return new ProtocolError(
    `A message of a client has at most ${limit} bytes${when}.`,
  );
}

/** @throws ProtocolError */
export function parseMessage(text: string): ClientMessage {
  try {
    return parseClientMessage(text);
  } catch (error) {
    throw new ProtocolError(
      error instanceof JsonLimitError
        ? error.message
        : "Received a message this server does not know.",
    );
  }
}
