/** One person: the fields with who entered them, ids, and the timeline. */
import { z } from "zod";
import { toLine } from "../cli/columns";
import { callAboutOne } from "./people";
import { clock, formatTable, given, NOTHING, type Show } from "./view";

const sourceSchema = z.object({
  at: z.number(),
  source: z.enum(["provider", "human"]),
  by: z.string().optional(),
});

const valueSchema = z
  .union([z.string(), z.number(), z.array(z.string()), z.null()])
  .optional();

const eventSchema = z.object({
  kind: z.string(),
  actor: z.object({ kind: z.string(), user_id: z.string().optional() }),
  field: z.string().optional(),
  old: valueSchema,
  new: valueSchema,
  note: z.object({ text: z.string() }).optional(),
});

const itemSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("message"),
    at: z.number(),
    message: z.object({
      direction: z.enum(["inbound", "outbound"]),
      type: z.string(),
      text: z.string().optional(),
    }),
  }),
  z.object({ kind: z.literal("event"), at: z.number(), event: eventSchema }),
]);

const contactSchema = z.object({
  name: z.string().optional(),
  phone: z.string().optional(),
  fields: z.array(
    z.object({
      field: z.string(),
      value: z.string(),
      source: sourceSchema.optional(),
    }),
  ),
  identities: z.array(
    z.object({ kind: z.string(), value: z.string(), is_current: z.boolean() }),
  ),
  timeline: z.array(itemSchema),
  has_more: z.boolean(),
});

/** Who said so: WhatsApp, a member by id, or an operator. */
function sourceName(source: z.infer<typeof sourceSchema> | undefined): string {
  if (source === undefined) {
    return NOTHING;
  }
  return source.source === "provider" ? "WhatsApp" : (source.by ?? "operator");
}

const said = (value: z.infer<typeof valueSchema>): string => {
  const text = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  return text === "" ? "nothing" : text;
};

/** Who did what, for one line. */
function lineOf(item: z.infer<typeof itemSchema>): [string, string] {
  if (item.kind === "message") {
    const { direction, type, text } = item.message;
    const who = direction === "inbound" ? "customer" : "us";
    return [who, type === "text" && text ? text : `[${type}] ${text ?? ""}`];
  }
  const { actor, kind, field, note, old, new: now } = item.event;
  const who = actor.user_id ?? actor.kind;
  const what = kind.replaceAll("_", " ");
  if (kind === "edited") {
    return [who, `${field ?? ""}: ${said(old)} -> ${said(now)}`];
  }
  return [who, note === undefined ? what : `${what}: ${note.text}`];
}

export const showContact: Show = async (client, { who, limit }, setting) => {
  const { workspace, timezone } = setting;
  const about = given({ workspace, contact: who, limit });
  const reply = await callAboutOne(client, "ops:showContact", about, setting);
  if (reply.kind === "several") {
    return reply.text;
  }
  const contact = contactSchema.parse(reply.value);
  const head = [
    contact.name ?? "Without a name",
    contact.phone ?? "without a number",
    ...contact.identities.map(
      ({ kind, value, is_current }) =>
        `${kind} ${value}${is_current ? "" : " (old)"}`,
    ),
  ];
  const fields = formatTable(
    {
      columns: [
        { title: "FIELD" },
        { title: "VALUE", isFlexible: true },
        { title: "FROM" },
        { title: "SINCE" },
      ],
      rows: contact.fields.map(({ field, value, source }) => [
        field,
        value === "" ? NOTHING : value,
        sourceName(source),
        clock(source?.at, timezone),
      ]),
      hasMore: false,
      empty: "Nothing is known.",
    },
    setting,
  );
  const timeline = formatTable(
    {
      columns: [
        { title: "TIME" },
        { title: "WHO" },
        { title: "WHAT", isFlexible: true },
      ],
      rows: contact.timeline.map((item) => [
        clock(item.at, timezone),
        ...lineOf(item),
      ]),
      hasMore: contact.has_more,
      empty: "Nothing happened yet.",
    },
    setting,
  );
  return [toLine(head.join(" · ")), fields, timeline].join("\n\n");
};
