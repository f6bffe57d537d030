/** What an audit row says of a delivery before any of it is applied. */
import type { PayloadForm } from "../crm/events";
import {
  createItemReader,
  onlyOne,
  phoneNumberIdOf,
  type ListedDelivery,
} from "../kapso/parse";
import type { RawItem } from "../kapso/rawItems";

export interface DeliverySummary {
  payload_form: PayloadForm;
  event_type: string;
  phone_number_id: string | undefined;
  item_count: number;
  /** Set when nothing in the body can ever be used. */
  rejected_reason: string | undefined;
}

/**
 * Elements that are read before the answer at most. Almost always the first one
 * is usable; a body whose first thousand are not is recorded all the same.
 */
const MAX_LOOKED_AT = 1000;

/**
 * Sums a listed delivery up, reading no more of it than it takes to find one
 * usable element. A delivery whose elements are all unusable is rejected as a
 * whole, with the first one's reason.
 */
export function summarizeDelivery(listed: ListedDelivery): DeliverySummary {
  const { form: payload_form, eventType: event_type } = listed;
  if (listed.kind === "rejected") {
    return {
      payload_form,
      event_type,
      phone_number_id: listed.phoneNumberId,
      item_count: 0,
      rejected_reason: listed.reason,
    };
  }
  const { items } = listed;
  return {
    payload_form,
    event_type,
    phone_number_id: onlyOne(items.map(phoneNumberIdOf)),
    item_count: items.length,
    rejected_reason: hopelessReason(items),
  };
}

/** Why no element can be used; undefined when one can, or may. */
function hopelessReason(items: RawItem[]): string | undefined {
  const readItem = createItemReader();
  let reason: string | undefined;
  for (const raw of items.slice(0, MAX_LOOKED_AT)) {
    const item = readItem(raw);
    if (item.kind !== "invalid") {
      return undefined;
    }
    reason ??= item.reason;
  }
  return items.length > MAX_LOOKED_AT ? undefined : reason;
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
