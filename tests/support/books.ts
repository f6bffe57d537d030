/**
 * Whether what is stored of contacts and conversations is what it comes to: a
 * whole is the sum of its parts, and every row is where its home leads.
 */
import {
  foldFacts as foldContacts,
  ownFactsOf,
} from "../../convex/model/contacts/own";
import { foldFacts as foldConversations } from "../../convex/model/conversations/facts";
import type { Doc } from "../../convex/_generated/dataModel";
import type { TestConvex } from "./setup";

const EVENT_FIELDS = [
  "phone",
  "bsuid",
  "username",
  "source",
  "message_count",
  "last_message_at",
  "marketing",
] as const;
const CONVERSATION_FIELDS = [
  "kapso_conversation_id",
  "status",
  "last_message_at",
  "last_inbound_at",
  "last_outbound_at",
  "unread_count",
  "message_count",
  "workflow",
] as const;

function differences<T extends object>(
  what: string,
  row: T,
  other: Partial<T> | null,
  fields: readonly (keyof T & string)[],
): string[] {
  return fields
    .filter(
      (field) => JSON.stringify(row[field]) !== JSON.stringify(other?.[field]),
    )
    .map((field) => `${what} ${field}`);
}

interface Merged {
  _id: string;
  merged_into?: string;
}

/** The row that an id leads to. */
function rootOf<T extends Merged>(rows: T[], id: string): T | undefined {
  const row = rows.find(({ _id }) => _id === id);
  return row?.merged_into === undefined ? row : rootOf(rows, row.merged_into);
}

/** What does not add up, in words; nothing when all does and nothing moves. */
export async function findErrors(t: Pick<TestConvex, "run">) {
  return await t.run(async (ctx) => {
    const contacts = await ctx.db.query("contacts").collect();
    const conversations = await ctx.db.query("conversations").collect();
    const messages = await ctx.db.query("messages").collect();
    const sessions = await ctx.db.query("conversationSessions").collect();
    const errors: string[] = [];
    for (const live of conversations.filter((row) => !row.merged_into)) {
      const whole = await foldConversations(ctx, partsOf(conversations, live));
      errors.push(
        ...differences("conversation", live, whole, CONVERSATION_FIELDS),
      );
    }
    const ofContacts = [
      await ctx.db.query("contactIdentities").collect(),
      await ctx.db.query("contactNotes").collect(),
      await ctx.db.query("contactEvents").collect(),
      await ctx.db.query("leads").collect(),
      await ctx.db.query("leadVerdicts").collect(),
    ].flat();
    for (const { contact_id: at, home_contact_id: home } of ofContacts) {
      errors.push(...misplaced(contacts, at, home));
    }
    for (const row of [...messages, ...sessions]) {
      const { conversation_id: at, home_conversation_id: home } = row;
      errors.push(...misplaced(conversations, at, home));
    }
    return [
      ...errors,
      ...unsummed(contacts),
      ...misowned(messages, contacts, conversations),
      ...miscounted(messages, contacts, conversations),
    ];
  });
}

const partsOf = <T extends Merged>(rows: T[], live: T): T[] =>
  rows.filter(({ _id }) => rootOf(rows, _id)?._id === live._id);

function misplaced(rows: Merged[], at: string, home?: string): string[] {
  const due = rootOf(rows, home ?? at);
  return due?._id === at && home !== at ? [] : ["a row is elsewhere"];
}

function unsummed(contacts: Doc<"contacts">[]): string[] {
  return contacts
    .filter((row) => row.own !== undefined && row.merged_into === undefined)
    .flatMap((live) => {
      const whole = foldContacts(partsOf(contacts, live), "ID");
      return differences("contact", live, whole, EVENT_FIELDS);
    });
}

function misowned(
  messages: Doc<"messages">[],
  contacts: Doc<"contacts">[],
  conversations: Doc<"conversations">[],
): string[] {
  const isMerged = (id: string) =>
    contacts.find(({ _id }) => _id === id)?.merged_into !== undefined;
  const ownerOf = new Map(
    conversations.map((row) => [row._id, row.contact_id]),
  );
  return [
    ...messages
      .filter((row) => ownerOf.get(row.conversation_id) !== row.contact_id)
      .map(() => "a message of another contact than its conversation"),
    ...conversations
      .filter((row) => !row.merged_into && isMerged(row.contact_id))
      .map(() => "a live conversation of a merged contact"),
  ];
}

/** Also what each says by itself. */
function miscounted(
  messages: Doc<"messages">[],
  contacts: Doc<"contacts">[],
  conversations: Doc<"conversations">[],
): string[] {
  const homeOf = (row: Doc<"messages">) =>
    row.home_conversation_id ?? row.conversation_id;
  const contactOf = (id: string) =>
    conversations.find(({ _id }) => _id === id)?.contact_id;
  const isOwn = (row: Doc<"messages">, contactId: string) =>
    contactOf(homeOf(row)) === contactId;
  return [
    ...contacts
      .filter(
        (contact) =>
          ownFactsOf(contact).message_count !==
          messages.filter((row) => isOwn(row, contact._id)).length,
      )
      .map(() => "a contact's own count"),
    ...conversations
      .filter(
        ({ _id, own, message_count }) =>
          (own?.message_count ?? message_count) !==
          messages.filter((row) => homeOf(row) === _id).length,
      )
      .map(() => "a conversation's own count"),
  ];
}
