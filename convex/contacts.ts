/** The people of a workspace. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import {
  contactMutation,
  contactQuery,
  mergeMutation,
  pairMutation,
  pairQuery,
  twoContactsMutation,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import {
  conflictAnswer,
  savedAnswer,
  vEditAnswer,
} from "./model/contacts/answers";
import { createBulkJob } from "./model/contacts/bulkSelection";
import {
  vBulkChange,
  vContactChange,
  vExpected,
} from "./model/contacts/change";
import { checkChange } from "./model/contacts/checkChange";
import { findConflicts } from "./model/contacts/conflicts";
import { countContacts, vContactCount } from "./model/contacts/counting";
import { draftEdit, memberActor, saveDraft } from "./model/contacts/edits";
import {
  readFilter,
  vContactFilter,
  vContactSort,
} from "./model/contacts/filter";
import { listIdentities, vIdentity } from "./model/contacts/identities";
import { pageOfContacts } from "./model/contacts/list";
import { toContactRows, vContactRow } from "./model/contacts/listRow";
import { searchContacts } from "./model/contacts/search";
import { pageOfTimeline, vTimelineItem } from "./model/contacts/timeline";
import { undoEvents } from "./model/contacts/undo";
import {
  keepApart as rememberApart,
  pageOfDuplicates,
  vDuplicate,
} from "./model/contacts/duplicateList";
import { mergeByHand } from "./model/contacts/merge";
import { vMergeChoices } from "./model/contacts/mergePlan";
import {
  previewMerge as preview,
  vMergePreview,
} from "./model/contacts/mergePreview";
import { undoMerge as separate } from "./model/contacts/mergeUndo";
import { beginErasure } from "./model/privacy/erase";
import { exportPerson as toPersonJson } from "./model/privacy/exportPerson";
import { editRefusal } from "./model/shared/refuse";
import { toContactView, vContact } from "./model/shared/views";

/** Most rows a search returns. */
const MAX_SEARCH_RESULTS = 50;

/**
 * Contacts of a workspace that a filter takes, by default all, newest activity
 * first. A page may be shorter than asked for while there is more, where several
 * filters together leave very few.
 *
 * For a list that holds still, `active_before` is the activity of its first row
 * when it was opened; what came since is the same list with `active_after`.
 * Rows carry the values of the `custom_fields` named by their keys.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `invalid_filter`,
 *   `invalid_cursor`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {
    ...vContactFilter.fields,
    sort: v.optional(vContactSort),
    custom_fields: v.optional(v.array(v.string())),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vContactRow),
  handler: async (ctx, { sort, custom_fields, paginationOpts, ...filter }) => {
    const page = await pageOfContacts(
      ctx,
      ctx.workspace._id,
      readFilter(filter, ctx.member.user_id),
      sort ?? "activity",
      paginationOpts,
    );
    return {
      ...page,
      page: await toContactRows(ctx, page.page, ctx.workspace, custom_fields),
    };
  },
});

/**
 * How many contacts a filter takes, and how many of each status. Every filter
 * by itself, with any status and source, is exact; other combinations are
 * counted up to 1,000. A change shows here a moment later.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `invalid_filter`.
 */
export const count = workspaceQuery({
  role: "viewer",
  args: { filter: v.optional(vContactFilter) },
  returns: vContactCount,
  handler: async (ctx, { filter = {} }) =>
    await countContacts(
      ctx,
      ctx.workspace._id,
      readFilter(filter, ctx.member.user_id),
    ),
});

