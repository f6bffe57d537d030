/** Ranges of contacts that hold one filter each, newest activity first. */
import { stream, type QueryStream } from "convex-helpers/server/stream";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import type { ActivityRange, Criteria } from "./filter";

type Contact = Doc<"contacts">;
type Range = QueryStream<Contact>;
type Marketing = NonNullable<Contact["marketing"]>["status"];

/**
 * The ranges that together hold all contacts of a filter and leave out most
 * others: the filter's rarest part decides.
 */
export function contactRanges(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  criteria: Criteria,
): Range[] {
  const ranges = rangesOf(ctx, workspaceId, criteria.activity);
  const { ownerId, optedOut, hasNumber, leadStatuses, source } = criteria;
  if (typeof ownerId === "string") {
    return [ranges.ownedBy(ownerId)];
  }
  if (optedOut === true) {
    return [ranges.withMarketing("stopped")];
  }
  if (hasNumber === false) {
    return [ranges.withNumber(false)];
  }
  if (leadStatuses.length > 0) {
    return leadStatuses.map(ranges.withStatus);
  }
  if (source !== undefined) {
    return [ranges.from(source)];
  }
  return [commonRange(ranges, criteria)].flat();
}

/** Filters that most contacts pass: there is nothing rarer to read by. */
function commonRange(
  ranges: ReturnType<typeof rangesOf>,
  { ownerId, waiting, hasNumber, optedOut }: Criteria,
): Range | Range[] {
  if (ownerId === null) {
    return ranges.ownedBy(undefined);
  }
  if (waiting === false) {
    return ranges.notWaiting();
  }
  if (hasNumber === true) {
    return ranges.withNumber(true);
  }
  if (optedOut === false) {
    return [ranges.withMarketing(undefined), ranges.withMarketing("resumed")];
  }
  return ranges.all();
}

function rangesOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { from, to }: ActivityRange,
) {
  const contacts = stream(ctx.db, schema).query("contacts");
  return {
    all: (): Range =>
      contacts
        .withIndex("by_workspace_id_and_merged_into_and_last_message_at", (q) =>
          q
            .eq("workspace_id", workspaceId)
            .eq("merged_into", undefined)
            .gte("last_message_at", from)
            .lte("last_message_at", to),
        )
        .order("desc"),
    withStatus: (status: Contact["lead_status"]): Range =>
      contacts
        .withIndex(
          "by_workspace_id_and_merged_and_lead_status_and_last_message_at",
          (q) =>
            q
              .eq("workspace_id", workspaceId)
              .eq("merged_into", undefined)
              .eq("lead_status", status)
              .gte("last_message_at", from)
              .lte("last_message_at", to),
        )
        .order("desc"),
    ownedBy: (userId: Contact["owner_id"]): Range =>
      contacts
        .withIndex(
          "by_workspace_id_and_merged_into_and_owner_id_and_last_message_at",
          (q) =>
            q
              .eq("workspace_id", workspaceId)
              .eq("merged_into", undefined)
              .eq("owner_id", userId)
              .gte("last_message_at", from)
              .lte("last_message_at", to),
        )
        .order("desc"),
    from: (source: Contact["source"]): Range =>
      contacts
        .withIndex(
          "by_workspace_id_and_merged_into_and_source_and_last_message_at",
          (q) =>
            q
              .eq("workspace_id", workspaceId)
              .eq("merged_into", undefined)
              .eq("source", source)
              .gte("last_message_at", from)
              .lte("last_message_at", to),
        )
        .order("desc"),
    withNumber: (hasNumber: boolean): Range =>
      contacts
        .withIndex(
          "by_workspace_id_and_merged_and_has_number_and_last_message_at",
          (q) =>
            q
              .eq("workspace_id", workspaceId)
              .eq("merged_into", undefined)
              .eq("has_number", hasNumber)
              .gte("last_message_at", from)
              .lte("last_message_at", to),
        )
        .order("desc"),
    withMarketing: (status: Marketing | undefined): Range =>
      contacts
        .withIndex(
          "by_workspace_id_and_merged_and_marketing_and_last_message_at",
          (q) =>
            q
              .eq("workspace_id", workspaceId)
              .eq("merged_into", undefined)
              .eq("marketing.status", status)
              .gte("last_message_at", from)
              .lte("last_message_at", to),
        )
        .order("desc"),
    notWaiting: (): Range =>
      contacts
        .withIndex("by_workspace_id_and_merged_into_and_waiting_rank", (q) =>
          q
            .eq("workspace_id", workspaceId)
            .eq("merged_into", undefined)
            .eq("waiting_rank", undefined)
            .gte("last_message_at", from)
            .lte("last_message_at", to),
        )
        .order("desc"),
  };
}
