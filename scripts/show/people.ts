/** People, and what was said with one. */
import { z } from "zod";
import type { AdminClient } from "../sim/adminClient";
import { toLine } from "../cli/columns";
import {
  clock,
  formatTable,
  given,
  NOTHING,
  rowsOf,
  sayRefusal,
  type Setting,
  type Show,
  type Table,
} from "./view";

const contactSchema = z.object({
  name: z.string().optional(),
  username: z.string().optional(),
  phone_display: z.string().optional(),
  owner: z.string().optional(),
  lead_status: z.string(),
  message_count: z.number(),
  last_message_at: z.number().optional(),
  waiting_since: z.number().optional(),
});

function contactTable(
  { rows, has_more }: z.infer<ReturnType<typeof rowsOf<typeof contactSchema>>>,
  setting: Setting,
  empty: string,
): string {
  const table: Table = {
    columns: [
      { title: "NAME", isFlexible: true },
      { title: "PHONE" },
      { title: "LEAD" },
      { title: "WAITING SINCE" },
      { title: "MESSAGES", align: "right" },
      { title: "LAST" },
      { title: "OWNER" },
    ],
    rows: rows.map((contact) => [
      contact.name ?? contact.username ?? NOTHING,
      contact.phone_display ?? NOTHING,
      contact.lead_status,
      clock(contact.waiting_since, setting.timezone),
      String(contact.message_count),
      clock(contact.last_message_at, setting.timezone),
      contact.owner ?? NOTHING,
    ]),
    hasMore: has_more,
    empty,
  };
  return formatTable(table, setting);
}

export const showContacts: Show = async (client, options, setting) => {
  const { workspace } = setting;
  const { lead, limit } = options;
  const reply = await client.call(
    "ops:showContacts",
    given({ workspace, lead_status: lead, limit }),
  );
  const empty =
    lead === undefined
      ? "No contacts yet. npm run sim -- hello sends a message of one."
      : `No contact is "${lead}".`;
  return contactTable(rowsOf(contactSchema).parse(reply), setting, empty);
};

const messageSchema = z.object({
  direction: z.enum(["inbound", "outbound"]),
  type: z.string(),
  text: z.string().optional(),
  status: z.string(),
  sent_at: z.number(),
  edited_at: z.number().optional(),
  revoked_at: z.number().optional(),
  phone_number_id: z.string().optional(),
});

/** What a message says, or that it is no text, was edited, or is gone. */
function wordsOf(message: z.infer<typeof messageSchema>): string {
  const { type, text, edited_at, revoked_at } = message;
  if (revoked_at !== undefined) {
    return "[deleted]";
  }
  const words =
    type === "text" && text !== undefined ? text : `[${type}] ${text ?? ""}`;
  return edited_at === undefined ? words : `[edited] ${words}`;
}

const conversationSchema = z.object({
  contact: contactSchema,
  conversations: z.array(
    z.object({ phone_number_id: z.string(), unread_count: z.number() }),
  ),
  messages: z.array(messageSchema),
  has_more: z.boolean(),
});

/**
 * Calls a function about one contact; where several match, a text that lists
 * them instead.
 */
export async function callAboutOne(
  client: AdminClient,
  path: string,
  about: Record<string, string | number>,
  setting: Setting,
): Promise<
  { kind: "one"; value: unknown } | { kind: "several"; text: string }
> {
  try {
    return { kind: "one", value: await client.call(path, about) };
  } catch (error) {
    if (sayRefusal(error)?.code !== "contact_ambiguous") {
      throw error;
    }
    const found = await client.call("ops:findContact", about);
    const table = contactTable(rowsOf(contactSchema).parse(found), setting, "");
    const who = toLine(String(about["contact"]));
    const text = `Several contacts match "${who}"; give the whole number of one.\n\n${table}`;
    return { kind: "several", text };
  }
}

export const showConversation: Show = async (
  client,
  { who, limit },
  setting,
) => {
  const { workspace, timezone } = setting;
  const about = given({ workspace, contact: who, limit });
  const reply = await callAboutOne(
    client,
    "ops:showConversation",
    about,
    setting,
  );
  if (reply.kind === "several") {
    return reply.text;
  }
  const shown = conversationSchema.parse(reply.value);
  const { contact, conversations, messages } = shown;
  const hasNumbers = conversations.length > 1;
  const unread = conversations.reduce(
    (sum, conversation) => sum + conversation.unread_count,
    0,
  );
  const head = [
    contact.name ?? contact.username ?? "Without a name",
    contact.phone_display ?? "without a number",
    `lead: ${contact.lead_status}`,
    `${contact.message_count} messages, ${unread} unread`,
  ];
  const table = formatTable(
    {
      columns: [
        { title: "TIME" },
        { title: "FROM" },
        { title: "MESSAGE", isFlexible: true },
        { title: "STATUS" },
        ...(hasNumbers ? [{ title: "NUMBER" }] : []),
      ],
      rows: messages.map((message) => [
        clock(message.sent_at, timezone),
        message.direction === "inbound" ? "customer" : "us",
        wordsOf(message),
        message.status,
        ...(hasNumbers ? [message.phone_number_id ?? NOTHING] : []),
      ]),
      hasMore: shown.has_more,
      empty: "Nothing was said yet.",
    },
    setting,
  );
  return `${toLine(head.join(" · "))}\n\n${table}`;
};
