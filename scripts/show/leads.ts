/** Leads with why they are some, and the forms that bring them. */
import { z } from "zod";
import {
  clock,
  formatTable,
  given,
  NOTHING,
  rowsOf,
  type Setting,
  type Show,
} from "./view";

const leadSchema = z.object({
  name: z.string().optional(),
  phone_display: z.string().optional(),
  status: z.string(),
  reason: z.string(),
  spam: z
    .object({ score: z.number(), signals: z.array(z.string()) })
    .optional(),
  message_count: z.number(),
  made_at: z.number(),
  last_message_preview: z.string().optional(),
});
const leadsSchema = rowsOf(leadSchema);

function leadTable(reply: unknown, setting: Setting, empty: string): string {
  const { rows, has_more } = leadsSchema.parse(reply);
  return formatTable(
    {
      columns: [
        { title: "NAME" },
        { title: "PHONE" },
        { title: "LEAD" },
        { title: "WHY" },
        { title: "SIGNS OF SPAM" },
        { title: "SINCE" },
        { title: "MESSAGES", align: "right" },
        { title: "LAST", isFlexible: true },
      ],
      rows: rows.map((lead) => [
        lead.name ?? NOTHING,
        lead.phone_display ?? NOTHING,
        lead.status,
        lead.reason.replaceAll("_", " "),
        lead.spam === undefined
          ? NOTHING
          : `${lead.spam.score}: ${lead.spam.signals.join(", ")}`,
        clock(lead.made_at, setting.timezone),
        String(lead.message_count),
        lead.last_message_preview ?? NOTHING,
      ]),
      hasMore: has_more,
      empty,
    },
    setting,
  );
}

/** Leads of one status; else who waits for a verdict, and who is qualified. */
export const showLeads: Show = async (client, { lead, limit }, setting) => {
  const { workspace } = setting;
  const list = async (filter: Record<string, string | undefined>) =>
    await client.call("ops:showLeads", given({ workspace, limit, ...filter }));
  if (lead !== undefined) {
    const reply = await list({ lead_status: lead });
    return leadTable(reply, setting, `No lead is "${lead}".`);
  }
  const queue = await list({ review: "pending" });
  const qualified = await list({ lead_status: "qualified" });
  return [
    "For review (leads:review, ops:reviewLead)",
    leadTable(queue, setting, "Nobody waits for a verdict."),
    "Qualified",
    leadTable(qualified, setting, "Nobody is qualified yet."),
  ].join("\n\n");
};

const formsSchema = rowsOf(
  z.object({
    name: z.string(),
    form_key: z.string(),
    origins: z.array(z.string()),
    disabled_at: z.number().optional(),
    submissions: z.number(),
    last_at: z.number().optional(),
  }),
);

export const showForms: Show = async (client, { limit }, setting) => {
  const { workspace, timezone } = setting;
  const reply = await client.call("ops:listForms", given({ workspace, limit }));
  const { rows, has_more } = formsSchema.parse(reply);
  return formatTable(
    {
      columns: [
        { title: "FORM", isFlexible: true },
        { title: "KEY" },
        { title: "SINCE DISABLED" },
        { title: "SENT", align: "right" },
        { title: "LAST" },
        { title: "ORIGINS" },
      ],
      rows: rows.map((form) => [
        form.name,
        form.form_key,
        clock(form.disabled_at, timezone),
        String(form.submissions),
        clock(form.last_at, timezone),
        form.origins.join(" "),
      ]),
      hasMore: has_more,
      empty: "No form yet; ops:createForm makes one (docs/lead-form.md).",
    },
    setting,
  );
};
