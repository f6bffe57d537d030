/** What a digest run reads: its frame, its window of messages, the people in it. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { labelOf } from "../../src/lib/crm/preview";
import { languageOfRegion } from "../../src/lib/digest/types";
import type { Doc } from "../_generated/dataModel";
import { internalQuery, type QueryCtx } from "../_generated/server";
import { findBase, MAX_KEPT_PAGES } from "../model/digests/runs";
import { loadLastBullets } from "../model/digests/lastBullets";
import {
  vDigestLanguage,
  vDigestTrigger,
  vKeptPage,
  vOpenConversation,
} from "../model/digests/tables";
import { vDirection } from "../../src/lib/crm/events";

const vFrame = v.object({
  workspace_id: v.id("workspaces"),
  region: v.string(),
  timezone: v.string(),
  language: vDigestLanguage,
  plan: v.union(v.literal("free"), v.literal("paid")),
  trigger: vDigestTrigger,
  local_date: v.string(),
  due_at: v.number(),
  claimed_at: v.number(),
  attempts: v.number(),
  call_attempts: v.number(),
  first_call_at: v.optional(v.number()),
  after: v.optional(v.int64()),
  /** When the last digest was made. */
  after_at: v.optional(v.number()),
  up_to: v.int64(),
  open_threads: v.array(vOpenConversation),
  /** How many waited at the last digest. */
  waiting_before: v.number(),
  /** No model is to see anything of this workspace. */
  is_model_off: v.boolean(),
  /** Bullets of the digest before, so that none is told twice. */
  last_bullets: v.array(v.string()),
  /** Answers that are paid for. */
  pages: v.array(vKeptPage),
});
export type RunFrame = typeof vFrame.type;

/** A run as its action needs it; null once it has ended. */
export const frame = internalQuery({
  args: { run_id: v.id("digestRuns") },
  returns: v.union(v.null(), vFrame),
  handler: async (ctx, args) => {
    const run = await ctx.db.get("digestRuns", args.run_id);
    if (run === null || run.finished_at !== undefined) {
      return null;
    }
    const workspace = await ctx.db.get("workspaces", run.workspace_id);
    if (workspace === null) {
      return null;
    }
    const last = await findBase(ctx, run);
    const pages = await ctx.db
      .query("digestPages")
      .withIndex("by_run_id_and_page", (q) => q.eq("run_id", run._id))
      .take(MAX_KEPT_PAGES);
    return {
      workspace_id: workspace._id,
      region: workspace.default_region,
      timezone: workspace.timezone,
      language: languageOfRegion(workspace.default_region),
      plan: workspace.plan,
      trigger: run.trigger,
      local_date: run.local_date,
      due_at: run.due_at,
      claimed_at: run.claimed_at,
      attempts: run.attempts,
      call_attempts: run.call_attempts,
      first_call_at: run.first_call_at,
      // Where the last digest ends now: another run may have told meanwhile.
      after: last?.watermark,
      up_to: run.up_to,
      after_at: last?.created_at,
      open_threads: last?.open_threads ?? [],
      waiting_before: last?.counts.waiting ?? 0,
      is_model_off: workspace.digest_model_off === true,
      last_bullets: await loadLastBullets(ctx, last?.bullets ?? []),
      pages: pages.map(({ _id, _creationTime, run_id, ...kept }) => kept),
    };
  },
});

export const vWindowMessage = v.object({
  id: v.id("messages"),
  conversation_id: v.id("conversations"),
  direction: vDirection,
  /** What it is when it is no text; see labelOf. */
  label: v.string(),
  text: v.string(),
  sent_at: v.number(),
  mark: v.int64(),
});
export type WindowMessage = typeof vWindowMessage.type;

/** The run's messages, newest first; nothing that its author deleted. */
export const window = internalQuery({
  args: {
    workspace_id: v.id("workspaces"),
    after: v.optional(v.int64()),
    up_to: v.int64(),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vWindowMessage),
  handler: async (ctx, args) => {
    const result = await ctx.db
      .query("messages")
      .withIndex("by_workspace_id_and_committed_at", (q) =>
        q
          .eq("workspace_id", args.workspace_id)
          .gt("committed_at", args.after ?? 0n)
          .lte("committed_at", args.up_to),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    const page = result.page
      .filter(({ revoked_at }) => revoked_at === undefined)
      .map(toWindowMessage);
    return { ...result, page };
  },
});

export function toWindowMessage(message: Doc<"messages">): WindowMessage {
  return {
    id: message._id,
    conversation_id: message.conversation_id,
    direction: message.direction,
    label: labelOf(message),
    text: message.text ?? "",
    sent_at: message.sent_at,
    mark: markOf(message.committed_at),
  };
}

/** A commit's own placeholder is visible to that transaction only. */
function markOf(mark: Doc<"messages">["committed_at"]): bigint {
  if (typeof mark !== "bigint") {
    throw new Error("a message that is read was committed -- invariant");
  }
  return mark;
}

/** Who people are, to take it out of what they wrote. Never sent anywhere. */
export const people = internalQuery({
  args: {
    workspace_id: v.id("workspaces"),
    conversation_ids: v.array(v.string()),
  },
  returns: v.object({
    /** Each with the conversation that it belongs to. */
    names: v.array(v.object({ conversation_id: v.string(), name: v.string() })),
    phones: v.array(v.string()),
    handles: v.array(v.string()),
  }),
  handler: async (ctx, args) => {
    const contacts = await Promise.all(
      args.conversation_ids.map((id) => findContact(ctx, id)),
    );
    const known = contacts.filter(
      (contact) => contact?.workspace_id === args.workspace_id,
    );
    const pick = (...values: (string | undefined)[]) =>
      values.filter((value) => value !== undefined);
    return {
      names: contacts.flatMap((contact, i) =>
        contact?.workspace_id === args.workspace_id
          ? pick(contact.name).map((name) => ({
              conversation_id: args.conversation_ids[i] ?? "",
              name,
            }))
          : [],
      ),
      phones: known.flatMap((contact) =>
        pick(contact?.phone, contact?.phone_normalized),
      ),
      handles: known.flatMap((contact) => pick(contact?.username)),
    };
  },
});

async function findContact(
  ctx: QueryCtx,
  conversationId: string,
): Promise<Doc<"contacts"> | null> {
  const id = ctx.db.normalizeId("conversations", conversationId);
  const conversation =
    id === null ? null : await ctx.db.get("conversations", id);
  return conversation === null
    ? null
    : await ctx.db.get("contacts", conversation.contact_id);
}
