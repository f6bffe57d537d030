/**
 * Lists of contacts: each filter by itself and each sort is one range of an
 * index; several filters read the range of the one that leaves fewest rows and
 * look at the rest, a bounded number of rows a page.
 */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { ConvexError } from "convex/values";
import {
  mergedStream,
  stream,
  type QueryStream,
} from "convex-helpers/server/stream";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { matchesCriteria, type ContactSort, type Criteria } from "./filter";
import { contactRanges } from "./ranges";
import { SortedStream } from "./sortedStream";

type Contact = Doc<"contacts">;
type ContactStream = QueryStream<Contact>;

/** Largest page. */
const MAX_PAGE = 1_000;
/** Rows that one page may read: some ten milliseconds of work. */
const MAX_ROWS_READ = 2_000;
/** So many rows are read whole and sorted, where no index has filter and sort. */
const MAX_SORTED = 500;

interface Scope {
  ctx: QueryCtx;
  workspaceId: Id<"workspaces">;
  criteria: Criteria;
}

/** What follows the equal fields of a list's index. */
const ORDER_FIELDS: Record<ContactSort, string[]> = {
  activity: ["last_message_at", "_creationTime", "_id"],
  waiting: ["waiting_rank", "last_message_at", "_creationTime", "_id"],
  created: ["_creationTime", "_id"],
  name: ["sort_name", "_creationTime", "_id"],
};
const directionOf = (sort: ContactSort) => (sort === "name" ? "asc" : "desc");

/**
 * A page of contacts. It is shorter than asked for only at the end, or where
 * filters leave so few that their search had to stop; `isDone` tells.
 *
 * @throws ConvexError `invalid_cursor`
 */
export async function pageOfContacts(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  criteria: Criteria,
  sort: ContactSort,
  options: PaginationOptions,
): Promise<PaginationResult<Contact>> {
  requireCursor(options.cursor);
  requireCursor(options.endCursor ?? null);
  const contacts = await toStream({ ctx, workspaceId, criteria }, sort);
  const { numItems } = options;
  return await contacts.paginate({
    ...options,
    numItems: Math.max(1, Math.min(Math.trunc(numItems) || 1, MAX_PAGE)),
    // A page whose end is pinned reads up to it, whatever has moved since.
    maximumRowsRead:
      (options.endCursor ?? null) === null ? MAX_ROWS_READ : undefined,
  });
}

function requireCursor(cursor: string | null): void {
  if (cursor !== null && !isKey(cursor)) {
    throw new ConvexError({ code: "invalid_cursor" });
  }
}

/** A cursor is an index key as JSON; the values of these keys are plain. */
function isKey(cursor: string): boolean {
  try {
    const key: unknown = JSON.parse(cursor);
    return (
      Array.isArray(key) &&
      key.every((value) => value === null || typeof value !== "object")
    );
  } catch {
    return false;
  }
}

async function toStream(
  scope: Scope,
  sort: ContactSort,
): Promise<ContactStream> {
  const { criteria } = scope;
  const isServed =
    sort === "activity" ? criteria.waiting !== true : !isNarrow(criteria, sort);
  const few = isServed ? null : await takeFew(scope);
  if (few !== null) {
    return new SortedStream(few, directionOf(sort), ORDER_FIELDS[sort]);
  }
  return sort === "activity" ? byActivity(scope) : walk(scope, sort);
}

/** All contacts of the filter, where they are few enough to be sorted here. */
async function takeFew(scope: Scope): Promise<Contact[] | null> {
  const driver =
    scope.criteria.waiting === true
      ? walk(scope, "waiting")
      : byActivity(scope);
  const page = await driver.paginate({
    cursor: null,
    numItems: MAX_SORTED,
    maximumRowsRead: MAX_SORTED,
  });
  return page.isDone ? page.page : null;
}

/**
 * Whether a filter may leave few contacts and has an index that knows them,
 * other than the sort's own.
 */
function isNarrow(criteria: Criteria, sort: ContactSort): boolean {
  return (
    criteria.tags.length > 0 ||
    (criteria.waiting === true && sort !== "waiting") ||
    typeof criteria.ownerId === "string" ||
    criteria.optedOut === true ||
    criteria.hasNumber === false ||
    criteria.leadStatuses.length > 0 ||
    criteria.source !== undefined ||
    criteria.phoneNumberId !== undefined ||
    criteria.activity.from !== undefined
  );
}

