/** Duplicates that need no person's judgement, for operators. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type MutationCtx,
  type QueryCtx,
} from "../_generated/server";
import { mergeByItself } from "../model/contacts/merge";
import { warnAbout } from "../model/contacts/mergeComparison";
import { currentKey } from "../model/contacts/phoneBackfill";
import { loadLiveContact } from "../model/shared/redirects";
import { loadWorkspaceScope, type Scope } from "../model/workspaces/scope";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

/** Suggestions looked at per transaction. */
const PAGE = 100;
/** Ids of one contact that are compared. */
const MAX_IDENTITIES = 50;

const vOutcome = v.union(
  /** The same number in two spellings, and nothing to mind: made one. */
  v.literal("merged"),
  /** The same number, but people should look: both customers, two owners, … */
  v.literal("left_to_people"),
  /** Only alike: not the same number, or not by now. */
  v.literal("not_exact"),
  /** Settled meanwhile. */
  v.literal("settled"),
);
type Outcome = typeof vOutcome.type;

const vReport = v.object({
  dry_run: v.boolean(),
  merged: v.number(),
  left_to_people: v.number(),
  not_exact: v.number(),
  settled: v.number(),
  /** The pairs that were, or would be, merged: the first 100. */
  pairs: v.array(
    v.object({
      contact_id: v.id("contacts"),
      other_contact_id: v.id("contacts"),
    }),
  ),
});
const MAX_PAIRS = 100;

/**
 * Merges the open suggestions of a workspace that are about one number in two
 * spellings, each in a transaction of its own; reports only, unless `dry_run` is
 * false. What people told apart, or should look at, stays. Each merge can be
 * undone.
 *
 * @throws ConvexError as `requireWorkspace`.
 */
export const mergeDuplicates = internalAction({
  args: { ...vWorkspaceRef.fields, dry_run: v.optional(v.boolean()) },
  returns: vReport,
  handler: async (ctx, { dry_run = true, ...ref }) => {
    const counts: Record<Outcome, number> = {
      merged: 0,
      left_to_people: 0,
      not_exact: 0,
      settled: 0,
    };
    const pairs: (typeof vReport.type)["pairs"] = [];
    let cursor: string | null = null;
    for (;;) {
      const page: typeof vSuggestionPage.type = await ctx.runQuery(
        internal.ops.duplicates.listOpen,
        { ...ref, cursor },
      );
      for (const { suggestion_id, ...pair } of page.rows) {
        const outcome: Outcome = await ctx.runMutation(
          internal.ops.duplicates.settle,
          { suggestion_id, dry_run },
        );
        counts[outcome] += 1;
        if (outcome === "merged" && pairs.length < MAX_PAIRS) {
          pairs.push(pair);
        }
      }
      cursor = page.cursor;
      if (page.is_done) {
        return { dry_run, ...counts, pairs };
      }
    }
  },
});

const vSuggestionPage = v.object({
  rows: v.array(
    v.object({
      suggestion_id: v.id("duplicateSuggestions"),
      contact_id: v.id("contacts"),
      other_contact_id: v.id("contacts"),
    }),
  ),
  cursor: v.string(),
  is_done: v.boolean(),
});

/** One page of a workspace's open suggestions, strongest first. */
export const listOpen = internalQuery({
  args: { ...vWorkspaceRef.fields, cursor: v.union(v.null(), v.string()) },
  returns: vSuggestionPage,
  handler: async (ctx, { cursor, ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    const page = await ctx.db
      .query("duplicateSuggestions")
      .withIndex("by_workspace_id_and_status_and_strength", (q) =>
        q.eq("workspace_id", _id).eq("status", "open"),
      )
      .order("desc")
      .paginate({ numItems: PAGE, cursor });
    return {
      rows: page.page.map((row) => ({
        suggestion_id: row._id,
        contact_id: row.contact_id,
        other_contact_id: row.other_contact_id,
      })),
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/** Merges the two of one suggestion, if they have one number. */
export const settle = internalMutation({
  args: {
    suggestion_id: v.id("duplicateSuggestions"),
    dry_run: v.boolean(),
  },
  returns: vOutcome,
  handler: async (ctx, args) => {
    const row = await ctx.db.get("duplicateSuggestions", args.suggestion_id);
    if (row?.status !== "open") {
      return "settled";
    }
    const scope = await loadWorkspaceScope(ctx, row.workspace_id);
    const [a, b] = await Promise.all([
      loadLiveContact(ctx, row.contact_id),
      loadLiveContact(ctx, row.other_contact_id),
    ]);
    if (!(await haveOneNumber(ctx, scope, a, b))) {
      return "not_exact";
    }
    if (warnAbout(a, b).length > 0) {
      return "left_to_people";
    }
    return args.dry_run ? "merged" : await mergeExact(ctx, scope, a, b);
  },
});

async function mergeExact(
  ctx: MutationCtx,
  scope: Scope,
  a: Doc<"contacts">,
  b: Doc<"contacts">,
): Promise<Outcome> {
  const merged = await mergeByItself(
    ctx,
    scope,
    { contact: a, homeId: a._id },
    { contact: b, homeId: b._id },
    "one_number",
  );
  return merged === null ? "left_to_people" : "merged";
}

/** True when a number of one is a number of the other by today's rules. */
async function haveOneNumber(
  ctx: QueryCtx,
  { workspace }: Scope,
  a: Doc<"contacts">,
  b: Doc<"contacts">,
): Promise<boolean> {
  const [ofA, ofB] = await Promise.all(
    [a, b].map(async ({ _id }) => {
      const identities = await ctx.db
        .query("contactIdentities")
        .withIndex("by_contact_id", (q) => q.eq("contact_id", _id))
        .take(MAX_IDENTITIES);
      return identities.flatMap((identity) => {
        const key = currentKey(identity, workspace.default_region);
        return key === undefined ? [] : [`${key.kind} ${key.value}`];
      });
    }),
  );
  return ofA?.some((key) => ofB?.includes(key)) ?? false;
}
