/**
 * The CRM's state without ids and times of ours, so that two deployments that
 * saw the same facts can be compared.
 */
import type { Doc } from "../../convex/_generated/dataModel";
import type { TestConvex } from "./setup";

const byText = (a: unknown, b: unknown) =>
  JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;

/** Who was merged into whom depends on who wrote more by then. */
const OF_MERGES = ["own", "home_contact_id", "home_conversation_id"];

/** What differs between two runs without meaning anything. */
function withoutOurs<T extends object>(row: T, ...more: string[]) {
  const dropped = new Set(["_id", "_creationTime", "workspace_id"]);
  for (const name of [...OF_MERGES, ...more]) {
    dropped.add(name);
  }
  return Object.fromEntries(
    Object.entries(row)
      .filter(([key]) => !dropped.has(key))
      .sort(),
  );
}

/** Live contacts with their ids, conversations, sessions, messages; what waits. */
export async function readFinalState(t: TestConvex) {
  return await t.run(async (ctx) => {
    const identities = await ctx.db.query("contactIdentities").collect();
    const keyOf = (contactId: string) =>
      identities
        .filter((row) => row.contact_id === contactId)
        .map((row) => `${row.kind}:${row.value}`)
        .sort()
        .join(" ");
    const contacts = await ctx.db.query("contacts").collect();
    const live = contacts.filter((row) => row.merged_into === undefined);
    const conversations = (
      await ctx.db.query("conversations").collect()
    ).filter((row) => row.merged_into === undefined);
    const conversationKeyOf = (id: string) => {
      const conversation = conversations.find((row) => row._id === id);
      return conversation === undefined
        ? "gone"
        : `${keyOf(conversation.contact_id)}@${conversation.phone_number_id}`;
    };
    const sessions = await ctx.db.query("conversationSessions").collect();
    const messages = await ctx.db.query("messages").collect();
    const parked = await ctx.db.query("parkedEvents").collect();
    return {
      contacts: live
        .map((row) => ({ key: keyOf(row._id), ...withoutOurs(row) }))
        .sort(byText),
      conversations: conversations
        .map((row) => ({
          key: conversationKeyOf(row._id),
          waiting_for: messages.find(
            ({ _id }) => _id === row.waiting_message_id,
          )?.kapso_message_id,
          ...withoutOurs(row, "contact_id", "waiting_message_id"),
        }))
        .sort(byText),
      sessions: sessions
        .map((row) => ({
          key: conversationKeyOf(row.conversation_id),
          ...withoutOurs(
            row,
            "conversation_id",
            "attached_at",
            "attached_reason",
          ),
        }))
        .sort(byText),
      messages: messages
        .map((row) => ({
          contact: keyOf(row.contact_id),
          conversation: conversationKeyOf(row.conversation_id),
          ...withoutOurs(row, "contact_id", "conversation_id", "committed_at"),
        }))
        .sort(byText),
      parked: parked
        .map(({ target, event }) => ({ target, event }))
        .sort(byText),
    };
  });
}

/** I3: nothing that must be unique is there twice. Returns what is. */
export async function findDoubles(t: TestConvex): Promise<string[]> {
  return await t.run(async (ctx) => {
    const contacts = (await ctx.db.query("contacts").collect()).filter(
      (row) => row.merged_into === undefined,
    );
    const conversations = (
      await ctx.db.query("conversations").collect()
    ).filter((row) => row.merged_into === undefined);
    const messages = await ctx.db.query("messages").collect();
    const sessions = await ctx.db.query("conversationSessions").collect();
    const identities = await ctx.db.query("contactIdentities").collect();
    const keys = [
      ...contacts.flatMap((row: Doc<"contacts">) => [
        ...(row.phone_normalized === undefined
          ? []
          : [`phone ${row.workspace_id} ${row.phone_normalized}`]),
        ...(row.bsuid === undefined
          ? []
          : [`bsuid ${row.workspace_id} ${row.bsuid}`]),
      ]),
      ...identities.map(
        (row) => `identity ${row.workspace_id} ${row.kind} ${row.value}`,
      ),
      ...conversations.map(
        (row) => `conversation ${row.contact_id} ${row.phone_number_id}`,
      ),
      ...messages.map(
        (row) => `message ${row.workspace_id} ${row.kapso_message_id}`,
      ),
      ...sessions.map(
        (row) => `session ${row.workspace_id} ${row.kapso_conversation_id}`,
      ),
    ];
    return keys.filter((key, i) => keys.indexOf(key) !== i);
  });
}
