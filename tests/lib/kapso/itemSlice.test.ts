/** A slice that is read alone gives what the whole body gives. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeItems, encodeItems } from "../../../src/lib/kapso/itemSlice";
import { createItemReader, listDelivery } from "../../../src/lib/kapso/parse";
import type { RawItem } from "../../../src/lib/kapso/rawItems";
import { loadFixtures, type Fixture } from "../../support/fixtures";
import { metaBody, PHONE_NUMBER_ID } from "./parseHelpers";

let fixtures: Fixture[] = [];
beforeAll(async () => {
  fixtures = await loadFixtures();
});

function listBody(body: unknown): RawItem[] {
  return listText(JSON.stringify(body), {});
}

function listText(text: string, headers: Record<string, string>): RawItem[] {
  const listed = listDelivery(text, new Headers(headers));
  return listed.kind === "rejected" ? [] : listed.items;
}

const readAll = (items: RawItem[]) => items.map(createItemReader());
const throughText = (items: RawItem[]) => decodeItems(encodeItems(items));

describe("encodeItems and decodeItems", () => {
  it("gives the same items as the whole, for every fixture and cut", () => {
    let slices = 0;
    for (const { bodyText, headers } of fixtures) {
      const items = listText(bodyText, headers);
      const whole = readAll(items);
      for (let start = 0; start < items.length; start++) {
        const end = Math.min(items.length, start + 3);
        const slice = throughText(items.slice(start, end));
        expect(readAll(slice)).toEqual(whole.slice(start, end));
        slices += 1;
      }
    }
    expect(slices).toBeGreaterThan(60);
  });

  it("gives the same items for any JSON in any list", () => {
    const lists = ["messages", "statuses", "message_echoes", "history"];
    fc.assert(
      fc.property(
        fc.constantFrom(
          "messages",
          "history",
          "smb_message_echoes",
          "standby",
          "odd",
        ),
        fc.constantFrom(...lists),
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.jsonValue(),
        (field, list, values, contacts) => {
          const value = { [list]: values, contacts };
          const items = listBody(metaBody(field, { ...value, standby: value }));
          expect(readAll(throughText(items))).toEqual(readAll(items));
        },
      ),
    );
  });

  it("knows the only sender of the whole body", () => {
    const contacts = [{ wa_id: "6281255500199", profile: { name: "Sekar" } }];
    const of = (...senders: string[]) =>
      readAll(
        throughText(
          listBody(
            metaBody("messages", {
              contacts,
              messages: senders.map((from, i) => ({
                id: `w${i}`,
                timestamp: "1789352107",
                type: "text",
                from,
              })),
            }),
          ).slice(0, 1),
        ),
      );
    const [only] = of("6281255500101", "+6281255500101");
    expect(only).toHaveProperty("event.party.name", "Sekar");
    const [one] = of("6281255500101", "6285655500102");
    expect(one).not.toHaveProperty("event.party.name");
  });

  it("is read also when its change and threads say less", () => {
    const message = { id: "w1", timestamp: "1789352107", type: "text" };
    const messages = [{ ...message, from: "6281255500101" }];
    const threads = [
      { id: "6281255500101", messages },
      { context: { wa_id: "6281255500102" }, messages },
      { messages },
    ];
    const metadata = { phone_number_id: PHONE_NUMBER_ID };
    const items = [
      ...listBody(metaBody("history", { metadata, history: [{ threads }] })),
      ...listBody({ unknown: true }),
    ];
    expect(items).toHaveLength(4);
    expect(readAll(throughText(items))).toEqual(readAll(items));
  });

  it("names what its items share once", () => {
    const messages = Array.from({ length: 50 }, (_, i) => ({ id: `w${i}` }));
    const context = { wa_id: "6281255500101", user_id: "ID.SHARED" };
    const history = [{ threads: [{ id: "6281255500101", context, messages }] }];
    const text = encodeItems(listBody(metaBody("history", { history })));
    expect(text.split("ID.SHARED")).toHaveLength(2);
    expect(text.split("6281155500900")).toHaveLength(2);
  });

  it("keeps an item whose details are nested without end", () => {
    const deep = "[".repeat(50_000) + "]".repeat(50_000);
    const message = { id: "w1", timestamp: "1789352107", type: "odd" };
    const messages = [{ ...message, from: "62812", odd: "DEEP" }];
    const text = JSON.stringify(metaBody("messages", { messages }));
    const items = listText(text.replace('"DEEP"', deep), {});
    const [item] = readAll(throughText(items));
    expect(item).toMatchObject({
      kind: "event",
      event: { kapso_message_id: "w1" },
    });
  });
});

describe("encodeItems: a change with thousands of contacts", () => {
  const COUNT = 2000;
  const numberOf = (i: number) => `62812${String(55_000_000 + i)}`;
  const contacts = Array.from({ length: COUNT }, (_, i) => ({
    wa_id: numberOf(i),
    user_id: `ID.U${i}`,
    profile: { name: `Name ${i}` },
  }));
  const messages = contacts.map(({ wa_id, user_id }, i) => ({
    id: `w${i}`,
    timestamp: "1789352107",
    type: "text",
    text: { body: "Halo" },
    ...(i % 2 === 0 ? { from: wa_id } : { from: "", from_user_id: user_id }),
  }));

  it("go with the slices that need them", () => {
    const items = listBody(metaBody("messages", { contacts, messages }));
    const whole = readAll(items);
    let units = 0;
    for (let start = 0; start < COUNT; start += 100) {
      const text = encodeItems(items.slice(start, start + 100));
      units += text.length;
      expect(readAll(decodeItems(text))).toEqual(
        whole.slice(start, start + 100),
      );
    }
    // All contacts in each of the twenty slices would be ten times the body.
    const body = JSON.stringify({ contacts, messages });
    expect(units).toBeLessThan(2 * body.length);
  });
});
