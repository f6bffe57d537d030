/** Ranges of contacts that hold one filter each, newest activity first. */
import { stream, type QueryStream } from "convex-helpers/server/stream";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import type { ActivityRange, Criteria } from "./filter";

type Contact = Doc<"contacts">;
type Range = QueryStream<Contact>;
type Marketing = NonNullable<Contact["marketing"]>["status"];

interface Scope {
  ctx: QueryCtx;
  workspaceId: Id<"workspaces">;
  activity: ActivityRange;
}

/**
 * The ranges that together hold all contacts of a filter and leave out most
 * others: the filter's rarest part decides.
 */
export function contactRanges(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  criteria: Criteria,
): Range[] {
  const { activity, ownerId, optedOut, hasNumber, leadStatuses, source } =
    criteria;
  const scope: Scope = { ctx, workspaceId, activity };
  if (typeof ownerId === "string") {
    return [ownedBy(scope, ownerId)];
  }
  if (optedOut === true) {
    return [withMarketing(scope, "stopped")];
  }
  if (hasNumber === false) {
    return [withNumber(scope, false)];
  }
  if (leadStatuses.length > 0) {
    return leadStatuses.map((status) => withStatus(scope, status));
  }
  if (source !== undefined) {
    return [from(scope, source)];
  }
  return commonRanges(scope, criteria);
}

/** Filters that most contacts pass: there is nothing rarer to read by. */
function commonRanges(
  scope: Scope,
  { ownerId, waiting, hasNumber, optedOut }: Criteria,
): Range[] {
  if (ownerId === null) {
    return [ownedBy(scope, undefined)];
  }
  if (waiting === false) {
    return [notWaiting(scope)];
  }
  if (hasNumber === true) {
    return [withNumber(scope, true)];
  }
  if (optedOut === false) {
    return [withMarketing(scope, undefined), withMarketing(scope, "resumed")];
  }
  return [all(scope)];
}

const contactsOf = ({ ctx }: Scope) => stream(ctx.db, schema).query("contacts");

const all = (scope: Scope): Range =>
  contactsOf(scope)
    .withIndex("by_workspace_id_and_merged_into_and_last_message_at", (q) =>
      q
        .eq("workspace_id", scope.workspaceId)
        .eq("merged_into", undefined)
        .gte("last_message_at", scope.activity.from)
        .lte("last_message_at", scope.activity.to),
    )
    .order("desc");

const withStatus = (scope: Scope, status: Contact["lead_status"]): Range =>
  contactsOf(scope)
    .withIndex(
      "by_workspace_id_and_merged_and_lead_status_and_last_message_at",
      (q) =>
        q
          .eq("workspace_id", scope.workspaceId)
          .eq("merged_into", undefined)
          .eq("lead_status", status)
          .gte("last_message_at", scope.activity.from)
          .lte("last_message_at", scope.activity.to),
    )
    .order("desc");

const ownedBy = (scope: Scope, userId: Contact["owner_id"]): Range =>
  contactsOf(scope)
    .withIndex(
      "by_workspace_id_and_merged_into_and_owner_id_and_last_message_at",
      (q) =>
        q
          .eq("workspace_id", scope.workspaceId)
          .eq("merged_into", undefined)
          .eq("owner_id", userId)
          .gte("last_message_at", scope.activity.from)
          .lte("last_message_at", scope.activity.to),
    )
    .order("desc");

const from = (scope: Scope, source: Contact["source"]): Range =>
  contactsOf(scope)
    .withIndex(
      "by_workspace_id_and_merged_into_and_source_and_last_message_at",
      (q) =>
        q
          .eq("workspace_id", scope.workspaceId)
          .eq("merged_into", undefined)
          .eq("source", source)
          .gte("last_message_at", scope.activity.from)
          .lte("last_message_at", scope.activity.to),
    )
    .order("desc");

const withNumber = (scope: Scope, hasNumber: boolean): Range =>
  contactsOf(scope)
    .withIndex(
      "by_workspace_id_and_merged_and_has_number_and_last_message_at",
      (q) =>
        q
          .eq("workspace_id", scope.workspaceId)
          .eq("merged_into", undefined)
          .eq("has_number", hasNumber)
          .gte("last_message_at", scope.activity.from)
          .lte("last_message_at", scope.activity.to),
    )
    .order("desc");

const withMarketing = (scope: Scope, status: Marketing | undefined): Range =>
  contactsOf(scope)
    .withIndex(
      "by_workspace_id_and_merged_and_marketing_and_last_message_at",
      (q) =>
        q
          .eq("workspace_id", scope.workspaceId)
          .eq("merged_into", undefined)
          .eq("marketing.status", status)
          .gte("last_message_at", scope.activity.from)
          .lte("last_message_at", scope.activity.to),
    )
    .order("desc");

const notWaiting = (scope: Scope): Range =>
  contactsOf(scope)
    .withIndex("by_workspace_id_and_merged_into_and_waiting_rank", (q) =>
      q
        .eq("workspace_id", scope.workspaceId)
        .eq("merged_into", undefined)
        .eq("waiting_rank", undefined)
        .gte("last_message_at", scope.activity.from)
        .lte("last_message_at", scope.activity.to),
    )
    .order("desc");