/**
 * Contacts by what somebody types: the beginning of a phone number in any
 * spelling or the end of one, 4 digits at least; words, or their beginnings, of a
 * name, a username, an e-mail address or a tag, in any case and without accents.
 * At most 50, best match first, then newest activity.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const search = workspaceQuery({
  role: "viewer",
  args: {
    query: v.string(),
    limit: v.optional(v.number()),
  },
  returns: v.array(vContactRow),
  handler: async (ctx, args) => {
    // Clients may send fractions and NaN as numbers.
    const wanted = Math.trunc(args.limit ?? MAX_SEARCH_RESULTS) || 1;
    const limit = Math.max(1, Math.min(wanted, MAX_SEARCH_RESULTS));
    const found = await searchContacts(
      ctx,
      ctx.workspace._id,
      args.query,
      limit,
    );
    return await toContactRows(ctx, found, ctx.workspace);
  },
});

/**
 * One contact; the id of a merged one leads to its survivor.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = contactQuery({
  role: "viewer",
  args: {},
  returns: vContact,
  handler: async (ctx) => toContactView(ctx.contact),
});

/**
 * Changes fields of a contact by hand. What a person enters stays, whatever
 * WhatsApp says later; `name: null` gives the name back to WhatsApp, and null
 * empties any other field. With `expected`, what the caller saw in these fields,
 * nothing is written when somebody else has changed one since: the answer is
 * then "conflict" with the other's value. `undo` is for {@link undo}.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers,
 *   and for what was entered `invalid_name`, `invalid_email`, `unknown_owner`,
 *   `invalid_status_step`, `invalid_tag`, `too_many_tags`, `unknown_field`,
 *   `invalid_value`.
 */
export const update = contactMutation({
  role: "agent",
  args: { change: vContactChange, expected: v.optional(vExpected) },
  returns: vEditAnswer,
  handler: async (ctx, { change, expected = {} }) => {
    const { contact, workspace, member } = ctx;
    const changes = await checkChange(ctx, workspace._id, change);
    const conflicts = await findConflicts(ctx, contact, changes, expected);
    if (conflicts.length > 0) {
      return conflictAnswer(contact, conflicts);
    }
    const editor = { actor: memberActor(member), at: Date.now() };
    const draft = draftEdit(contact, changes, editor);
    if (typeof draft === "string") {
      throw editRefusal(draft);
    }
    return savedAnswer(await saveDraft(ctx, contact, draft, editor));
  },
});

/**
 * Takes edits of a contact or its notes back, by what they answered. All or
 * nothing: "conflict" when somebody else has changed one of the fields since.
 * Its own `undo` does it again.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers,
 *   `unknown_owner` when the owner before has left, `too_many_tags`.
 */
export const undo = contactMutation({
  role: "agent",
  args: { event_ids: v.array(v.id("contactEvents")) },
  returns: vEditAnswer,
  handler: async (ctx, args) => {
    const { contact, member } = ctx;
    const editor = { actor: memberActor(member), at: Date.now() };
    const done = await undoEvents(ctx, contact, args.event_ids, editor);
    return done.kind === "saved"
      ? savedAnswer(done)
      : conflictAnswer(contact, done.conflicts);
  },
});

/**
 * Every id the contact was ever known by, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const identities = contactQuery({
  role: "viewer",
  args: {},
  returns: v.array(vIdentity),
  handler: async (ctx) => await listIdentities(ctx, ctx.contact),
});

/**
 * What happened with a contact, newest first: messages by provider time, and
 * between them who changed what, notes and merges.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const timeline = contactQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vTimelineItem),
  handler: async (ctx, args) =>
    await pageOfTimeline(ctx, ctx.contact, ctx.member, args.paginationOpts),
});

/**
 * Begins to change many contacts: those that match a filter, or those named by
 * up to 500 ids. It runs as a job: see `jobs:get` for its progress and
 * `jobs:undo` to take it back.
 *
 * @throws ConvexError `unauthenticated`, `not_found` also for a contact of
 *   another workspace, `forbidden` for viewers, `invalid_selection`,
 *   `nothing_to_change`, `rate_limited` with `retry_after_ms` above 60 an hour,
 *   and as {@link update} for what was entered.
 */
export const bulk = workspaceMutation({
  role: "agent",
  args: {
    filter: v.optional(vContactFilter),
    contact_ids: v.optional(v.array(v.id("contacts"))),
    change: vBulkChange,
  },
  returns: v.object({ job_id: v.id("bulkJobs") }),
  handler: async (ctx, args) => ({
    job_id: await createBulkJob(ctx, ctx.workspace, ctx.member, args),
  }),
});