/** Everybody in the sort's order, filtered on the way. */
function walk(
  { ctx, workspaceId, criteria }: Scope,
  sort: Exclude<ContactSort, "activity">,
): ContactStream {
  const contacts = stream(ctx.db, schema).query("contacts");
  const rows = {
    waiting: () =>
      contacts.withIndex(
        "by_workspace_id_and_merged_into_and_waiting_rank",
        (q) => {
          const live = q
            .eq("workspace_id", workspaceId)
            .eq("merged_into", undefined);
          return criteria.waiting === true
            ? live.gte("waiting_rank", -Infinity)
            : live;
        },
      ),
    created: () =>
      contacts.withIndex("by_workspace_id_and_merged_into", (q) =>
        q.eq("workspace_id", workspaceId).eq("merged_into", undefined),
      ),
    name: () =>
      contacts.withIndex("by_workspace_id_and_merged_into_and_sort_name", (q) =>
        q.eq("workspace_id", workspaceId).eq("merged_into", undefined),
      ),
  };
  const ordered = inOrder([rows[sort]().order(directionOf(sort))], sort);
  return ordered.filterWith(async (contact) =>
    matchesCriteria(contact, criteria),
  );
}

/**
 * Streams of one order as one. Its cursors hold the order's fields only: no
 * workspace that a caller could put another one for.
 */
function inOrder<Row extends NonNullable<unknown>>(
  streams: QueryStream<Row>[],
  sort: ContactSort,
): QueryStream<Row> {
  return mergedStream(streams, [...ORDER_FIELDS[sort]]);
}

/** The filter's contacts, newest activity first, by its narrowest index. */
function byActivity(scope: Scope): ContactStream {
  const { criteria } = scope;
  if (criteria.tags.length > 0) {
    return byTags(scope);
  }
  const others = { ...criteria, phoneNumberId: undefined };
  if (criteria.phoneNumberId !== undefined && !isNarrow(others, "activity")) {
    return byOurNumber(scope, criteria.phoneNumberId);
  }
  const ranges = contactRanges(scope.ctx, scope.workspaceId, criteria);
  return inOrder(ranges, "activity").filterWith(async (contact) =>
    matchesCriteria(contact, criteria),
  );
}

function byTags({ ctx, workspaceId, criteria }: Scope): ContactStream {
  const { tags, needsAllTags, activity } = criteria;
  const ranges = (needsAllTags ? tags.slice(0, 1) : tags).map((tag) =>
    stream(ctx.db, schema)
      .query("contactTags")
      .withIndex("by_workspace_id_and_tag_and_last_message_at", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("tag", tag)
          .gte("last_message_at", activity.from)
          .lte("last_message_at", activity.to),
      )
      .order("desc"),
  );
  return inOrder(ranges, "activity").map(async (row) => {
    const contact = await ctx.db.get("contacts", row.contact_id);
    // Who has several of the tags comes with the first of them.
    const isFirst = tags.find((tag) => contact?.tags.includes(tag)) === row.tag;
    return contact !== null && isFirst && matchesCriteria(contact, criteria)
      ? contact
      : null;
  });
}

/** By the newest activity on that number, which the bounds are about, too. */
function byOurNumber(
  { ctx, workspaceId, criteria }: Scope,
  phoneNumberId: string,
): ContactStream {
  const { activity } = criteria;
  const rest = { ...criteria, phoneNumberId: undefined, activity: ANY_TIME };
  const conversations = stream(ctx.db, schema)
    .query("conversations")
    .withIndex(
      "by_workspace_and_merged_and_phone_number_id_and_last_message_at",
      (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("merged_into", undefined)
          .eq("phone_number_id", phoneNumberId)
          .gte("last_message_at", activity.from ?? -Infinity)
          .lte("last_message_at", activity.to),
    )
    .order("desc");
  return inOrder([conversations], "activity").map(async (conversation) => {
    const contact = await ctx.db.get("contacts", conversation.contact_id);
    return contact !== null && matchesCriteria(contact, rest) ? contact : null;
  });
}

const ANY_TIME = { from: undefined, to: Infinity };
