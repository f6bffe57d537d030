/** Settings with their versions, and how a workspace stands to Kapso. */
import { z } from "zod";
import { clock, formatTable, given, NOTHING, rowsOf, type Show } from "./view";

const versionSchema = z.object({
  version: z.number(),
  source: z.string(),
  content_sha256: z.string(),
  created_at: z.number(),
  restored_from: z.number().optional(),
  is_active: z.boolean(),
});

const comparisonSchema = z.object({
  mode: z.string(),
  status: z.string(),
  started_at: z.number(),
  checked_messages: z.number(),
  missing: z.number(),
  stale: z.number(),
  repaired: z.number(),
  failed: z.number(),
  lag_ms: z.number().optional(),
  error_code: z.string().optional(),
  retry_at: z.number().optional(),
  webhook_problems: z.array(
    z.object({ phone_number_id: z.string(), problem: z.string() }),
  ),
});

const statusSchema = z.object({
  key: z.object({ source: z.string(), key_end: z.string().optional() }),
  sync: z.object({
    state: z.string(),
    at: z.number().optional(),
    error_code: z.string().optional(),
    retry_at: z.number().optional(),
    pulled_at: z.number().optional(),
  }),
  has_drift: z.boolean(),
  reconcile: z.object({ mode: z.string(), next_at: z.number().optional() }),
  automations: z.object({
    is_paused: z.boolean(),
    paused_at: z.number().optional(),
    reason: z.string().optional(),
  }),
});
type Status = z.infer<typeof statusSchema>;

const heldSchema = z
  .object({ contacts: z.number(), has_more: z.boolean(), digests: z.number() })
  .nullable();

const HASH_LENGTH = 12;

function sayKey({ source, key_end }: Status["key"]): string {
  return source === "none"
    ? "none; ops:setKapsoKey stores one"
    : `the ${source}'s, ending in ${key_end ?? NOTHING}`;
}

function saySync({ sync, has_drift }: Status, timezone: string): string {
  const parts = [
    sync.state,
    ...(sync.error_code === undefined ? [] : [sync.error_code]),
    ...(sync.at === undefined ? [] : [`since ${clock(sync.at, timezone)}`]),
    ...(sync.retry_at === undefined
      ? []
      : [`next try ${clock(sync.retry_at, timezone)}`]),
    ...(has_drift ? ["differs from the active version"] : []),
  ];
  return parts.join(", ");
}

/** The switch, the key, the synchronisation, then versions, newest first. */
export const showSettings: Show = async (client, { limit }, setting) => {
  const { workspace, timezone } = setting;
  const [status, held, versions] = await Promise.all([
    client.call("ops:showSettings", given({ workspace })),
    client.call("ops:showHeld", given({ workspace })),
    client.call("ops:listVersions", given({ workspace, limit })),
  ]);
  const shown = statusSchema.parse(status);
  const { automations } = shown;
  const waiting = heldSchema.parse(held);
  const more = waiting?.has_more === true ? "more than " : "";
  const { rows, has_more: hasMore } = rowsOf(versionSchema).parse(versions);
  return [
    `Automations  ${automations.is_paused ? `paused since ${clock(automations.paused_at, timezone)}` : "running"}`,
    ...(waiting === null
      ? []
      : [
          `Held back    ${more}${waiting.contacts} contacts, ${waiting.digests} digests`,
        ]),
    `Kapso key    ${sayKey(shown.key)}`,
    `Workflows    ${saySync(shown, timezone)}`,
    `Reconcile    ${shown.reconcile.mode}${shown.reconcile.next_at === undefined ? "" : `, next ${clock(shown.reconcile.next_at, timezone)}`}`,
    "",
    formatTable(
      {
        columns: [
          { title: "VERSION", align: "right" },
          { title: "OF" },
          { title: "MADE" },
          { title: "CONTENT" },
          { title: "ACTIVE" },
          { title: "RESTORES", align: "right" },
        ],
        rows: rows.map((row) => [
          String(row.version),
          row.source,
          clock(row.created_at, timezone),
          row.content_sha256.slice(0, HASH_LENGTH),
          row.is_active ? "yes" : NOTHING,
          row.restored_from === undefined ? NOTHING : String(row.restored_from),
        ]),
        hasMore,
        empty: "No version yet.",
      },
      setting,
    ),
  ].join("\n");
};

/** Comparisons with Kapso, newest first. */
export const showSync: Show = async (client, { limit }, setting) => {
  const { workspace, timezone } = setting;
  const reply = await client.call("ops:showSync", given({ workspace, limit }));
  const { rows, has_more: hasMore } = rowsOf(comparisonSchema).parse(reply);
  const count = (value: number) => String(value);
  return formatTable(
    {
      columns: [
        { title: "STARTED" },
        { title: "MODE" },
        { title: "STATUS" },
        { title: "CHECKED", align: "right" },
        { title: "MISSING", align: "right" },
        { title: "STALE", align: "right" },
        { title: "REPAIRED", align: "right" },
        { title: "FAILED", align: "right" },
        { title: "LAG S", align: "right" },
        { title: "WHY", isFlexible: true },
      ],
      rows: rows.map((row) => [
        clock(row.started_at, timezone),
        row.mode,
        row.status,
        count(row.checked_messages),
        count(row.missing),
        count(row.stale),
        count(row.repaired),
        count(row.failed),
        row.lag_ms === undefined
          ? NOTHING
          : count(Math.round(row.lag_ms / 1000)),
        [
          ...(row.error_code === undefined ? [] : [row.error_code]),
          ...row.webhook_problems.map(
            ({ phone_number_id, problem }) => `${problem} ${phone_number_id}`,
          ),
        ].join(", ") || NOTHING,
      ]),
      hasMore,
      empty:
        "Nobody has compared yet. ops:reconcileNow does it once, ops:setReconcile every hour.",
    },
    setting,
  );
};
