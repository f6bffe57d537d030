/**
 * Builders of public functions. Each checks who is calling before anything else
 * and says with `role` who may; lint keeps other public functions out.
 *
 * Errors of all of them: `unauthenticated` without an identity; `not_found` for
 * what does not exist or belongs to a workspace the caller is no member of (ids
 * cannot be probed); `forbidden` for a member whose role is too weak.
 */
import {
  customAction,
  customCtx,
  customMutation,
  customQuery,
} from "convex-helpers/server/customFunctions";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import {
  action,
  mutation,
  query,
  type ActionCtx,
  type QueryCtx,
} from "./_generated/server";
import { forAlert, forChannel, forNotification } from "./model/alerts/access";
import { forForm, forLead, forVerdict } from "./model/leads/access";
import { passRefusal } from "./model/shared/refuse";
import {
  requireContact,
  requireConversation,
  requireDelivery,
  requireRow,
  requireUser,
  requireWorkspaceMember,
} from "./model/workspaces/access";
import {
  requireMerge,
  requireTwoContacts,
  requireTwoConversations,
} from "./model/workspaces/mergeAccess";

/** The weakest role that may call a function. */
interface Access {
  role: Doc<"members">["role"];
}

const forUser = customCtx(async (ctx: QueryCtx) => ({
  userId: await requireUser(ctx),
}));

const forWorkspace = {
  args: { workspace_id: v.id("workspaces") },
  input: async (
    ctx: QueryCtx,
    args: { workspace_id: Id<"workspaces"> },
    { role }: Access,
  ) => ({
    ctx: await requireWorkspaceMember(ctx, args.workspace_id, role),
    args: {},
  }),
};

const forContact = {
  args: { contact_id: v.id("contacts") },
  input: async (
    ctx: QueryCtx,
    args: { contact_id: Id<"contacts"> },
    { role }: Access,
  ) => ({ ctx: await requireContact(ctx, args.contact_id, role), args: {} }),
};

const forConversation = {
  args: { conversation_id: v.id("conversations") },
  input: async (
    ctx: QueryCtx,
    args: { conversation_id: Id<"conversations"> },
    { role }: Access,
  ) => ({
    ctx: await requireConversation(ctx, args.conversation_id, role),
    args: {},
  }),
};

const forNote = {
  args: { note_id: v.id("contactNotes") },
  input: async (
    ctx: QueryCtx,
    args: { note_id: Id<"contactNotes"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("contactNotes", args.note_id);
    const { row: note, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, note }, args: {} };
  },
};

const forField = {
  args: { field_id: v.id("customFields") },
  input: async (
    ctx: QueryCtx,
    args: { field_id: Id<"customFields"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("customFields", args.field_id);
    const { row: field, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, field }, args: {} };
  },
};

const forJob = {
  args: { job_id: v.id("bulkJobs") },
  input: async (
    ctx: QueryCtx,
    args: { job_id: Id<"bulkJobs"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("bulkJobs", args.job_id);
    const { row: job, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, job }, args: {} };
  },
};

const forPair = {
  args: { survivor_id: v.id("contacts"), duplicate_id: v.id("contacts") },
  input: async (
    ctx: QueryCtx,
    args: { survivor_id: Id<"contacts">; duplicate_id: Id<"contacts"> },
    { role }: Access,
  ) => {
    const ids = [args.survivor_id, args.duplicate_id] as const;
    const { contacts, ...membership } = await requireTwoContacts(
      ctx,
      ids,
      role,
    );
    const [survivor, duplicate] = contacts;
    return { ctx: { ...membership, survivor, duplicate }, args: {} };
  },
};

const forTwoContacts = {
  args: { contact_id: v.id("contacts"), other_contact_id: v.id("contacts") },
  input: async (
    ctx: QueryCtx,
    args: { contact_id: Id<"contacts">; other_contact_id: Id<"contacts"> },
    { role }: Access,
  ) => ({
    ctx: await requireTwoContacts(
      ctx,
      [args.contact_id, args.other_contact_id],
      role,
    ),
    args: {},
  }),
};

const forConversationPair = {
  args: {
    survivor_id: v.id("conversations"),
    duplicate_id: v.id("conversations"),
  },
  input: async (
    ctx: QueryCtx,
    args: {
      survivor_id: Id<"conversations">;
      duplicate_id: Id<"conversations">;
    },
    { role }: Access,
  ) => ({
    ctx: await requireTwoConversations(
      ctx,
      [args.survivor_id, args.duplicate_id],
      role,
    ),
    args: {},
  }),
};

const forMerge = {
  args: { merge_id: v.id("mergeLog") },
  input: async (
    ctx: QueryCtx,
    args: { merge_id: Id<"mergeLog"> },
    { role }: Access,
  ) => ({ ctx: await requireMerge(ctx, args.merge_id, role), args: {} }),
};

const forImport = {
  args: { import_id: v.id("imports") },
  input: async (
    ctx: QueryCtx,
    args: { import_id: Id<"imports"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("imports", args.import_id);
    const { row: file, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, file }, args: {} };
  },
};

const forExport = {
  args: { export_id: v.id("exports") },
  input: async (
    ctx: QueryCtx,
    args: { export_id: Id<"exports"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("exports", args.export_id);
    const { row, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, contactExport: row }, args: {} };
  },
};

const forDelivery = {
  args: { audit_id: v.id("webhookAudit") },
  input: async (
    ctx: QueryCtx,
    args: { audit_id: Id<"webhookAudit"> },
    { role }: Access,
  ) => ({ ctx: await requireDelivery(ctx, args.audit_id, role), args: {} }),
};

