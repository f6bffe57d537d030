/** What follows from a contact's own fields and is stored with them. Pure. */
import type { WithoutSystemFields } from "convex/server";
import { searchTermsOf, sortNameOf } from "../../../src/lib/crm/searchTerms";
import type { Doc } from "../../_generated/dataModel";

type Fields = WithoutSystemFields<Doc<"contacts">>;
type Derived = Pick<
  Fields,
  "search_terms" | "sort_name" | "has_number" | "waiting_rank"
>;

/** What search terms are made of. */
const SOURCES_OF_TERMS = [
  "name",
  "username",
  "email",
  "tags",
  "phone",
  "phone_normalized",
  "phone_reversed",
] as const;

/**
 * The derived fields after a change. Terms that stay the same stay the same
 * array, so that nothing is written for them.
 *
 * @param before what is stored; null for a new contact
 */
export function deriveFields(before: Fields | null, after: Fields): Derived {
  const isSearchedAsBefore =
    before?.search_terms !== undefined &&
    SOURCES_OF_TERMS.every((field) => before[field] === after[field]);
  return {
    search_terms: isSearchedAsBefore
      ? before.search_terms
      : keepEqual(before?.search_terms, searchTermsOf(after)),
    sort_name: sortNameOf(after),
    has_number: after.phone !== undefined,
    waiting_rank:
      after.waiting_since === undefined ? undefined : -after.waiting_since,
  };
}

/** The stored array where the new one holds the same. */
export function keepEqual(
  before: string[] | undefined,
  after: string[],
): string[] {
  const isEqual =
    before?.length === after.length &&
    before.every((term, at) => term === after[at]);
  return isEqual ? before : after;
}
