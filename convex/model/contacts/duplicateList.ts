/** Suspected duplicates as people see them, and what they say about them. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import type { UserId } from "../users/tables";
import type { Scope } from "../workspaces/scope";
import {
  areKeptApart,
  askAgain,
  keepApart as remember,
  openSuggestionsOf,
  reasonsOf,
} from "./duplicates";
import { SUGGESTION_REASONS, vSuggestionReason } from "./mergeTables";
import { loadPerson, vPerson } from "./person";

export const vDuplicate = v.object({
  suggestion_id: v.id("duplicateSuggestions"),
  contact: vPerson,
  other: vPerson,
  /** Strongest first. */
  reasons: v.array(vSuggestionReason),
  is_strong: v.boolean(),
  created_at: v.number(),
  ...schema.doc("duplicateSuggestions").pick("kept_at", "kept_by").fields,
});

/** Ids of the person said so; the others are a guess. */
const WEAK_REASONS: readonly string[] = SUGGESTION_REASONS.slice(-2);

async function toDuplicate(
  ctx: QueryCtx,
  row: Doc<"duplicateSuggestions">,
  region: string,
): Promise<typeof vDuplicate.type> {
  const [contact, other] = await Promise.all([
    loadPerson(ctx, row.contact_id, region),
    loadPerson(ctx, row.other_contact_id, region),
  ]);
  return {
    suggestion_id: row._id,
    contact,
    other,
    reasons: reasonsOf(row),
    is_strong: !WEAK_REASONS.includes(row.reason),
    created_at: row.created_at,
    kept_at: row.kept_at,
    kept_by: row.kept_by,
  };
}

/** One page of pairs, strongest reason first. */
export async function pageOfDuplicates(
  ctx: QueryCtx,
  { _id: workspaceId, default_region }: Doc<"workspaces">,
  status: "open" | "kept",
  paginationOpts: PaginationOptions,
): Promise<PaginationResult<typeof vDuplicate.type>> {
  const page = await ctx.db
    .query("duplicateSuggestions")
    .withIndex("by_workspace_id_and_status_and_strength", (q) =>
      q.eq("workspace_id", workspaceId).eq("status", status),
    )
    .order("desc")
    .paginate(paginationOpts);
  const rows = page.page.map((row) => toDuplicate(ctx, row, default_region));
  return { ...page, page: await Promise.all(rows) };
}

/** A few are told of; who has more is asked about one after the other. */
const MAX_OF_ONE = 20;

/** The open pairs that a contact is in, strongest reason first. */
export async function duplicatesOf(
  ctx: QueryCtx,
  { _id }: Doc<"contacts">,
  { default_region }: Doc<"workspaces">,
): Promise<(typeof vDuplicate.type)[]> {
  const rows = (await openSuggestionsOf(ctx, _id)).slice(0, MAX_OF_ONE);
  return await Promise.all(
    rows.map((row) => toDuplicate(ctx, row, default_region)),
  );
}

/** Remembers that two contacts are two people, or takes that back. */
export async function keepApart(
  ctx: MutationCtx,
  scope: Scope,
  [contact, other]: readonly [Doc<"contacts">, Doc<"contacts">],
  isApart: boolean,
  by: UserId,
): Promise<{ was_apart: boolean }> {
  const ids = [contact._id, other._id] as const;
  const was_apart = await areKeptApart(ctx, ...ids);
  if (!isApart) {
    await askAgain(ctx, ...ids);
  } else if (!was_apart) {
    await remember(ctx, scope, ids, by);
  }
  return { was_apart };
}
