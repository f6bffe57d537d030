/**
 * What a new version changes in rows of an older one, in batches and once each:
 * `npm start` does it by itself, after a deploy it is
 * `npx convex run migrations:run`. New ones are added at the end of `run`.
 */
import { GLOBAL_ZONE } from "../src/lib/ai/month";
import { OVERLAP_MS } from "../src/lib/secrets/rotation";
import { internal } from "./_generated/api";
import { migrations } from "./componentClients";
import { addToDay, dayOf } from "./model/ai/days";
import { contributionOf } from "./model/ai/usage";
import { settleSuggestions as settleAll } from "./model/contacts/duplicates";
import { scanContact } from "./model/contacts/scan";
import { refreshContact } from "./model/contacts/waiting";
import { refreshConversation } from "./model/conversations/waiting";
import { reindexContact } from "./model/contacts/write";
import { loadLiveContact } from "./model/shared/redirects";
import { ensureUserOfSubject } from "./model/users/users";

/** One a business number of the workspace. */
const MAX_CONVERSATIONS = 200;

/** Contacts of before lists, search and counts had rows of their own get them. */
export const indexContacts = migrations.define({
  table: "contacts",
  migrateOne: async (ctx, contact) => {
    const numbers = await ctx.db
      .query("conversations")
      .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
        q.eq("contact_id", contact._id).eq("merged_into", undefined),
      )
      .take(MAX_CONVERSATIONS);
    await reindexContact(
      ctx,
      contact,
      numbers.map((n) => n.phone_number_id),
    );
  },
});

/** Suggestions of before merges moved them name who their contacts are now. */
export const settleSuggestions = migrations.define({
  table: "duplicateSuggestions",
  migrateOne: async (ctx, suggestion) => {
    await settleAll(ctx, [suggestion.contact_id, suggestion.other_contact_id]);
  },
});

/** Contacts of before there was a search for duplicates are looked at. */
export const findDuplicates = migrations.define({
  table: "contacts",
  // Each may take a hundred index reads.
  batchSize: 20,
  migrateOne: async (ctx, contact) => {
    if (contact.merged_into === undefined) {
      await scanContact(ctx, contact._id);
    }
  },
});

/** Rotations of before they had an end get one, from now on. */
export const endRotations = migrations.define({
  table: "endpoints",
  migrateOne: (_ctx, endpoint) =>
    endpoint.sealed_previous_secret !== undefined &&
    endpoint.previous_secret_until === undefined
      ? { previous_secret_until: Date.now() + OVERLAP_MS }
      : undefined,
});

/** Members of before people had rows in `users` get theirs, by their subject. */
export const giveMembersUsers = migrations.define({
  table: "members",
  migrateOne: async (ctx, member) =>
    ctx.db.normalizeId("users", member.user_id) === null
      ? { user_id: await ensureUserOfSubject(ctx, member.user_id) }
      : undefined,
});

/** Conversations of before it was kept know who waits. */
export const findWaiting = migrations.define({
  table: "conversations",
  // Each may read its newest 200 messages.
  batchSize: 20,
  migrateOne: async (ctx, conversation) => {
    if (conversation.merged_into === undefined) {
      const contact = await loadLiveContact(ctx, conversation.contact_id);
      await refreshConversation(ctx, conversation, contact);
    }
  },
});

/** Their contacts too, and show their newest message. */
export const previewMessages = migrations.define({
  table: "contacts",
  migrateOne: async (ctx, contact) => {
    if (contact.merged_into === undefined) {
      await refreshContact(ctx, contact);
    }
  },
});

/** Calls of before days were kept count to theirs. */
export const fillDays = migrations.define({
  table: "aiUsage",
  migrateOne: async (ctx, usage) => {
    if (usage.workspace_day !== undefined) {
      return undefined;
    }
    const workspace = await ctx.db.get("workspaces", usage.workspace_id);
    const timezone = workspace?.timezone ?? GLOBAL_ZONE;
    const workspace_day = dayOf(usage.created_at, timezone);
    await addToDay(ctx, { ...usage, workspace_day }, contributionOf(usage));
    return { workspace_day };
  },
});

/**
 * Does whatever has not been done yet; nothing when all has. The first batch of
 * the first one is done when this returns: people get in by it.
 */
export const run = migrations.runner([
  internal.migrations.giveMembersUsers,
  internal.migrations.indexContacts,
  internal.migrations.settleSuggestions,
  internal.migrations.endRotations,
  internal.migrations.findWaiting,
  internal.migrations.previewMessages,
  internal.migrations.findDuplicates,
  internal.migrations.fillDays,
]);
