/** The state of the contacts screen, as it stands in the URL. */
import type { FunctionReturnType } from "convex/server";
import * as z from "zod/mini";
import type { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import {
  CONTACT_SOURCES,
  type ContactSource,
} from "../../../../src/lib/crm/contactSource";
import {
  LEAD_STATUSES,
  type LeadStatus,
} from "../../../../src/lib/crm/leadStatus";
import { DAY_MS } from "../../../../src/lib/time/units";
import { isId } from "../../data/guards";

export const SORTS = ["activity", "waiting", "created", "name"] as const;
export type Sort = (typeof SORTS)[number];
/** Newest message within so many days. */
export const SPANS = [1, 7, 30, 90] as const;

const dropped = <T extends z.core.SomeType>(schema: T) =>
  z.catch(z.optional(schema), undefined);

/** What is unknown is dropped: an old link still opens. */
export const contactSearchSchema = z.object({
  status: dropped(z.array(z.enum(LEAD_STATUSES))),
  tags: dropped(z.array(z.string().check(z.maxLength(64)))),
  /** Who has all of the tags; without it, any of them. */
  tagsMatch: dropped(z.literal("all")),
  owner: dropped(z.string().check(z.maxLength(64))),
  waiting: dropped(z.literal(true)),
  days: dropped(z.literal([...SPANS])),
  source: dropped(z.enum(CONTACT_SOURCES)),
  /** Whether they share their number. */
  number: dropped(z.boolean()),
  /** Who stopped marketing. */
  optedOut: dropped(z.literal(true)),
  /** Our number that they write to, by Meta's id. */
  via: dropped(z.string().check(z.maxLength(64))),
  sort: dropped(z.enum(SORTS)),
  /** The contact in the sheet beside the list. */
  open: dropped(z.string().check(z.maxLength(64))),
});
export type ContactSearch = z.infer<typeof contactSearchSchema>;

export type SavedView = FunctionReturnType<typeof api.views.list>[number];
type SavedFilter = SavedView["filter"];

export interface ListFilter {
  lead_status?: LeadStatus[];
  tags?: string[];
  tags_match?: "any" | "all";
  owner_id?: "mine" | "none" | Id<"users">;
  waiting?: boolean;
  source?: ContactSource;
  has_number?: boolean;
  opted_out?: boolean;
  phone_number_id?: string;
  activity_since?: number;
}

function ownerOf(owner: string | undefined): ListFilter["owner_id"] {
  if (owner === "mine" || owner === "none") {
    return owner;
  }
  return owner !== undefined && isId("users", owner) ? owner : undefined;
}

/** Whether who is shown has all of several tags. */
export const needsAllTags = ({ tags = [], tagsMatch }: ContactSearch) =>
  tags.length > 1 && tagsMatch === "all";

/**
 * The filter that the list is asked with.
 *
 * @param asOf the moment that the list holds still at: days count back from it
 */
export function toFilter(search: ContactSearch, asOf: number): ListFilter {
  const { status, tags = [], owner, waiting, days, source, number } = search;
  const { optedOut, via } = search;
  const ownerId = ownerOf(owner);
  return {
    ...(status && status.length > 0 && { lead_status: status }),
    ...(tags.length > 0 && { tags }),
    ...(needsAllTags(search) && { tags_match: "all" as const }),
    ...(ownerId && { owner_id: ownerId }),
    ...(waiting && { waiting }),
    ...(source && { source }),
    ...(number !== undefined && { has_number: number }),
    ...(optedOut && { opted_out: optedOut }),
    ...(via && { phone_number_id: via }),
    ...(days && { activity_since: asOf - days * DAY_MS }),
  };
}

/** What the list shows, whatever is open beside it. */
export function listPartOf({ open: _open, ...list }: ContactSearch) {
  return list;
}

/** How many filters are on. */
export function countFilters(search: ContactSearch): number {
  const { sort: _sort, tagsMatch: _match, ...filters } = listPartOf(search);
  return Object.values(filters).filter((value) => value !== undefined).length;
}

/**
 * A saved view's filter as the URL has it. A span of days is no part of a view:
 * it would be one of the day on which the view was saved.
 */
export function searchOfView({
  filter,
  sort,
}: {
  filter: Pick<
    SavedFilter,
    | "lead_status"
    | "tags"
    | "owner_id"
    | "waiting"
    | "tag"
    | "tags_match"
    | "phone_number_id"
    | "source"
    | "has_number"
    | "opted_out"
  >;
  sort?: Sort | undefined;
}): ContactSearch {
  const { lead_status: status, tag, tags = [], owner_id, waiting } = filter;
  const {
    source,
    has_number: number,
    opted_out,
    phone_number_id: via,
  } = filter;
  const all = tag === undefined ? tags : [tag, ...tags];
  const needsAll = tag !== undefined || filter.tags_match === "all";
  return {
    ...(status && { status: Array.isArray(status) ? status : [status] }),
    ...(all.length > 0 && { tags: all }),
    ...(all.length > 1 && needsAll && { tagsMatch: "all" as const }),
    ...(owner_id && { owner: owner_id }),
    ...(waiting === true && { waiting }),
    ...(source && { source }),
    ...(number !== undefined && { number }),
    ...(opted_out === true && { optedOut: opted_out }),
    ...(via !== undefined && { via }),
    ...(sort && { sort }),
  };
}

/** Whether two searches show the same list. */
export function isSameList(a: ContactSearch, b: ContactSearch): boolean {
  const parts = (search: ContactSearch) =>
    JSON.stringify(
      Object.entries(listPartOf(search))
        .filter(([, value]) => value !== undefined)
        .toSorted(([x], [y]) => (x < y ? -1 : 1)),
    );
  return parts(a) === parts(b);
}
