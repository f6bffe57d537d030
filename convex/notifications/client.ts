/**
 * The only place that posts notifications: one request, and everything that can
 * come of it as data. Of the answer only its status is read, so that neither its
 * size nor its pace is of any consequence.
 */
import { parseRetryAfter } from "../../src/lib/ai/retryAfter";
import { checkAddress } from "../../src/lib/notifications/address";
import { failureOf } from "../../src/lib/notifications/outcome";
import { SECOND_MS } from "../../src/lib/time/units";
import { isLoopbackAllowed } from "../model/notifications/loopback";
import type { AttemptEnd } from "../model/notifications/queue";

/** From the first byte to the answer's status; Standard Webhooks advises 15 to 30 s. */
export const SEND_TIMEOUT_MS = 15 * SECOND_MS;

export interface Post {
  address: string;
  body: string;
  headers: Record<string, string>;
}

/** Posts once. Never throws for anything the receiver or the network does. */
export async function post({
  address,
  body,
  headers,
}: Post): Promise<AttemptEnd> {
  // Rules may have grown stricter since the address was stored.
  const checked = checkAddress(address, isLoopbackAllowed());
  if (checked.kind === "refused") {
    return { failure: "address_refused" };
  }
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), SEND_TIMEOUT_MS);
  try {
    const response = await fetch(checked.url, {
      method: "POST",
      redirect: "manual",
      signal: abort.signal,
      headers: {
        "content-type": "application/json",
        "user-agent": "kapso-crm",
        ...headers,
      },
      body,
    });
    return toEnd(response);
  } catch {
    return { failure: abort.signal.aborted ? "timeout" : "no_connection" };
  } finally {
    clearTimeout(timer);
    // Whatever the body would be, it ends here.
    abort.abort();
  }
}

function toEnd({ status, type, headers }: Response): AttemptEnd {
  // Some runtimes hide what a redirect that is not followed says.
  if (type === "opaqueredirect") {
    return { failure: "redirected" };
  }
  const failure = failureOf(status);
  const wait =
    failure === "busy"
      ? parseRetryAfter(
          { retryAfter: headers.get("retry-after"), retryAfterMs: null },
          Date.now(),
        )
      : null;
  return {
    failure,
    httpStatus: status,
    retryAfterMs: wait ?? undefined,
  };
}
