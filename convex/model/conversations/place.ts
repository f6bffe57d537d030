/**
 * Which conversation an event belongs to, and in which it is seen. Each contact
 * has one on each of our numbers for itself. When contacts are merged, or two
 * conversations of one are, one of them goes on and the others are redirects.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { liveConversation } from "../shared/redirects";
import {
  foldFacts,
  hasNoFacts,
  NO_FACTS,
  ownFactsOf,
  storedFacts,
} from "./facts";

type Conversation = Doc<"conversations">;

/** One conversation per business number of the workspace. */
export const MAX_CONVERSATIONS = 200;
/** Rows of one contact and number: one, but for merges of before `own`. */
const MAX_OF_ONE_NUMBER = 5;

/** The live conversation of a contact on a number: one index read. */
export async function findConversation(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
  phoneNumberId: string,
): Promise<Conversation | null> {
  return await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
      q
        .eq("contact_id", contactId)
        .eq("merged_into", undefined)
        .eq("phone_number_id", phoneNumberId),
    )
    .first();
}

export interface Owner {
  /** The contact as it is now. */
  contactId: Id<"contacts">;
  /** The one among those merged into it that the event is about. */
  homeId: Id<"contacts">;
  phoneNumberId: string;
}

export interface Place {
  /** Where it is seen. */
  live: Conversation | null;
  /** Where it belongs; the same one where nothing was merged. */
  home: Conversation | null;
}

/**
 * The conversations of an owner as far as they exist.
 *
 * @param known one that was read already, if it may be the owner's
 */
export async function findPlace(
  ctx: QueryCtx,
  owner: Owner,
  known?: Conversation | null,
): Promise<Place> {
  const { contactId, homeId, phoneNumberId } = owner;
  if (homeId === contactId) {
    const live =
      known && isLiveOf(owner, known)
        ? known
        : await findConversation(ctx, contactId, phoneNumberId);
    return live === null ? await findJoined(ctx, owner) : { live, home: live };
  }
  const home = await findRow(ctx, homeId, phoneNumberId);
  const target = home && (await liveConversation(ctx, home));
  if (target?.contact_id === contactId) {
    return { live: target, home };
  }
  const { live } = await findPlace(ctx, { ...owner, homeId: contactId });
  return { live, home };
}

/** There is one live conversation of a contact on a number. */
const isLiveOf = (
  { contactId, phoneNumberId }: Owner,
  conversation: Conversation,
): boolean =>
  conversation.contact_id === contactId &&
  conversation.phone_number_id === phoneNumberId &&
  conversation.merged_into === undefined;

/** Of a contact without a live conversation on the number. */
async function findJoined(
  ctx: QueryCtx,
  { contactId, phoneNumberId }: Owner,
): Promise<Place> {
  const home = await findRow(ctx, contactId, phoneNumberId);
  const target = home && (await liveConversation(ctx, home));
  // One that was only there while another contact's was merged into it leads
  // to that one since; what comes for it begins it anew.
  return { live: target?.contact_id === contactId ? target : home, home };
}

async function findRow(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
  phoneNumberId: string,
): Promise<Conversation | null> {
  const rows = await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_phone_number_id", (q) =>
      q.eq("contact_id", contactId).eq("phone_number_id", phoneNumberId),
    )
    .take(MAX_OF_ONE_NUMBER);
  return withoutOldRedirects(rows)[0] ?? null;
}

/** Before `own` there was, a redirect took on its survivor's contact. */
function withoutOldRedirects(rows: readonly Conversation[]): Conversation[] {
  const byId = new Map(rows.map((row) => [row._id, row]));
  return rows.filter((row) => {
    const target = row.merged_into && byId.get(row.merged_into);
    return target?.phone_number_id !== row.phone_number_id;
  });
}

/** All conversations that are a contact's own, merged or not. */
export async function listOwnConversations(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Conversation[]> {
  const rows = await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_phone_number_id", (q) =>
      q.eq("contact_id", contactId),
    )
    .take(MAX_CONVERSATIONS);
  return withoutOldRedirects(rows);
}

