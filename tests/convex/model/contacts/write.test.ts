/**
 * Whatever is written of contacts, the rows and counts beside them are what they
 * would be if they were made anew.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { api } from "../../../../convex/_generated/api";
import type { Doc, Id } from "../../../../convex/_generated/dataModel";
import {
  activityEra,
  activityPeriod,
} from "../../../../convex/model/contacts/rows";
import {
  insertContact,
  patchContact,
} from "../../../../convex/model/contacts/write";
import {
  contactArbitrary,
  OUR_NUMBERS,
  TAGS,
  timeArbitrary,
  toDocument,
} from "../../../support/contactArbitrary";
import { useConvexEnvironment } from "../../../support/environment";
import { propertyRuns } from "../../../support/propertyRuns";
import { rowsOf } from "../../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

type Contact = Doc<"contacts">;

const isLive = ({ merged_into }: Contact) => merged_into === undefined;

/** The rows that should be there, as text. */
function expectedRows(contacts: Contact[]) {
  const live = contacts.filter(isLive);
  return {
    tags: live
      .flatMap(({ _id, tags, last_message_at }) =>
        tags.map((tag) => [_id, tag, last_message_at ?? null].join()),
      )
      .sort(),
    terms: live
      .flatMap(({ _id, search_terms = [], last_message_at }) =>
        search_terms.map((term) =>
          [
            ...[_id, term, activityPeriod(last_message_at)],
            activityEra(activityPeriod(last_message_at)),
          ].join(),
        ),
      )
      .sort(),
  };
}

async function storedRows(t: TestConvex) {
  const tags = await rowsOf(t, "contactTags");
  const terms = await rowsOf(t, "contactTerms");
  return {
    tags: tags
      .map((row) =>
        [row.contact_id, row.tag, row.last_message_at ?? null].join(),
      )
      .sort(),
    terms: terms
      .map((row) =>
        [row.contact_id, row.term, row.active_period, row.active_era].join(),
      )
      .sort(),
  };
}

/** A change of the nth contact: a merge, a message, or anything at all. */
const changeArbitrary = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom(...(["merge", "message", "anything"] as const)),
  draft: contactArbitrary,
  time: timeArbitrary,
});

async function makeOwners(t: TestConvex): Promise<Id<"users">[]> {
  return await t.run(async (ctx) => [
    await ctx.db.insert("users", { name: "Ann" }),
    await ctx.db.insert("users", { name: "Ben" }),
  ]);
}

/** Filters that groups count, with what they mean. */
function filters(owners: Id<"users">[]) {
  const is = (filter: object, takes: (contact: Contact) => boolean) => ({
    filter,
    takes,
  });
  return [
    is({}, () => true),
    is(
      { lead_status: "qualified" },
      (contact) => contact.lead_status === "qualified",
    ),
    is({ source: "history_sync" }, (c) => c.source === "history_sync"),
    is(
      { source: "whatsapp", lead_status: ["none"] },
      (c) => c.source === "whatsapp" && c.lead_status === "none",
    ),
    is({ owner_id: owners[0] }, (c) => c.owner_id === owners[0]),
    is({ owner_id: "none" }, (c) => c.owner_id === undefined),
    is({ waiting: true }, (c) => c.waiting_since !== undefined),
    is({ waiting: false }, (c) => c.waiting_since === undefined),
    is(
      { waiting: true, owner_id: owners[1] },
      (c) => c.waiting_since !== undefined && c.owner_id === owners[1],
    ),
    is(
      { waiting: true, owner_id: "none" },
      (c) => c.waiting_since !== undefined && c.owner_id === undefined,
    ),
    is({ has_number: true }, (c) => c.phone !== undefined),
    is({ has_number: false }, (c) => c.phone === undefined),
    is({ opted_out: true }, (c) => c.marketing?.status === "stopped"),
    is({ opted_out: false }, (c) => c.marketing?.status !== "stopped"),
    is({ phone_number_id: OUR_NUMBERS[1] }, (c) =>
      (c.phone_number_ids ?? []).includes(OUR_NUMBERS[1] ?? ""),
    ),
    ...TAGS.map((tag) => is({ tag }, (c) => c.tags.includes(tag))),
    // No group counts these: they are counted one by one.
    is(
      { tag: "vip", waiting: true },
      (c) => c.tags.includes("vip") && c.waiting_since !== undefined,
    ),
    is({ tags: ["vip", "b2b"] }, (c) =>
      c.tags.some((tag) => tag === "vip" || tag === "b2b"),
    ),
  ];
}

describe("rows and counts beside contacts", () => {
  it("are as if made anew, whatever was written", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(contactArbitrary, { minLength: 1, maxLength: 6 }),
        fc.array(changeArbitrary, { maxLength: 6 }),
        async (drafts, changes) => {
          const { t, asOwner, workspaceId } = await setupDemo();
          const owners = await makeOwners(t);
          for (const draft of drafts) {
            const document = toDocument(draft, workspaceId, owners);
            await t.run((ctx) => insertContact(ctx, document));
          }
          for (const { at, kind, draft, time } of changes) {
            const contacts = await rowsOf(t, "contacts");
            const contact = contacts[at % contacts.length];
            const before = contacts[(at % contacts.length) - 1];
            if (contact !== undefined) {
              const patches = {
                merge: { merged_into: before?._id },
                message: { last_message_at: time },
                anything: toDocument(draft, workspaceId, owners),
              };
              await t.run((ctx) => patchContact(ctx, contact, patches[kind]));
            }
          }
          await drain(t);
          const contacts = await rowsOf(t, "contacts");
          expect(await storedRows(t)).toEqual(expectedRows(contacts));
          for (const { filter, takes } of filters(owners)) {
            const { count, is_at_least } = await asOwner.query(
              api.contacts.count,
              { workspace_id: workspaceId, filter },
            );
            expect([filter, count, is_at_least]).toEqual([
              filter,
              contacts.filter((c) => isLive(c) && takes(c)).length,
              false,
            ]);
          }
        },
      ),
      { numRuns: propertyRuns(15) },
    );
  });
});