const forReplayRun = {
  args: { run_id: v.id("replayRuns") },
  input: async (
    ctx: QueryCtx,
    args: { run_id: Id<"replayRuns"> },
    { role }: Access,
  ) => {
    const found = await ctx.db.get("replayRuns", args.run_id);
    const { row: run, ...membership } = await requireRow(ctx, found, role);
    return { ctx: { ...membership, run }, args: {} };
  },
};

/** Actions have no database: a query looks for them. */
const forWorkspaceAction = {
  args: { workspace_id: v.id("workspaces") },
  input: async (
    ctx: ActionCtx,
    { workspace_id }: { workspace_id: Id<"workspaces"> },
    { role }: Access,
  ): Promise<{ ctx: { workspace: Doc<"workspaces"> }; args: object }> => {
    const workspace = await passRefusal(
      ctx.runQuery(internal.workspaces.access.find, { workspace_id, role }),
    );
    return { ctx: { workspace }, args: {} };
  },
};

/** For everybody, signed in or not: says nothing about anybody. */
export const openQuery = query;

/** For whoever is signed in, about themselves. Adds `ctx.userId`. */
export const userQuery = customQuery(query, forUser);
export const userMutation = customMutation(mutation, forUser);

/**
 * For members of the workspace named by the argument `workspace_id`, with `role`
 * or a stronger one. Adds `ctx.workspace` and `ctx.member`.
 */
export const workspaceQuery = customQuery(query, forWorkspace);
export const workspaceMutation = customMutation(mutation, forWorkspace);

/** The same for actions, which add `ctx.workspace` only. */
export const workspaceAction = customAction(action, forWorkspaceAction);

/**
 * About the contact named by the argument `contact_id`. Adds `ctx.contact`
 * (merges followed), `ctx.workspace` and `ctx.member`.
 */
export const contactQuery = customQuery(query, forContact);
export const contactMutation = customMutation(mutation, forContact);

/**
 * About the conversation named by the argument `conversation_id`. Adds
 * `ctx.conversation` (merges followed), `ctx.workspace` and `ctx.member`.
 */
export const conversationQuery = customQuery(query, forConversation);
export const conversationMutation = customMutation(mutation, forConversation);

/** About the note named by `note_id`. Adds `ctx.note` and the membership. */
export const noteMutation = customMutation(mutation, forNote);

/** About the custom field named by `field_id`. Adds `ctx.field`. */
export const fieldMutation = customMutation(mutation, forField);

/** About the bulk job named by `job_id`. Adds `ctx.job`. */
export const jobQuery = customQuery(query, forJob);
export const jobMutation = customMutation(mutation, forJob);

/**
 * About two contacts that may become one, named by `survivor_id` and
 * `duplicate_id`. Adds `ctx.survivor`, `ctx.duplicate`, `ctx.workspace` and
 * `ctx.member`. Besides the usual errors: `self_merge`, `different_workspaces`,
 * `already_merged`.
 */
export const pairQuery = customQuery(query, forPair);
export const pairMutation = customMutation(mutation, forPair);

/** Likewise about two conversations. Adds `ctx.conversations`. */
export const conversationPairMutation = customMutation(
  mutation,
  forConversationPair,
);

/**
 * Likewise about two contacts, named by `contact_id` and `other_contact_id`, of
 * which neither comes first. Adds `ctx.contacts`.
 */
export const twoContactsMutation = customMutation(mutation, forTwoContacts);

/**
 * About the merge named by the argument `merge_id`. Adds `ctx.merge`,
 * `ctx.workspace` and `ctx.member`.
 */
export const mergeQuery = customQuery(query, forMerge);
export const mergeMutation = customMutation(mutation, forMerge);

/**
 * About the import named by the argument `import_id`. Adds `ctx.file`,
 * `ctx.workspace` and `ctx.member`.
 */
export const importQuery = customQuery(query, forImport);
export const importMutation = customMutation(mutation, forImport);

/**
 * About the export named by the argument `export_id`. Adds `ctx.contactExport`,
 * `ctx.workspace` and `ctx.member`.
 */
export const exportQuery = customQuery(query, forExport);

/**
 * About the delivery named by `audit_id`; one that is nobody's yet is absent.
 * Adds `ctx.audit` and the membership.
 */
export const deliveryQuery = customQuery(query, forDelivery);
export const deliveryMutation = customMutation(mutation, forDelivery);

/** About the replay of many named by `run_id`. Adds `ctx.run`. */
export const replayRunMutation = customMutation(mutation, forReplayRun);

/** About the lead named by `lead_id`. Adds `ctx.lead` and the membership. */
export const leadQuery = customQuery(query, forLead);
export const leadMutation = customMutation(mutation, forLead);

/** About the verdict named by `verdict_id`. Adds `ctx.verdict`. */
export const verdictMutation = customMutation(mutation, forVerdict);

/** About the lead form named by `form_id`. Adds `ctx.form`. */
export const formMutation = customMutation(mutation, forForm);

/** About the notification channel named by `channel_id`. Adds `ctx.channel`. */
export const channelQuery = customQuery(query, forChannel);
export const channelMutation = customMutation(mutation, forChannel);

/** About the notification named by `notification_id`. Adds `ctx.notification`. */
export const notificationMutation = customMutation(mutation, forNotification);

/** About the alert named by `alert_id`, of a workspace. Adds `ctx.alert`. */
export const alertMutation = customMutation(mutation, forAlert);
