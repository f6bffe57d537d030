/**
 * Every filter with every sort lists the contacts that a plain look at all of
 * them would, in the same order, whatever the size of the pages.
 */
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../../convex/_generated/api";
import type { Doc, Id } from "../../../../convex/_generated/dataModel";
import type {
  ContactFilter,
  ContactSort,
} from "../../../../convex/model/contacts/filter";
import {
  insertContact,
  patchContact,
} from "../../../../convex/model/contacts/write";
import {
  contactArbitrary,
  NOON,
  OUR_NUMBERS,
  TAGS,
  timeArbitrary,
  toDocument,
  type ContactDraft,
} from "../../../support/contactArbitrary";
import { useConvexEnvironment } from "../../../support/environment";
import { readPages } from "../../../support/pages";
import { propertyRuns } from "../../../support/propertyRuns";
import { rowsOf } from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";
import { codeOf, type Caller } from "../../../support/tenants";

useConvexEnvironment();

type Contact = Doc<"contacts">;

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;
let owners: Id<"users">[];

beforeEach(setUp);

async function setUp(): Promise<void> {
  ({ t, asOwner, workspaceId } = await setupDemo());
  owners = await t.run(async (ctx) => [
    await ctx.db.insert("users", { name: "Ann" }),
    await ctx.db.insert("users", { email: "ben@example.com" }),
  ]);
}

async function store(drafts: ContactDraft[]): Promise<void> {
  await t.run(async (ctx) => {
    for (const draft of drafts) {
      const contact = await insertContact(
        ctx,
        toDocument(draft, workspaceId, owners),
      );
      for (const phoneNumberId of contact.phone_number_ids ?? []) {
        await ctx.db.insert("conversations", {
          workspace_id: workspaceId,
          contact_id: contact._id,
          phone_number_id: phoneNumberId,
          status: "open",
          last_message_at: contact.last_message_at ?? 0,
          unread_count: 0,
          message_count: 1,
        });
      }
    }
  });
}

const list = async (
  filter: ContactFilter,
  sort: ContactSort,
  paginationOpts: {
    numItems: number;
    cursor: string | null;
    endCursor?: string | null;
  },
) =>
  await asOwner.query(api.contacts.list, {
    workspace_id: workspaceId,
    ...filter,
    sort,
    paginationOpts,
  });

/** Greatest first; undefined is below everything. */
const descending = (a: number | undefined, b: number | undefined) =>
  (b ?? -Infinity) - (a ?? -Infinity) || 0;

const ORDERS: Record<ContactSort, (a: Contact, b: Contact) => number> = {
  activity: (a, b) => descending(a.last_message_at, b.last_message_at),
  waiting: (a, b) =>
    descending(a.waiting_rank, b.waiting_rank) ||
    descending(a.last_message_at, b.last_message_at),
  created: (a, b) => b._creationTime - a._creationTime,
  name: ({ sort_name: a = "" }, { sort_name: b = "" }) =>
    Number(a > b) - Number(a < b),
};

/** What a filter means, in the plainest words. */
function takes(contact: Contact, filter: ContactFilter): boolean {
  const { last_message_at: at } = contact;
  const statuses = [filter.lead_status ?? []].flat();
  const checks = [
    statuses.length === 0 || statuses.includes(contact.lead_status),
    filter.tags === undefined ||
      filter.tags.length === 0 ||
      (filter.tags_match === "all"
        ? filter.tags.every((tag) => contact.tags.includes(tag))
        : filter.tags.some((tag) => contact.tags.includes(tag))),
    filter.owner_id === undefined ||
      contact.owner_id ===
        (filter.owner_id === "none" ? undefined : filter.owner_id),
    filter.waiting === undefined ||
      filter.waiting === (contact.waiting_since !== undefined),
    filter.source === undefined || filter.source === contact.source,
    filter.has_number === undefined ||
      filter.has_number === (contact.phone !== undefined),
    filter.opted_out === undefined ||
      filter.opted_out === (contact.marketing?.status === "stopped"),
    filter.phone_number_id === undefined ||
      (contact.phone_number_ids ?? []).includes(filter.phone_number_id),
    filter.active_before === undefined || (at ?? 0) <= filter.active_before,
    filter.active_after === undefined || (at ?? 0) > filter.active_after,
    filter.activity_since === undefined || (at ?? 0) >= filter.activity_since,
  ];
  return checks.every(Boolean);
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });

const filterArbitrary = (ids: () => Id<"users">[]) =>
  fc
    .record({
      lead_status: rarely(
        fc.constantFrom("none" as const, [
          "none" as const,
          "qualified" as const,
        ]),
      ),
      tags: rarely(fc.subarray(TAGS)),
      tags_match: rarely(fc.constantFrom("any" as const, "all" as const)),
      owner: rarely(fc.constantFrom(-1, 0, 1)),
      waiting: rarely(fc.boolean()),
      source: rarely(fc.constant("whatsapp" as const)),
      has_number: rarely(fc.boolean()),
      opted_out: rarely(fc.boolean()),
      phone_number_id: rarely(fc.constantFrom(...OUR_NUMBERS)),
      active_before: rarely(timeArbitrary),
      active_after: rarely(timeArbitrary),
      activity_since: rarely(timeArbitrary),
    })
    .map(({ owner, ...filter }): (() => ContactFilter) => () => ({
      ...filter,
      ...(owner !== undefined && { owner_id: ids()[owner] ?? "none" }),
    }));

const sortArbitrary = fc.constantFrom<ContactSort[]>(
  "activity",
  "waiting",
  "created",
  "name",
);

