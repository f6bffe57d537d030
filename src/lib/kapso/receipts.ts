/** Delivery receipts: what became of a message that we sent. */
import { withoutAbsent } from "../values/withoutAbsent";
import type { ProviderError, Receipt, ReceiptStatus } from "../crm/events";
import type { ProviderStatus } from "./payload";

const STATUSES: ReadonlyMap<string, ReceiptStatus> = new Map([
  ["sent", "sent"],
  ["failed", "failed"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "played"],
  // Meta's history writes upper case and this word for a failure.
  ["error", "failed"],
]);

/** Our word for a provider's status; undefined for any that is no receipt. */
export function toReceiptStatus(
  status: string | undefined,
): ReceiptStatus | undefined {
  return status === undefined ? undefined : STATUSES.get(status.toLowerCase());
}

/** @param fallbackAt Time of the body, for a status without a usable one. */
export function toReceipt(
  status: ProviderStatus,
  fallbackAt?: number,
): Receipt | undefined {
  const known = toReceiptStatus(status.status);
  const at = status.timestamp ?? fallbackAt;
  if (known === undefined || at === undefined) {
    return undefined;
  }
  const error = known === "failed" ? toError(status) : undefined;
  return withoutAbsent({ status: known, at, error });
}

/**
 * Every receipt a Kapso body names. Kapso's list comes first; bodies without one
 * have been seen, so then the body's status counts, then the event's name, both
 * at the body's own time.
 */
export function receiptsOf(body: {
  messageId: string;
  statuses: ProviderStatus[];
  status: string | undefined;
  eventName: string | undefined;
  at: number;
}): Receipt[] {
  const listed = body.statuses
    .filter(({ id }) => id === undefined || id === body.messageId)
    .flatMap((status) => toReceipt(status, body.at) ?? []);
  if (listed.length > 0) {
    return listed;
  }
  const status =
    toReceiptStatus(body.status) ??
    toReceiptStatus(body.eventName?.replace("whatsapp.message.", ""));
  return status === undefined ? [] : [{ status, at: body.at }];
}

function toError(status: ProviderStatus): ProviderError | undefined {
  const [first] = status.errors;
  if (first === undefined) {
    return undefined;
  }
  const error = withoutAbsent<ProviderError>({
    code: first.code,
    title: first.title,
    detail: first.error_data?.details ?? first.message,
  });
  return Object.keys(error).length === 0 ? undefined : error;
}
