/**
 * Search over many contacts: the newest of the best kind of match, whether few
 * match, many a day, or many over many days.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import {
  activityEra,
  activityPeriod,
} from "../../../../convex/model/contacts/rows";
import { searchTermsOf } from "../../../../src/lib/crm/searchTerms";
import { DAY_MS } from "../../../../src/lib/time/units";
import { NOON } from "../../../support/contactArbitrary";
import { useConvexEnvironment } from "../../../support/environment";
import { setupDemo, type TestConvex } from "../../../support/setup";
import type { Caller } from "../../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, asOwner, workspaceId } = await setupDemo());
});

interface Named {
  name: string;
  /** Absent for who never wrote. */
  at?: number;
}

/** As the write of a contact leaves them, without the counts: there are many. */
async function store(people: Named[]): Promise<void> {
  await t.run(async (ctx) => {
    for (const { name, at } of people) {
      const search_terms = searchTermsOf({ name, tags: [] });
      const contact_id = await ctx.db.insert("contacts", {
        workspace_id: workspaceId,
        name,
        search_terms,
        lead_status: "none",
        tags: [],
        source: "whatsapp",
        message_count: 1,
        field_sources: {},
        last_message_at: at,
      });
      for (const term of search_terms) {
        await ctx.db.insert("contactTerms", {
          workspace_id: workspaceId,
          term,
          contact_id,
          active_period: activityPeriod(at),
          active_era: activityEra(activityPeriod(at)),
        });
      }
    }
  });
}

const search = async (query: string, limit: number) => {
  const found = await asOwner.query(api.contacts.search, {
    workspace_id: workspaceId,
    query,
    limit,
  });
  return found.map((row) => row.name);
};

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

/** The newest first, as a search should give them. */
const newest = (people: Named[], limit: number) =>
  people
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))
    .slice(0, limit)
    .map(({ name }) => name);

/** Steps by a prime: the order of storing is not the order of activity. */
const shuffled = (at: number, count: number) => (at * 7_919) % count;

describe("the newest of those who match", () => {
  it.each([
    ["few", 30, DAY_MS],
    ["many over many days", 700, DAY_MS / 10],
    ["many in one period", 900, 1_000],
  ])("are found among %s", async (_, count, step) => {
    const people = range(count).map((at) => ({
      name: `Sari ${at}x`,
      at: NOON + shuffled(at, count) * step,
    }));
    const others = range(100).map((at) => ({
      name: `Budi ${at}`,
      at: NOON + count * step + at,
    }));
    await store([...people, ...others]);
    for (const query of ["sari", "sa", "s"]) {
      expect([query, await search(query, 5)]).toEqual([
        query,
        newest(people, 5),
      ]);
    }
    expect(await search("sari 17x", 5)).toEqual(["Sari 17x"]);
    expect(await search("17x sari", 5)).toEqual(["Sari 17x"]);
  });

  it("are found among many who never wrote", async () => {
    const people = range(900).map((at) => ({ name: `Sari ${at}x` }));
    const talks = { name: "Sari Ayu", at: NOON };
    await store([...people, talks, { name: "Budi", at: NOON + DAY_MS }]);
    const found = await search("sar", 5);
    expect(found[0]).toBe("Sari Ayu");
    expect(new Set(found).size).toBe(5);
    expect(await search("budi", 5)).toEqual(["Budi"]);
  });

  it("come after those who have the very word, however old", async () => {
    const people = range(450).map((at) => ({
      name: `Anita ${at}`,
      at: NOON + at * DAY_MS,
    }));
    await store([{ name: "Ani", at: NOON - DAY_MS }, ...people]);
    expect(await search("ani", 3)).toEqual(["Ani", "Anita 449", "Anita 448"]);
  });
});

describe("several words", () => {
  it("are found in any order with others between them", async () => {
    await store([
      { name: "Sari Dewi Kusuma Putri", at: NOON },
      { name: "Sari Wulan", at: NOON + 1 },
    ]);
    for (const query of ["sari put", "putri dew", "kus sari", "dewi sari pu"]) {
      expect([query, await search(query, 5)]).toEqual([
        query,
        ["Sari Dewi Kusuma Putri"],
      ]);
    }
  });

  it("find who has one of them when nobody has all", async () => {
    await store([
      { name: "Sari", at: NOON },
      { name: "Wulandari", at: NOON + 1 },
    ]);
    expect(await search("sari wulandari", 5)).toEqual(["Wulandari", "Sari"]);
  });
});
