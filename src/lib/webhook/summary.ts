/** What the audit row says about a delivery before any of it is applied. */
import type { ParsedDelivery, PayloadForm } from "./events";

export interface DeliverySummary {
  payload_form: PayloadForm;
  event_type: string;
  phone_number_id: string | undefined;
  item_count: number;
  /** Set when nothing in the body can ever be used. */
  rejected_reason: string | undefined;
}

/**
 * Sums a parsed delivery up. A delivery whose items are all unusable is
 * rejected as a whole, with the first item's reason.
 */
export function summarizeDelivery(parsed: ParsedDelivery): DeliverySummary {
  const common = {
    payload_form: parsed.form,
    event_type: parsed.eventType,
    phone_number_id: parsed.phoneNumberId,
  };
  if (parsed.kind === "rejected") {
    return { ...common, item_count: 0, rejected_reason: parsed.reason };
  }
  const [first] = parsed.items;
  const isHopeless = parsed.items.every((item) => item.kind === "invalid");
  return {
    ...common,
    item_count: parsed.items.length,
    rejected_reason:
      isHopeless && first?.kind === "invalid" ? first.reason : undefined,
  };
}

/** How many of a delivery's items went which way. */
export interface ItemCounts {
  applied_count: number;
  ignored_count: number;
  failed_count: number;
}

/** The audit row's final status. A delivery without items counts as ignored. */
export function auditStatusOf(
  counts: ItemCounts,
): "processed" | "partial" | "failed" | "ignored" {
  const { applied_count, ignored_count, failed_count } = counts;
  if (failed_count > 0) {
    return applied_count + ignored_count > 0 ? "partial" : "failed";
  }
  return applied_count > 0 ? "processed" : "ignored";
}