describe("a list", () => {
  it("is what a look at all contacts gives, in pages of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(contactArbitrary, { maxLength: 12 }),
        fc.array(
          fc.tuple(
            filterArbitrary(() => owners),
            sortArbitrary,
          ),
          {
            minLength: 8,
            maxLength: 8,
          },
        ),
        fc.integer({ min: 1, max: 5 }),
        async (drafts, questions, numItems) => {
          await setUp();
          await store(drafts);
          const contacts = await rowsOf(t, "contacts");
          for (const [makeFilter, sort] of questions) {
            const filter = makeFilter();
            const pages = await readPages(
              (opts) => list(filter, sort, { ...opts, cursor: opts.cursor }),
              numItems,
            );
            const order = ORDERS[sort];
            const expected = contacts.filter((c) => takes(c, filter));
            const byId = new Map(contacts.map((c) => [c._id, c]));
            const listed = pages.flat().map(({ _id }) => byId.get(_id));
            const found = listed.filter((c) => c !== undefined);
            expect([filter, sort, found.map((c) => c._id).sort()]).toEqual([
              filter,
              sort,
              expected.map((c) => c._id).sort(),
            ]);
            for (const [at, contact] of found.entries()) {
              const next = found[at + 1];
              expect(next && order(contact, next) > 0).not.toBe(true);
            }
            expect(pages.slice(0, -1).map((page) => page.length)).toEqual(
              pages.slice(0, -1).map(() => numItems),
            );
          }
        },
      ),
      { numRuns: propertyRuns(25) },
    );
  });
});

const draft = (name: string, at: number, more: Partial<ContactDraft> = {}) => ({
  name,
  lead_status: "none" as const,
  tags: [],
  source: "whatsapp" as const,
  message_count: 1,
  field_sources: {},
  last_message_at: NOON + at,
  ...more,
});

describe("a page whose end is pinned", () => {
  it("holds still while contacts come before it and into it", async () => {
    await store(["A", "B", "C", "D", "E"].map((name, at) => draft(name, at)));
    const options = { numItems: 2, cursor: null };
    const first = await list({}, "activity", options);
    expect(first.page.map((row) => row.name)).toEqual(["E", "D"]);
    const pinned = { ...options, endCursor: first.continueCursor };
    await store([draft("F", 9), draft("Between", 3)]);
    const held = { active_before: NOON + 4 };
    const again = await list(held, "activity", pinned);
    expect(again.page.map((row) => row.name)).toEqual(["E", "Between", "D"]);
    const next = { numItems: 2, cursor: again.continueCursor };
    const behind = await list(held, "activity", next);
    expect(behind.page.map((row) => row.name)).toEqual(["C", "B"]);
    const came = await list({ active_after: NOON + 4 }, "activity", options);
    expect(came.page.map((row) => row.name)).toEqual(["F"]);
  });
});

describe("a cursor", () => {
  it("names no workspace, and another's is no way in", async () => {
    await store([draft("A", 1), draft("B", 2)]);
    const { continueCursor } = await list({}, "activity", {
      numItems: 1,
      cursor: null,
    });
    expect(continueCursor).not.toContain(workspaceId);
    const other = await t.run((ctx) =>
      ctx.db.insert("workspaces", {
        slug: "other",
        name: "Other",
        timezone: "UTC",
        default_region: "ID",
        plan: "paid",
        digest_hour: 9,
        automations_paused: false,
      }),
    );
    await t.run((ctx) =>
      insertContact(ctx, toDocument(draft("Foreign", 1), other, owners)),
    );
    for (const cursor of [`["${other}"]`, `["${other}","undefined",0]`, "[]"]) {
      const { page, continueCursor: next } = await list({}, "activity", {
        numItems: 5,
        cursor,
      });
      expect(page.map((row) => row.name)).not.toContain("Foreign");
      expect(next).not.toContain(other);
    }
  });

  it.each(["", "x", "{}", '{"a":1}'])("%j is refused", async (cursor) => {
    const call = list({}, "activity", { numItems: 1, cursor });
    expect(await codeOf(call)).toBe("invalid_cursor");
  });
});

describe("a filter", () => {
  it("takes a bounded number of tags and statuses", async () => {
    const tags = Array.from({ length: 21 }, (_, at) => `tag ${at}`);
    const options = { numItems: 1, cursor: null };
    expect(await codeOf(list({ tags }, "activity", options))).toBe(
      "invalid_filter",
    );
    await list({ tags: tags.slice(1) }, "activity", options);
  });
});

describe("a row", () => {
  it("shows a number as at home, the owner by name, and nothing internal", async () => {
    await store([
      draft("Home", 2, {
        phone: "6281255500101",
        phone_normalized: "+6281255500101",
        owner: 0,
      }),
      draft("Abroad", 1, {
        phone: "447700900123",
        phone_normalized: "+447700900123",
        owner: 1,
      }),
    ]);
    const { page } = await list({}, "activity", { numItems: 9, cursor: null });
    expect(page).toMatchObject([
      { phone_display: "0812-5550-0101", owner: { name: "Ann" } },
      { phone_display: "+44 7700 900123", owner: { name: "ben@example.com" } },
    ]);
    for (const field of ["phone", "field_sources", "search_terms"]) {
      expect(page[0]).not.toHaveProperty(field);
    }
  });

  it("waits no longer once the contact does not", async () => {
    await store([draft("A", 1, { waiting_since: NOON })]);
    const [contact] = await rowsOf(t, "contacts");
    const options = { numItems: 9, cursor: null };
    expect(
      (await list({ waiting: true }, "waiting", options)).page,
    ).toHaveLength(1);
    await t.run(async (ctx) => {
      if (contact !== undefined) {
        await patchContact(ctx, contact, { waiting_since: undefined });
      }
    });
    expect((await list({ waiting: true }, "waiting", options)).page).toEqual(
      [],
    );
  });
});
