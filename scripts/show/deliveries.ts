/** What arrived, and what went wrong with it. */
import { z } from "zod";
import { clock, formatTable, given, NOTHING, rowsOf, type Show } from "./view";

const deliverySchema = z.object({
  received_at: z.number(),
  event_type: z.string(),
  status: z.string(),
  item_count: z.number(),
  applied_count: z.number(),
  ignored_count: z.number(),
  duplicate_count: z.number(),
  error_code: z.string().optional(),
});

export const showDeliveries: Show = async (
  client,
  { status, limit },
  setting,
) => {
  const { workspace, timezone } = setting;
  const reply = await client.call(
    "ops:listDeliveries",
    given({ workspace, status, limit }),
  );
  const { rows, has_more } = rowsOf(deliverySchema).parse(reply);
  return formatTable(
    {
      columns: [
        { title: "RECEIVED" },
        { title: "EVENT", isFlexible: true },
        { title: "STATUS" },
        { title: "ITEMS DONE", align: "right" },
        { title: "REPEATS", align: "right" },
        { title: "CODE" },
      ],
      rows: rows.map((row) => [
        clock(row.received_at, timezone),
        row.event_type,
        row.status,
        `${row.applied_count + row.ignored_count}/${row.item_count}`,
        String(row.duplicate_count),
        row.error_code ?? NOTHING,
      ]),
      hasMore: has_more,
      empty:
        status === undefined
          ? "No delivery yet. npm run sim -- hello posts one."
          : `No delivery is "${status}".`,
    },
    setting,
  );
};

const failedItemSchema = z.object({
  failed_at: z.number(),
  kind: z.string(),
  item_index: z.number().optional(),
  error_code: z.string(),
  attempts: z.number(),
  next_retry_at: z.number().optional(),
  phone_number_id: z.string().optional(),
});

function nextTryOf(
  { kind, next_retry_at }: z.infer<typeof failedItemSchema>,
  timezone: string,
): string {
  if (kind === "delivery") {
    return "when the number is claimed";
  }
  return next_retry_at === undefined ? "none" : clock(next_retry_at, timezone);
}

export const showFailedItems: Show = async (client, { limit }, setting) => {
  const { workspace, timezone } = setting;
  const reply = await client.call(
    "ops:listFailedItems",
    given({ workspace, limit }),
  );
  const { rows, has_more } = rowsOf(failedItemSchema).parse(reply);
  return formatTable(
    {
      columns: [
        { title: "FAILED" },
        { title: "CODE", isFlexible: true },
        { title: "NUMBER" },
        { title: "ITEM", align: "right" },
        { title: "TRIES", align: "right" },
        { title: "NEXT TRY" },
      ],
      rows: rows.map((row) => [
        clock(row.failed_at, timezone),
        row.error_code,
        row.phone_number_id ?? NOTHING,
        row.item_index === undefined ? "all" : String(row.item_index + 1),
        String(row.attempts),
        nextTryOf(row, timezone),
      ]),
      hasMore: has_more,
      empty: "Nothing waits for another try, and nothing was given up.",
    },
    setting,
  );
};
