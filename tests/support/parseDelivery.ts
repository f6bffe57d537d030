/** A whole delivery read at once: production lists it and reads slices of it. */
import type { PayloadForm } from "../../src/lib/crm/events";
import type { ParsedItem } from "../../src/lib/kapso/parsedItem";
import type { HeaderReader } from "../../src/lib/kapso/forms";
import {
  createItemReader,
  listDelivery,
  onlyOne,
  phoneNumberIdOf,
  type RejectedDelivery,
} from "../../src/lib/kapso/parse";

export type ParsedDelivery =
  | RejectedDelivery
  | {
      kind: "usable";
      form: PayloadForm;
      eventType: string;
      phoneNumberId: string | undefined;
      items: ParsedItem[];
    };

export function parseDelivery(
  bodyText: string,
  headers: HeaderReader,
): ParsedDelivery {
  const listed = listDelivery(bodyText, headers);
  if (listed.kind === "rejected") {
    return listed;
  }
  const { form, eventType, items } = listed;
  return {
    kind: "usable",
    form,
    eventType,
    phoneNumberId: onlyOne(items.map(phoneNumberIdOf)),
    items: items.map(createItemReader()),
  };
}