/**
 * Pairs that may be one person, strongest reason first; with `status` "kept"
 * those that people told apart.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const listDuplicates = workspaceQuery({
  role: "viewer",
  args: {
    status: v.optional(v.union(v.literal("open"), v.literal("kept"))),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vDuplicate),
  handler: async (ctx, args) => {
    const { status = "open", paginationOpts } = args;
    return await pageOfDuplicates(ctx, ctx.workspace, status, paginationOpts);
  },
});

/**
 * Remembers that two contacts are two people, or, with `is_apart` false, takes
 * that back. Contacts told apart are never merged without being asked.
 *
 * @returns what it was before.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers;
 *   `self_merge`, `different_workspaces`, `already_merged`.
 */
export const keepApart = twoContactsMutation({
  role: "agent",
  args: { is_apart: v.optional(v.boolean()) },
  returns: v.object({ was_apart: v.boolean() }),
  handler: async (ctx, { is_apart = true }) => {
    const { workspace, member, contacts } = ctx;
    const scope = { workspace, now: Date.now() };
    const by = member.user_id;
    return await rememberApart(ctx, scope, contacts, is_apart, by);
  },
});

/**
 * What `merge` with the same arguments would make of two contacts: the very row,
 * both sides of each field, what moves, and what to mind.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `self_merge`,
 *   `different_workspaces`, `already_merged`, `invalid_choices`.
 */
export const previewMerge = pairQuery({
  role: "viewer",
  args: { choices: v.optional(vMergeChoices), as_of: v.optional(v.number()) },
  returns: vMergePreview,
  handler: async (ctx, { choices = {}, as_of }) => {
    const { survivor, duplicate, workspace, member } = ctx;
    const chooser = {
      defaultRegion: workspace.default_region,
      now: as_of,
      by: member.user_id,
    };
    return await preview(ctx, chooser, [survivor, duplicate], choices);
  },
});

/**
 * Merges `duplicate_id` into `survivor_id`. What is more than 1,000 rows moves
 * in the background: `merges:get` tells how far it is.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admins;
 *   `self_merge`, `different_workspaces`, `already_merged`, `merge_too_large`,
 *   `invalid_choices`.
 */
export const merge = pairMutation({
  role: "admin",
  args: { choices: v.optional(vMergeChoices) },
  returns: v.object({ merge_id: v.id("mergeLog") }),
  handler: async (ctx, { choices = {} }) => {
    const { survivor, duplicate } = ctx;
    const merge_id = await mergeByHand(
      ctx,
      { workspace: ctx.workspace, now: Date.now() },
      {
        survivor: { contact: survivor, homeId: survivor._id },
        loser: { contact: duplicate, homeId: duplicate._id },
        reason: "human",
        choices,
        by: ctx.member.user_id,
      },
    );
    return { merge_id };
  },
});

/**
 * Undoes a merge of contacts, for 30 days: both are there again, each with what
 * came in between for it. Long ones go on in the background.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admins;
 *   `already_undone`, `undo_expired`, `undo_unrecorded`, `linked_since`.
 */
export const undoMerge = mergeMutation({
  role: "admin",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const scope = { workspace: ctx.workspace, now: Date.now() };
    await separate(ctx, scope, ctx.merge, ctx.member.user_id);
    return null;
  },
});

/**
 * Erases a person for good: contact, messages, ids, notes, history, leads, what
 * they sent with forms, and their part of deliveries and digests. It goes on in
 * the background; `erasure` says how far it is and what was removed. A replay or
 * an old message does not bring the person back; a new one is of somebody new.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `not_confirmed` when `confirm_name` is given and is not the contact's.
 */
export const erase = contactMutation({
  role: "admin",
  args: { confirm_name: v.optional(v.string()) },
  returns: v.object({ erasure_id: v.id("erasures") }),
  handler: async (ctx, { confirm_name }) => ({
    erasure_id: await beginErasure(ctx, ctx.contact, ctx.member, confirm_name),
  }),
});

/**
 * What is kept of a person, as JSON; `has_more` past the newest 2,000 messages.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const exportPerson = contactQuery({
  role: "admin",
  args: {},
  returns: v.object({ json: v.string(), has_more: v.boolean() }),
  handler: async (ctx) => await toPersonJson(ctx, ctx.contact),
});
