/** The filters of the list, in the URL, in a query and in a saved view. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contactSearchSchema,
  countFilters,
  isSameList,
  searchOfView,
  toFilter,
} from "../../../web/src/screens/contacts/search";
import { CONTACT_SOURCES } from "../../../src/lib/crm/contactSource";
import { LEAD_STATUSES } from "../../../src/lib/crm/leadStatus";
import { DAY_MS } from "../../../src/lib/time/units";

/** All that a saved view keeps. */
const anySearch = fc.record(
  {
    status: fc.subarray([...LEAD_STATUSES], { minLength: 1 }),
    tags: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 64 }), {
      minLength: 1,
    }),
    owner: fc.constantFrom("mine", "none"),
    waiting: fc.constant(true as const),
    source: fc.constantFrom(...CONTACT_SOURCES),
    number: fc.boolean(),
    optedOut: fc.constant(true as const),
    via: fc.constantFrom("100000000000017", "100000000000018"),
  },
  { requiredKeys: [] },
);

describe("a search", () => {
  it("is the same after it was saved as a view", () => {
    fc.assert(
      fc.property(anySearch, (search) => {
        const back = searchOfView({ filter: toFilter(search, 0) });
        expect(isSameList(back, search)).toBe(true);
        expect(countFilters(back)).toBe(Object.keys(search).length);
      }),
    );
  });

  it("narrows the list by everything that it names", () => {
    fc.assert(
      fc.property(anySearch, (search) => {
        expect(Object.keys(toFilter(search, 0))).toHaveLength(
          Object.keys(search).length,
        );
      }),
    );
    expect(toFilter({ days: 7 }, 10 * DAY_MS)).toEqual({
      activity_since: 3 * DAY_MS,
    });
  });

  it.each([
    [["grosir"], 1, undefined],
    [["grosir", "eceran"], 1, "all"],
  ] as const)("asks for all of %j as one filter", (tags, count, match) => {
    const search = { tags: [...tags], tagsMatch: "all" as const };
    const filter = toFilter(search, 0);
    expect(filter.tags_match).toBe(match);
    expect(countFilters(search)).toBe(count);
    expect(searchOfView({ filter }).tagsMatch).toBe(match);
    expect(toFilter({ tags: [...tags] }, 0)).not.toHaveProperty("tags_match");
  });

  it("reads views that were saved with one tag as all of theirs", () => {
    const filter = { tag: "grosir", tags: ["eceran"] };
    expect(searchOfView({ filter })).toEqual({
      tags: ["grosir", "eceran"],
      tagsMatch: "all",
    });
  });

  it("drops what it does not know", () => {
    const read = contactSearchSchema.parse({
      ...{ status: ["boss"], days: 3, source: "fax", number: "maybe", zzz: 1 },
      ...{ tagsMatch: "some", via: 17 },
      waiting: true,
    });
    expect(JSON.parse(JSON.stringify(read))).toEqual({ waiting: true });
  });
});
