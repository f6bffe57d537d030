/** Which contacts a list, a count or a saved view is about. */
import { ConvexError, v, type Infer } from "convex/values";
import { vContactSource } from "../../../src/lib/crm/contactSource";
import type { Doc } from "../../_generated/dataModel";
import { vUserId, type UserId } from "../users/tables";
import { vLeadStatus } from "./leadStatus";

/** Tags or statuses that one filter may name: each is a range of its own. */
const MAX_ALTERNATIVES = 20;

const contactFields = {
  /** One status, or any of several. */
  lead_status: v.optional(v.union(vLeadStatus, v.array(vLeadStatus))),
  /** One tag; the same as `tags` with one. */
  tag: v.optional(v.string()),
  tags: v.optional(v.array(v.string())),
  /** Whether a contact has one of the tags or all; any unless given. */
  tags_match: v.optional(v.union(v.literal("any"), v.literal("all"))),
  /** "mine", "none", or a member's user id. */
  owner_id: v.optional(v.union(v.literal("mine"), v.literal("none"), vUserId)),
  /** Whether somebody of ours owes an answer. */
  waiting: v.optional(v.boolean()),
  source: v.optional(vContactSource),
  has_number: v.optional(v.boolean()),
  /** Whether they stopped marketing. */
  opted_out: v.optional(v.boolean()),
  /** Our number that they have a conversation on. */
  phone_number_id: v.optional(v.string()),
  /** Newest activity at or after this time, ms UTC. */
  activity_since: v.optional(v.number()),
  /** Newest activity at or before this time: a list that holds still. */
  active_before: v.optional(v.number()),
  /** Newest activity after this time: what came since. */
  active_after: v.optional(v.number()),
};
export const vContactFilter = v.object(contactFields);
export type ContactFilter = Infer<typeof vContactFilter>;

export const vContactSort = v.union(
  /** Newest activity first; who never wrote comes last. */
  v.literal("activity"),
  /** Longest waiting first, then the others by activity. */
  v.literal("waiting"),
  /** Newest contacts first. */
  v.literal("created"),
  /** By name without accents and case; nameless last. */
  v.literal("name"),
);
export type ContactSort = Infer<typeof vContactSort>;

type LeadStatus = Doc<"contacts">["lead_status"];

/** A filter read for one member. */
export interface Criteria {
  /** Empty for all. */
  leadStatuses: LeadStatus[];
  /** Empty for all. */
  tags: string[];
  needsAllTags: boolean;
  /** Null for contacts of nobody. */
  ownerId: UserId | null | undefined;
  waiting: boolean | undefined;
  source: Doc<"contacts">["source"] | undefined;
  hasNumber: boolean | undefined;
  optedOut: boolean | undefined;
  phoneNumberId: string | undefined;
  activity: ActivityRange;
}

/** Bounds of the newest activity, both included; `from` absent takes "never". */
export interface ActivityRange {
  from: number | undefined;
  to: number;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/**
 * @param userId whose "mine" is
 * @throws ConvexError `invalid_filter` with too many tags or statuses.
 */
export function readFilter(filter: ContactFilter, userId?: UserId): Criteria {
  const { lead_status: status = [], owner_id: owner } = filter;
  const leadStatuses = unique(Array.isArray(status) ? status : [status]);
  const tags = unique([
    ...(filter.tag === undefined ? [] : [filter.tag]),
    ...(filter.tags ?? []),
  ]);
  if (Math.max(leadStatuses.length, tags.length) > MAX_ALTERNATIVES) {
    throw new ConvexError({ code: "invalid_filter" });
  }
  return {
    leadStatuses,
    tags,
    needsAllTags: filter.tags_match === "all" || filter.tag !== undefined,
    ownerId: owner === "mine" ? userId : owner === "none" ? null : owner,
    waiting: filter.waiting,
    source: filter.source,
    hasNumber: filter.has_number,
    optedOut: filter.opted_out,
    phoneNumberId: filter.phone_number_id,
    activity: readActivity(filter),
  };
}

function readActivity(filter: ContactFilter): ActivityRange {
  const { active_after: after, activity_since: since } = filter;
  // Times are whole milliseconds: "after" is "from the next one on".
  const lower = [
    since,
    after === undefined ? undefined : Math.floor(after) + 1,
  ];
  const bounds = lower.filter((bound) => bound !== undefined);
  return {
    from: bounds.length > 0 ? Math.max(...bounds) : undefined,
    to: filter.active_before ?? Infinity,
  };
}

/** True for a contact that a filter takes. */
export function matchesCriteria(
  contact: Doc<"contacts">,
  criteria: Criteria,
): boolean {
  const is = <T>(wanted: T | undefined, value: T) =>
    wanted === undefined || wanted === value;
  return (
    isWithin(contact.last_message_at, criteria.activity) &&
    is(criteria.ownerId, contact.owner_id ?? null) &&
    is(criteria.waiting, contact.waiting_since !== undefined) &&
    is(criteria.source, contact.source) &&
    is(criteria.hasNumber, contact.phone !== undefined) &&
    is(criteria.optedOut, contact.marketing?.status === "stopped") &&
    hasStatus(contact, criteria) &&
    hasTags(contact, criteria) &&
    (criteria.phoneNumberId === undefined ||
      contact.phone_number_ids?.includes(criteria.phoneNumberId) === true)
  );
}

function isWithin(at: number | undefined, { from, to }: ActivityRange) {
  return at === undefined ? from === undefined : at >= (from ?? at) && at <= to;
}

function hasStatus(contact: Doc<"contacts">, { leadStatuses }: Criteria) {
  return (
    leadStatuses.length === 0 || leadStatuses.includes(contact.lead_status)
  );
}

function hasTags(contact: Doc<"contacts">, { tags, needsAllTags }: Criteria) {
  const has = (tag: string) => contact.tags.includes(tag);
  return tags.length === 0 || (needsAllTags ? tags.every(has) : tags.some(has));
}
