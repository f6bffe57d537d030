/**
 * Merging two contacts: the survivor takes the loser's ids, conversations and
 * messages; the loser stays as a redirect. Everything moved is written down, so
 * that a merge can be undone. Long conversations are moved in chunks by the scheduler.
 */
import {
  mergeContactFields,
  newerMarketing,
} from "../../../src/lib/crm/contactFields";
import { maxTime } from "../../../src/lib/time/latest";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { mergeConversationInto } from "../conversations/merge";
import { findConversation } from "../conversations/conversations";
import { moveSuggestions } from "./duplicates";
import type { Scope } from "../workspaces/scope";
import { mergePeopleFields } from "./peopleFields";
import { patchContact } from "./write";

/** Ids a contact can have: a few in life; the cap keeps the work bounded. */
const MAX_IDENTITIES = 200;
/** One conversation per business number of the workspace. */
const MAX_CONVERSATIONS = 200;

/**
 * Makes two contacts one; the smaller conversation moves, which are fewer rows to
 * rewrite. Returns the survivor as it is afterwards.
 */
export async function mergeSmaller(
  ctx: MutationCtx,
  scope: Scope,
  contact: Doc<"contacts">,
  other: Doc<"contacts">,
  reason: Doc<"mergeLog">["reason"],
): Promise<Doc<"contacts">> {
  return other.message_count > contact.message_count
    ? await mergeContacts(ctx, scope, other, contact, reason)
    : await mergeContacts(ctx, scope, contact, other, reason);
}

/**
 * Merges `loser` into `survivor` and returns the survivor as it is afterwards.
 * Messages follow in the same transaction or, past the first chunk, right after.
 */
export async function mergeContacts(
  ctx: MutationCtx,
  scope: Scope,
  survivor: Doc<"contacts">,
  loser: Doc<"contacts">,
  reason: Doc<"mergeLog">["reason"],
): Promise<Doc<"contacts">> {
  const mergeId = await ctx.db.insert("mergeLog", {
    workspace_id: scope.workspace._id,
    survivor_id: survivor._id,
    loser_id: loser._id,
    reason,
    loser_json: JSON.stringify(loser),
    survivor_json: JSON.stringify(survivor),
    merged_at: scope.now,
  });
  await moveIdentities(ctx, mergeId, survivor, loser);
  await patchContact(ctx, loser, { merged_into: survivor._id });
  const merged = await patchContact(
    ctx,
    survivor,
    mergedContactPatch(survivor, loser, scope.workspace.default_region),
  );
  await moveConversations(ctx, mergeId, survivor, loser);
  await ctx.db.insert("mergeMoves", {
    merge_id: mergeId,
    table: "duplicateSuggestions",
    ids: await moveSuggestions(ctx, loser._id, survivor._id),
  });
  return merged;
}

const union = (a: string[], b: string[]) => [...new Set([...a, ...b])].sort();

/** What the survivor of a merge takes from the loser. */
function mergedContactPatch(
  survivor: Doc<"contacts">,
  loser: Doc<"contacts">,
  defaultRegion: string,
): Partial<Doc<"contacts">> {
  const told = mergeContactFields(survivor, loser, defaultRegion);
  const said = mergePeopleFields(survivor, loser);
  return {
    ...told,
    ...said,
    field_sources: withoutAbsent({
      ...(told ?? survivor).field_sources,
      ...said.field_sources,
    }),
    phone_number_ids: union(
      survivor.phone_number_ids ?? [],
      loser.phone_number_ids ?? [],
    ),
    source:
      survivor.source === "whatsapp" || loser.source === "whatsapp"
        ? "whatsapp"
        : "history_sync",
    message_count: survivor.message_count + loser.message_count,
    last_message_at: maxTime(survivor.last_message_at, loser.last_message_at),
    marketing: newerMarketing(survivor.marketing, loser.marketing),
  };
}

async function moveIdentities(
  ctx: MutationCtx,
  mergeId: Id<"mergeLog">,
  survivor: Doc<"contacts">,
  loser: Doc<"contacts">,
): Promise<void> {
  const identities = await ctx.db
    .query("contactIdentities")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", loser._id))
    .take(MAX_IDENTITIES);
  for (const identity of identities) {
    await ctx.db.patch("contactIdentities", identity._id, {
      contact_id: survivor._id,
    });
  }
  await ctx.db.insert("mergeMoves", {
    merge_id: mergeId,
    table: "contactIdentities",
    ids: identities.map((identity) => identity._id),
  });
}

async function moveConversations(
  ctx: MutationCtx,
  mergeId: Id<"mergeLog">,
  survivor: Doc<"contacts">,
  loser: Doc<"contacts">,
): Promise<void> {
  const conversations = await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
      q.eq("contact_id", loser._id).eq("merged_into", undefined),
    )
    .take(MAX_CONVERSATIONS);
  for (const conversation of conversations) {
    const target = await findConversation(
      ctx,
      survivor._id,
      conversation.phone_number_id,
    );
    await ctx.db.patch("conversations", conversation._id, {
      contact_id: survivor._id,
    });
    if (target !== null) {
      await mergeConversationInto(ctx, mergeId, target, conversation);
    }
  }
  await ctx.db.insert("mergeMoves", {
    merge_id: mergeId,
    table: "conversations",
    ids: conversations.map((conversation) => conversation._id),
  });
  await ctx.runMutation(internal.contacts.moveMessages.moveMessages, {
    merge_id: mergeId,
    from_contact_id: loser._id,
    to_contact_id: survivor._id,
  });
}
