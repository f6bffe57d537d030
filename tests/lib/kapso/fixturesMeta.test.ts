/** Bodies that Meta wrote: fixtures 23 to 25. */
import { describe, expect, it } from "vitest";
import type { ParsedDelivery } from "../../support/parseDelivery";
import { eventOf, itemsOf, parseFixture } from "./parseHelpers";

const META_MESSAGE = {
  kind: "message",
  source: "meta",
  phone_number_id: "100000000000017",
  receipts: [],
};
const INBOUND = {
  ...META_MESSAGE,
  direction: "inbound",
  origin: "cloud_api",
};
const BAGAS = { phone: "6285655500102", bsuid: "ID.90210000000000000102" };
const event = (value: object) => ({ kind: "event", event: value });
const ignored = (reason: string) => ({ kind: "ignored", reason });

/** What the messages of a delivery say, without what is the same in all. */
function tellAll(parsed: ParsedDelivery) {
  return itemsOf(parsed)
    .map((item) => eventOf(item, "message"))
    .map(({ direction, origin, type, sent_at, party, content, receipts }) => ({
      direction,
      origin,
      type,
      sent_at,
      party,
      content,
      receipts,
    }));
}

describe("Meta fixtures", () => {
  it("23: a text and an image, with their senders' names", async () => {
    const parsed = await parseFixture("23");
    expect(parsed).toMatchObject({
      kind: "usable",
      form: "meta",
      eventType: "meta.messages",
      phoneNumberId: "100000000000017",
    });
    expect(itemsOf(parsed).slice(0, 2)).toEqual([
      event({
        ...INBOUND,
        kapso_message_id:
          "wamid.HBgNNjI4MTI1NTUwMDEwMRUCABIYFDUxQjYyMUQ4OEFFMjU4MzFFMjBCAA==",
        type: "text",
        sent_at: 1789352107000,
        active_at: 1789352107000,
        party: {
          phone: "6281255500101",
          bsuid: "ID.90210000000000000101",
          name: "Sekar Wulandari",
        },
        content: {
          text: "Halo kak, paket umrah bulan November masih ada kursi?",
        },
      }),
      event({
        ...INBOUND,
        kapso_message_id:
          "wamid.HBgLNjE0OTE1NzAxNTYVAgASGBRBNjVBOThFQTFBMUU3NThCMkFCMQA=",
        type: "image",
        sent_at: 1789352108000,
        active_at: 1789352108000,
        party: { phone: "61491570156", name: "Imogen Hartley" },
        content: {
          text: "Front garden",
          media: { media_id: "fixture-media-23", content_type: "image/jpeg" },
        },
      }),
    ]);
  });

  it("23: a person without number, a changed id, a group", async () => {
    const items = itemsOf(await parseFixture("23"));
    expect(items.slice(2)).toEqual([
      event({
        ...INBOUND,
        kapso_message_id:
          "wamid.HBgXSUQuOTAyMTAwMDAwMDAwMDAwMDA3NzcVAgASGBRGNkExNEQ4NDI5NzNCNENBRkUyQQA=",
        type: "text",
        sent_at: 1789352109000,
        active_at: 1789352109000,
        party: {
          bsuid: "ID.90210000000000000777",
          username: "@warung.malam.fiktif",
          name: "Warung Malam",
        },
        content: { text: "Masih ada stok?" },
      }),
      event({
        kind: "identity",
        phone_number_id: "100000000000017",
        at: 1789352110000,
        party: { phone: "6281355500204", bsuid: "ID.90210000000000000204" },
        previous: { phone: "6281355500104" },
      }),
      ignored("group_message"),
    ]);
  });

  it("23: the text carries what fixture 01 carries", async () => {
    const [first] = itemsOf(await parseFixture("23"));
    const [own] = itemsOf(await parseFixture("01"));
    const [meta, kapso] = [eventOf(first, "message"), eventOf(own, "message")];
    expect(meta.kapso_message_id).toBe(kapso.kapso_message_id);
    expect(meta.content).toEqual(kapso.content);
    expect(meta.sent_at).toBe(kapso.sent_at);
  });

  it("24: receipts in any order, a failure's reason, no group", async () => {
    const template = {
      kind: "receipt",
      phone_number_id: "100000000000017",
      kapso_message_id:
        "wamid.HBgNNjI4OTY1NTUwMDEwNhUCABEYEjQ5ODY2MTdERDNFMDJFODM4RQA=",
      party: {
        phone: "6289655500106",
        bsuid: "ID.90210000000000000106",
        name: "Fajar Nugroho",
      },
    };
    expect(itemsOf(await parseFixture("24"))).toEqual([
      event({
        ...template,
        receipt: { status: "delivered", at: 1789352540000 },
      }),
      event({ ...template, receipt: { status: "sent", at: 1789352538000 } }),
      event({
        kind: "receipt",
        phone_number_id: "100000000000017",
        kapso_message_id:
          "wamid.HBgLNDY3MDE3NDA2MTIVAgARGBI2RUQ5N0M0Qjk3NUU0QjdGMkIA",
        party: { phone: "46701740612" },
        receipt: {
          status: "failed",
          at: 1789352807000,
          error: {
            code: 131047,
            title: "Re-engagement message",
            detail:
              "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
          },
        },
      }),
      event({
        kind: "receipt",
        phone_number_id: "100000000000017",
        kapso_message_id:
          "wamid.HBgXSUQuOTAyMTAwMDAwMDAwMDAwMDA3NzcVAgARGBI4Qzc0OUQxMTM2RkFFQzhFMkQA",
        party: { bsuid: "ID.90210000000000000777" },
        receipt: { status: "read", at: 1789352817000 },
      }),
      ignored("group_receipt"),
    ]);
  });

  it("25: history in both directions, with a placeholder", async () => {
    const parsed = await parseFixture("25");
    expect(parsed).toMatchObject({ form: "meta", eventType: "meta.mixed" });
    expect(tellAll(parsed).slice(0, 3)).toEqual([
      {
        direction: "outbound",
        origin: "history_sync",
        type: "text",
        sent_at: 1784352107000,
        party: BAGAS,
        content: { text: "Terima kasih sudah datang, Pak." },
        receipts: [{ status: "read", at: 1784352107000 }],
      },
      {
        direction: "outbound",
        origin: "history_sync",
        type: "media_placeholder",
        sent_at: 1784352117000,
        party: BAGAS,
        content: {},
        receipts: [{ status: "played", at: 1784352117000 }],
      },
      {
        direction: "inbound",
        origin: "history_sync",
        type: "text",
        sent_at: 1784352207000,
        party: BAGAS,
        content: { text: "Sama-sama!" },
        receipts: [],
      },
    ]);
  });

  it("25: history of a person without number, and an echo", async () => {
    expect(tellAll(await parseFixture("25")).slice(3)).toEqual([
      {
        direction: "inbound",
        origin: "history_sync",
        type: "text",
        sent_at: 1785352107000,
        party: {
          bsuid: "ID.90210000000000000777",
          username: "@warung.malam.fiktif",
        },
        content: { text: "Ada cabang di Malang?" },
        receipts: [],
      },
      {
        direction: "outbound",
        origin: "business_app",
        type: "text",
        sent_at: 1789353607000,
        party: { phone: "6287855500103", bsuid: "ID.90210000000000000103" },
        content: { text: "Baik Bu Ayu, saya telepon sekarang." },
        receipts: [{ status: "sent", at: 1789353607000 }],
      },
    ]);
  });
});
