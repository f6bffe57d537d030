/** Whose name and ids a contact entry of Meta's form tells. */
import { describe, expect, it } from "vitest";
import { itemsOf, metaBody, parseBody } from "./parseHelpers";

type Json = Record<string, unknown>;

const text = (from: unknown, more: Json = {}) => ({
  from,
  id: "wamid.ONE",
  timestamp: "1789352107",
  type: "text",
  text: { body: "Halo" },
  ...more,
});

/** The parties of the messages of one change. */
const partiesOf = (contacts: Json[], messages: Json[], field = "messages") =>
  itemsOf(parseBody(metaBody(field, { contacts, messages }))).map((item) =>
    item.kind === "event" && "party" in item.event ? item.event.party : item,
  );

const OTHER = { profile: { name: "Other" }, wa_id: "61491570156" };
const entry = (wa_id: string, user_id?: string) => ({
  profile: { name: "Sekar" },
  wa_id,
  user_id,
});

describe("createContactFinder and createSenderFinder: an entry", () => {
  it.each([
    ["+6281255500101", "6281255500101"],
    ["6281255500101", "+62 812-5550-0101"],
    // Brazil's ninth digit, Mexico's 1, Argentina's 9, the old numbers of
    // Ivory Coast and Benin: one number each.
    ["5511999990123", "551199990123"],
    ["5215512345678", "525512345678"],
    ["541123456789", "5491123456789"],
    ["2250707123456", "22507123456"],
    ["22997123456", "2290197123456"],
    // A number of no numbering plan is known by its digits.
    ["+447700900123", "447700900123"],
  ])("of the sender %s is found under %s", (from, wa_id) => {
    const [party] = partiesOf([OTHER, entry(wa_id, "ID.1")], [text(from)]);
    expect(party).toEqual({ phone: from, bsuid: "ID.1", name: "Sekar" });
  });

  it("of two with one number is the first", () => {
    const first = entry("6281255500101");
    const second = { ...first, profile: { name: "Second" } };
    const [party] = partiesOf([OTHER, first, second], [text("6281255500101")]);
    expect(party).toMatchObject({ name: "Sekar" });
  });

  it("belongs to the only sender, though their numbers differ", () => {
    const [party] = partiesOf(
      [entry("6281255500199", "ID.1")],
      [text("6281255500101"), text("+6281255500101", { id: "wamid.TWO" })],
    );
    expect(party).toEqual({
      phone: "6281255500101",
      bsuid: "ID.1",
      name: "Sekar",
    });
  });

  it("names the only sender where the message names nobody", () => {
    const [party] = partiesOf([entry("6281255500101")], [text(undefined)]);
    expect(party).toEqual({ phone: "6281255500101", name: "Sekar" });
  });

  it("is nobody's when senders are several and none has its number", () => {
    expect(
      partiesOf(
        [entry("6281255500199")],
        [text("6281255500101"), text("6285655500102")],
      ),
    ).toEqual([{ phone: "6281255500101" }, { phone: "6285655500102" }]);
  });

  it("is not the sender's when both have ids of their own", () => {
    const [party] = partiesOf(
      [entry("6281255500199", "ID.2")],
      [text("6281255500101", { from_user_id: "ID.1" })],
    );
    expect(party).toEqual({ phone: "6281255500101", bsuid: "ID.1" });
  });

  it("is the only one also when a body lists it twice", () => {
    const one = entry("6281255500199", "ID.1");
    const value = {
      contacts: [one],
      standby: { contacts: [one], messages: [text("6281255500101")] },
    };
    const [item] = itemsOf(parseBody(metaBody("standby", value)));
    expect(item).toMatchObject({ event: { party: { name: "Sekar" } } });
  });

  it("of an outbound message or receipt must have its number", () => {
    const value = {
      contacts: [entry("6281255500199")],
      message_echoes: [text("6281155500900", { to: "6281255500101" })],
      statuses: [
        {
          id: "wamid.TWO",
          status: "sent",
          timestamp: "1789352107",
          recipient_id: "+62 812 5550 0199",
        },
      ],
    };
    const items = itemsOf(parseBody(metaBody("smb_message_echoes", value)));
    expect(items).toMatchObject([
      { event: { party: { phone: "6281255500101" } } },
      { event: { party: { name: "Sekar" } } },
    ]);
    expect(items[0]).not.toHaveProperty("event.party.name");
  });
});
