/** Stored counts against the rows they count: an effect done twice shows here. */
import { z } from "zod";
import type { TableRows } from "../../scripts/sim/tables";

const contactSchema = z.object({ _id: z.string(), message_count: z.number() });
const conversationSchema = contactSchema.extend({
  unread_count: z.number(),
  last_message_at: z.number(),
});
const messageSchema = z.object({
  contact_id: z.string(),
  conversation_id: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  sent_at: z.number(),
});
type Message = z.infer<typeof messageSchema>;

function groupBy(messages: Message[], key: "contact_id" | "conversation_id") {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    const group = groups.get(message[key]) ?? [];
    group.push(message);
    groups.set(message[key], group);
  }
  return (id: string) => groups.get(id) ?? [];
}

/** Tables that `findDrift` looks at. */
export const COUNTED = ["contacts", "conversations", "messages"];

/**
 * @returns how many contacts and conversations say something else than their messages
 */
export function findDrift(tables: TableRows): Record<string, number> {
  const messages = z.array(messageSchema).parse(tables["messages"]);
  const ofContact = groupBy(messages, "contact_id");
  const ofConversation = groupBy(messages, "conversation_id");
  const contacts = z.array(contactSchema).parse(tables["contacts"]);
  const conversations = z
    .array(conversationSchema)
    .parse(tables["conversations"]);
  const inboundOf = (id: string) =>
    ofConversation(id).filter(({ direction }) => direction === "inbound");
  return {
    contacts: contacts.filter(
      ({ _id, message_count }) => ofContact(_id).length !== message_count,
    ).length,
    conversations: conversations.filter(
      ({ _id, message_count }) => ofConversation(_id).length !== message_count,
    ).length,
    unread: conversations.filter(
      ({ _id, unread_count }) => inboundOf(_id).length !== unread_count,
    ).length,
  };
}
