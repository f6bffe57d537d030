/** The state of the deliveries, as it stands in the URL. */
import * as z from "zod/mini";

export const STATUSES = [
  "received",
  "processed",
  "partial",
  "failed",
  "ignored",
  "rejected",
] as const;
export const FORMS = ["v2", "batch", "v1", "meta"] as const;

const dropped = <T extends z.core.SomeType>(schema: T) =>
  z.catch(z.optional(schema), undefined);
const word = dropped(z.string().check(z.maxLength(128)));

/** What is unknown is dropped: an old link still opens. */
export const deliverySearchSchema = z.object({
  status: dropped(z.enum(STATUSES)),
  event: word,
  form: dropped(z.enum(FORMS)),
  endpoint: word,
  failures: dropped(z.literal(true)),
  repeats: dropped(z.literal(true)),
  from: dropped(z.number()),
  until: dropped(z.number()),
  /** What is looked for, instead of a list. */
  find: dropped(z.string().check(z.maxLength(512))),
  /** The delivery in the sheet beside the list. */
  open: word,
});
export type DeliverySearch = z.infer<typeof deliverySearchSchema>;

/** The filter that the list is asked with. */
export function toFilter(search: DeliverySearch) {
  const { status, event, form, endpoint, failures, repeats } = search;
  return {
    ...(status && { status }),
    ...(event !== undefined && { event_type: event }),
    ...(form && { payload_form: form }),
    ...(endpoint !== undefined && { endpoint_key: endpoint }),
    ...(failures && { has_failures: true }),
    ...(repeats && { has_duplicates: true }),
    ...(search.from !== undefined && { from: search.from }),
    ...(search.until !== undefined && { until: search.until }),
  };
}

export const hasFilter = (search: DeliverySearch): boolean =>
  Object.keys(toFilter(search)).length > 0;
