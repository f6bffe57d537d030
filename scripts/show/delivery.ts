/** One delivery's whole life, by anything that somebody has at hand. */
import { z } from "zod";
import { formatColumns } from "../cli/columns";
import { clock, NOTHING, type Show } from "./view";

const rowSchema = z.object({
  audit_id: z.string(),
  received_at: z.number(),
  event_type: z.string(),
  status: z.string(),
});

const lifeSchema = z.object({
  timezone: z.string(),
  found: z.array(rowSchema),
  items: z.array(
    z.object({
      item_index: z.number(),
      event_kind: z.string().optional(),
      outcome: z.string(),
      code: z.string().optional(),
      effects: z.array(z.string()),
      contact: z
        .object({ contact_id: z.string(), name: z.string().optional() })
        .optional(),
      message_id: z.string().optional(),
    }),
  ),
  has_more_items: z.boolean(),
  life: z.object({
    delivery: z.object({
      _id: z.string(),
      endpoint_key: z.string(),
      idempotency_key: z.string(),
      event_type: z.string(),
      payload_form: z.string(),
      status: z.string(),
      workspace_id: z.string().optional(),
      phone_number_id: z.string().optional(),
      verified_by: z.string().optional(),
      received_at: z.number(),
      processed_at: z.number().optional(),
      first_processed_at: z.number().optional(),
      body_sha256: z.string(),
      body_bytes: z.number(),
      item_count: z.number(),
      applied_count: z.number(),
      ignored_count: z.number(),
      failed_count: z.number(),
      duplicate_count: z.number(),
      last_duplicate_at: z.number().optional(),
    }),
    failures: z.array(
      z.object({
        item_index: z.number().optional(),
        kind: z.string(),
        error_code: z.string(),
        attempts: z.number(),
        next_retry_at: z.number().optional(),
        resolved_at: z.number().optional(),
      }),
    ),
    replays: z.array(
      z.object({
        requested_at: z.number(),
        by: z.string().optional(),
        status_after: z.string().optional(),
        news_count: z.number(),
      }),
    ),
    body: z.object({
      is_kept: z.boolean(),
      expires_at: z.number().optional(),
    }),
  }),
});
type Told = z.infer<typeof lifeSchema>;

function stepsOf({ life, timezone }: Told): string[] {
  const { delivery, body } = life;
  const at = (time: number | undefined) => clock(time, timezone);
  const through = delivery.first_processed_at ?? delivery.processed_at;
  return [
    `Delivery   ${delivery._id} (${delivery.event_type}, ${delivery.payload_form})`,
    `Received   ${at(delivery.received_at)}, ${delivery.body_bytes} bytes at "${delivery.endpoint_key}"`,
    `Key        ${delivery.idempotency_key}`,
    `SHA-256    ${delivery.body_sha256}`,
    `Signature  matched, secret: ${delivery.verified_by ?? "not noted"}`,
    `Belongs to ${delivery.workspace_id ?? `nobody yet (number ${delivery.phone_number_id ?? NOTHING})`}`,
    `Processed  ${delivery.status}${through === undefined ? "" : `, ${through - delivery.received_at} ms after it arrived`}: ${delivery.applied_count} applied, ${delivery.ignored_count} ignored, ${delivery.failed_count} failed of ${delivery.item_count}`,
    `Repeats    ${delivery.duplicate_count}${delivery.duplicate_count > 0 ? `, the last ${at(delivery.last_duplicate_at)}` : ""}`,
    `Body       ${body.is_kept ? "kept until" : "deleted"} ${at(body.expires_at)}`,
  ];
}

const itemsOf = ({ items, has_more_items }: Told): string[] => [
  ...items.map(
    (item) =>
      `Item ${item.item_index + 1}: ${item.event_kind ?? "unreadable"} ${item.outcome}${item.code === undefined ? "" : ` (${item.code})`} ${item.effects.map((effect) => effect.replaceAll("_", " ")).join(", ")}${item.contact === undefined ? "" : `; contact ${item.contact.contact_id}`}${item.message_id === undefined ? "" : `; message ${item.message_id}`}`,
  ),
  ...(has_more_items ? ["... and more items"] : []),
];

function historyOf({ life, timezone }: Told): string[] {
  const at = (time: number | undefined) => clock(time, timezone);
  return [
    ...life.failures.map(
      (failure) =>
        `Failed: ${failure.error_code}, tried ${failure.attempts} times, ${failure.resolved_at === undefined ? `next try ${at(failure.next_retry_at)}` : `mended ${at(failure.resolved_at)}`}`,
    ),
    ...life.replays.map(
      (replay) =>
        `Replayed ${at(replay.requested_at)} by ${replay.by ?? "an operator"}: ${replay.status_after ?? "under way"}, ${replay.news_count} new`,
    ),
  ];
}

/** The newest delivery that is found, and the others as a list. */
export const showDelivery: Show = async (client, { who }, { width }) => {
  const told = lifeSchema.parse(
    await client.call("ops:showDelivery", { delivery: who }),
  );
  const others = told.found.filter(
    ({ audit_id }) => audit_id !== told.life.delivery._id,
  );
  const list =
    others.length === 0
      ? []
      : [
          "",
          "Also found",
          formatColumns(
            [
              { title: "DELIVERY" },
              { title: "RECEIVED" },
              { title: "EVENT", isFlexible: true },
              { title: "STATUS" },
            ],
            others.map((row) => [
              row.audit_id,
              clock(row.received_at, told.timezone),
              row.event_type,
              row.status,
            ]),
            width,
          ),
        ];
  return [
    ...stepsOf(told),
    "",
    ...itemsOf(told),
    ...historyOf(told),
    ...list,
  ].join("\n");
};