/**
 * Brings the conversations of contacts that are one in line with that: one goes
 * on per number, but for those that people joined, and says what they all say.
 *
 * @param contactId the contact that goes on
 * @param memberIds it and those merged into it
 * @param elsewhere where conversations without any facts may lead, by number
 * @returns the conversations that go on, by number
 */
export async function placeConversations(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
  memberIds: readonly Id<"contacts">[],
  elsewhere: ReadonlyMap<string, Id<"conversations">> = new Map(),
): Promise<Map<string, Id<"conversations">>> {
  const owned = await Promise.all(
    memberIds.map((id) => listOwnConversations(ctx, id)),
  );
  const placed = new Map<string, Id<"conversations">>();
  for (const group of groupConversations(owned.flat())) {
    const live =
      chooseLive(group, contactId) ??
      (await insertPlaceholder(ctx, group, contactId));
    const isAlone = group.every(({ _id }) => _id === live._id);
    const facts = await foldFacts(ctx, group);
    const leadsTo = elsewhere.get(live.phone_number_id);
    await ctx.db.patch("conversations", live._id, {
      ...facts,
      own: isAlone ? undefined : storedFacts(ownFactsOf(live)),
      merged_into: isAlone && hasNoFacts(facts) ? leadsTo : undefined,
    });
    for (const row of group) {
      placed.set(row.phone_number_id, live._id);
      if (row._id !== live._id && row.merged_into !== live._id) {
        await ctx.db.patch("conversations", row._id, { merged_into: live._id });
      }
    }
  }
  return placed;
}

/** Those of one number, or joined by people, are one group. */
function groupConversations(rows: readonly Conversation[]): Conversation[][] {
  const byId = new Map(rows.map((row) => [row._id, row]));
  const numbers = new Map<string, string>();
  const find = (number: string): string => {
    const next = numbers.get(number) ?? number;
    return next === number ? number : find(next);
  };
  for (const { phone_number_id, joined_to } of rows) {
    const target = joined_to && byId.get(joined_to)?.phone_number_id;
    if (target !== undefined && find(target) !== find(phone_number_id)) {
      numbers.set(find(phone_number_id), find(target));
    }
  }
  const groups = new Map<string, Conversation[]>();
  for (const row of rows) {
    const number = find(row.phone_number_id);
    groups.set(number, [...(groups.get(number) ?? []), row]);
  }
  return [...groups.values()];
}

/** Of the contact's own the one that was not joined to another. */
function chooseLive(
  group: readonly Conversation[],
  contactId: Id<"contacts">,
): Conversation | undefined {
  const number = goingOnNumber(group);
  const own = group.filter((row) => row.contact_id === contactId);
  return own.find((row) => row.phone_number_id === number) ?? own[0];
}

/** The number of the conversation that others were joined to. */
function goingOnNumber(group: readonly Conversation[]): string | undefined {
  const ids = new Set(group.map(({ _id }) => _id));
  const targetOf = ({ joined_to }: Conversation) =>
    joined_to !== undefined && ids.has(joined_to) ? joined_to : undefined;
  const targets = new Set(group.map(targetOf));
  const target = group.find(
    (row) => targetOf(row) === undefined && targets.has(row._id),
  );
  return (target ?? group[0])?.phone_number_id;
}

/** The contact had none of its own on the number yet. */
async function insertPlaceholder(
  ctx: MutationCtx,
  group: readonly Conversation[],
  contactId: Id<"contacts">,
): Promise<Conversation> {
  const [first] = group;
  const id =
    first &&
    (await ctx.db.insert("conversations", {
      workspace_id: first.workspace_id,
      contact_id: contactId,
      phone_number_id: goingOnNumber(group) ?? first.phone_number_id,
      ...NO_FACTS,
    }));
  const row = id && (await ctx.db.get("conversations", id));
  if (!row) {
    throw new Error("a group has a conversation -- invariant");
  }
  return row;
}
