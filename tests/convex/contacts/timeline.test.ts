/** A contact's messages and history as one stream. */
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../convex/_generated/api";
import {
  pageOfTimeline,
  type TimelineItem,
} from "../../../convex/model/contacts/timeline";
import { setupDesk, type Desk } from "../../support/editing";
import { useConvexEnvironment } from "../../support/environment";
import { readPages } from "../../support/pages";
import { propertyRuns } from "../../support/propertyRuns";
import { rowsOf } from "../../support/rows";
import { inbound, SEKAR, storyTimeMs } from "../../support/bodies";
import { deliver } from "../../support/requests";

useConvexEnvironment();

let desk: Desk;
beforeEach(async () => {
  vi.setSystemTime(storyTimeMs(0));
  desk = await setupDesk();
});

const read = async (paginationOpts: {
  numItems: number;
  cursor: string | null;
  endCursor?: string | null;
}) =>
  await desk.asAgent.query(api.contacts.timeline, {
    contact_id: desk.contactId,
    paginationOpts,
  });

const idOf = (item: TimelineItem) =>
  item.kind === "message" ? item.message._id : item.event.event_id;

/** What a reader of all rows would make of them. */
async function expected(): Promise<string[]> {
  const messages = await rowsOf(desk.t, "messages");
  const events = await rowsOf(desk.t, "contactEvents");
  return [
    ...messages.map((row) => ({ ...row, at: row.sent_at, id: row._id })),
    ...events.map((row) => ({ ...row, id: row._id })),
  ]
    .sort((a, b) => b.at - a.at || b._creationTime - a._creationTime)
    .map(({ id }) => id);
}

describe("the timeline", () => {
  it("has messages and edits by time, newest first, in pages of any size", async () => {
    const happenings = fc.array(
      fc.record({ kind: fc.constantFrom("message", "edit"), at: fc.nat(3) }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(happenings, fc.integer({ min: 1, max: 5 }), tellAll),
      { numRuns: propertyRuns(15) },
    );
  });

  async function tellAll(
    happenings: { kind: string; at: number }[],
    size: number,
  ) {
    vi.setSystemTime(storyTimeMs(0));
    desk = await setupDesk();
    for (const [i, { kind, at }] of happenings.entries()) {
      if (kind === "message") {
        await desk.tell(at);
      } else {
        vi.setSystemTime(storyTimeMs(at));
        await desk.update({ tags: { add: [`${i}`] } });
      }
    }
    const pages = await readPages(read, size);
    expect(pages.flat().map(idOf)).toEqual(await expected());
    for (const page of pages.slice(0, -1)) {
      expect(page).toHaveLength(size);
    }
  }

  it("says who changed what from what to what", async () => {
    await desk.update({ lead_status: "customer" });
    const { page } = await read({ numItems: 1, cursor: null });
    expect(page).toMatchObject([
      {
        kind: "event",
        event: {
          kind: "edited",
          field: "lead_status",
          old: "none",
          new: "customer",
          actor: { kind: "member", user_id: desk.agent },
        },
      },
    ]);
  });

  it("holds a page still while the stream grows", async () => {
    for (let i = 1; i <= 6; i++) {
      await desk.tell(i);
    }
    const first = await read({ numItems: 3, cursor: null });
    await desk.tell(9);
    const again = await read({
      numItems: 3,
      cursor: null,
      endCursor: first.continueCursor,
    });
    // The look that made a lead is on top, whatever is told.
    const [made, ...rest] = first.page.map(idOf);
    expect(again.page.map(idOf)).toEqual([made, expect.any(String), ...rest]);
    const next = await read({ numItems: 3, cursor: first.continueCursor });
    expect([...again.page, ...next.page].map(idOf)).toEqual(
      (await expected()).slice(0, 7),
    );
  });

  it("shows nothing of others with a cursor made for them", async () => {
    await deliver(
      desk.t,
      inbound({ id: "other", person: { phone: "6285655500102" }, at: 5 }),
    );
    const other = (await rowsOf(desk.t, "contacts"))[1];
    const theirs = await desk.asAgent.query(api.contacts.timeline, {
      contact_id: other?._id ?? desk.contactId,
      paginationOpts: { numItems: 1, cursor: null },
    });
    expect(theirs.page).toHaveLength(1);
    for (const cursor of [theirs.continueCursor, null]) {
      const { page } = await read({ numItems: 10, cursor });
      for (const item of page) {
        expect(item).toMatchObject({ message: { contact_id: desk.contactId } });
      }
    }
  });

  it("reads as many rows as it shows, however long it is", async () => {
    const cost = async () =>
      await desk.t.run(async (ctx) => {
        await pageOfTimeline(
          ctx,
          { _id: desk.contactId },
          { role: "viewer" },
          { numItems: 5, cursor: null },
        );
        const { documentsRead } = await ctx.meta.getTransactionMetrics();
        return documentsRead.used;
      });
    for (let i = 1; i <= 10; i++) {
      await desk.tell(i, SEKAR);
    }
    const few = await cost();
    expect(few).toBeLessThan(10);
    for (let i = 11; i <= 40; i++) {
      await desk.tell(i, SEKAR);
    }
    expect(await cost()).toBe(few);
  });
});

describe("the ids of a contact", () => {
  it("are listed newest first, given up ones too", async () => {
    await desk.tell(5, { ...SEKAR, phone: "6281255500909" });
    const ids = await desk.asAgent.query(api.contacts.identities, {
      contact_id: desk.contactId,
    });
    expect(ids).toMatchObject([
      { kind: "phone", value: "+6281255500909", is_current: true },
      { kind: "phone", value: "+6281255500101", is_current: false },
      { kind: "bsuid", value: SEKAR.bsuid, is_current: true },
    ]);
  });

  it("know a number that does not parse by its digits", async () => {
    await desk.tell(5, { phone: "6285655500102" });
    await desk.tell(6, { phone: "000123456", name: "Tanpa Kode" });
    const contacts = await rowsOf(desk.t, "contacts");
    const odd = contacts.find(({ name }) => name === "Tanpa Kode");
    const ids = await desk.asAgent.query(api.contacts.identities, {
      contact_id: odd?._id ?? desk.contactId,
    });
    expect(ids).toMatchObject([{ kind: "wa_id", is_current: true }]);
  });
});
