/** What an answer to a notification means. */

/** Why a notification did not get through, and may at another time. */
export const SEND_FAILURES = [
  /** No connection, or it broke. */
  "no_connection",
  /** No answer in time. */
  "timeout",
  /** Redirects are never followed: they could lead anywhere. */
  "redirected",
  /** An answer of 4xx: the receiver does not want it as it is. */
  "refused",
  /** 429, or 503 that says when to come back. */
  "busy",
  /** Any other answer. */
  "answered_error",
  /** 410: it wants nothing any more; the channel is switched off. */
  "gone",
  /** The address is none that may be called (any more). */
  "address_refused",
  /** No master key opens the channel's secrets. */
  "secret_unreadable",
  /** Nobody saw how it ended; sent again. */
  "end_unknown",
  /** More were waiting than a channel keeps. */
  "queue_full",
  /** The channel is switched off. */
  "channel_off",
] as const;
export type SendFailure = (typeof SEND_FAILURES)[number];

/** @returns null for what got through */
export function failureOf(status: number): SendFailure | null {
  if (status >= 200 && status < 300) {
    return null;
  }
  if (status >= 300 && status < 400) {
    return "redirected";
  }
  if (status === 410) {
    return "gone";
  }
  if (status === 429 || status === 503) {
    return "busy";
  }
  return status >= 400 && status < 500 ? "refused" : "answered_error";
}

/** What no later attempt can change by itself. */
export function isFinal(failure: SendFailure): boolean {
  return failure === "gone" || failure === "channel_off";
}
