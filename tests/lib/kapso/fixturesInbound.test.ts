/** What customers wrote: fixtures 01 to 11, 26, 29, 33 and 34. */
import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../../../src/lib/crm/events";
import { eventOf, itemOf, parseFixture } from "./parseHelpers";

const RECEIVED = {
  kind: "message",
  source: "kapso",
  phone_number_id: "100000000000017",
  direction: "inbound",
  origin: "cloud_api",
  receipts: [],
} as const;

const SEKAR_SESSION = {
  kapso_conversation_id: "e75db3c4-93e2-4749-a7ea-01df15b6571f",
  started_at: Date.UTC(2026, 8, 14, 2, 15, 7),
};

async function messageOf(number: string): Promise<MessageEvent> {
  return eventOf(itemOf(await parseFixture(number)), "message");
}

describe("inbound fixtures", () => {
  it("01: a text with phone, BSUID and the name from conversation.kapso", async () => {
    const parsed = await parseFixture("01");
    expect(parsed).toMatchObject({
      kind: "usable",
      form: "v2",
      eventType: "whatsapp.message.received",
      phoneNumberId: "100000000000017",
    });
    const at = Date.UTC(2026, 8, 14, 2, 15, 7);
    expect(eventOf(itemOf(parsed), "message")).toEqual({
      ...RECEIVED,
      kapso_message_id:
        "wamid.HBgNNjI4MTI1NTUwMDEwMRUCABIYFDUxQjYyMUQ4OEFFMjU4MzFFMjBCAA==",
      type: "text",
      sent_at: at,
      active_at: at,
      party: {
        phone: "+6281255500101",
        bsuid: "ID.90210000000000000101",
        name: "Sekar Wulandari",
      },
      session: { ...SEKAR_SESSION, updated_at: at },
      content: {
        text: "Halo kak, paket umrah bulan November masih ada kursi?",
      },
    });
  });

  it("02: an image with caption, Kapso's copy of the file and offset times", async () => {
    const url =
      "https://app.kapso.ai/rails/active_storage/blobs/redirect/fixture-token-02/kamar-mandi.jpg";
    const at = Date.UTC(2026, 8, 14, 2, 16, 7);
    expect(await messageOf("02")).toEqual({
      ...RECEIVED,
      kapso_message_id:
        "wamid.HBgNNjI4NTY1NTUwMDEwMhUCABIYFDAzOEIyNjg3QUQ0QUVFNzNCOUJEAA==",
      type: "image",
      sent_at: at,
      active_at: at,
      party: { phone: "+62 856-5550-0102", name: "Bagas Pradana" },
      session: {
        kapso_conversation_id: "5bdab02b-f156-4c5a-a4b6-9cb9606a3b89",
        started_at: Date.UTC(2026, 8, 13, 2, 15, 7),
        updated_at: at,
      },
      content: {
        text: "Ubin kamar mandi retak, bisa dicek?",
        media: {
          media_id: "fixture-media-02",
          url,
          filename: "kamar-mandi.jpg",
          content_type: "image/jpeg",
          byte_size: 204800,
        },
      },
    });
  });

  it("03: a voice message with its transcript marked as machine text", async () => {
    const { party, content } = await messageOf("03");
    expect(party).toEqual({
      phone: "6287855500103",
      bsuid: "ID.90210000000000000103",
      username: "@ayulestari.fiktif",
      name: "Ni Luh Ayu Lestari",
    });
    expect(content).toEqual({
      text: "Saya mau tanya soal asuransi rumah, tolong telepon balik.",
      is_machine_text: true,
      media: {
        media_id: "fixture-media-03",
        url: "https://api.kapso.ai/media/fixture-token-03/voice.ogg",
        filename: "voice.ogg",
        content_type: "audio/ogg",
        byte_size: 51200,
        is_voice: true,
      },
    });
  });

  it("04: a document without caption has a file and no text", async () => {
    const { type, content } = await messageOf("04");
    expect(type).toBe("document");
    expect(content).toEqual({
      media: {
        media_id: "fixture-media-04",
        url: "https://api.kapso.ai/media/fixture-token-04/bukti-transfer.pdf",
        filename: "bukti-transfer.pdf",
        content_type: "application/pdf",
        byte_size: 88064,
      },
    });
  });

  it("05: a location is a place, not text", async () => {
    const { party, content } = await messageOf("05");
    expect(party.name).toBe("Melati Hutapea");
    expect(content).toEqual({
      place: {
        latitude: -8.6705,
        longitude: 115.2126,
        name: "Warung Fiktif",
        address: "Jalan Contoh 12, Denpasar",
      },
    });
  });

  it("06: a button's title is the text, its id and question are kept", async () => {
    expect((await messageOf("06")).content).toEqual({
      text: "Pagi 09.00",
      choice_id: "jadwal_pagi",
      reply_to:
        "wamid.HBgNNjI4MTI1NTUwMDEwMRUCABEYEjc3NTdBMjA2QTY3QTVFODc3MwA=",
    });
  });

  it("07: a form's answers are data, and WhatsApp's 'Sent' is nobody's word", async () => {
    const { party, content } = await messageOf("07");
    expect(party.phone).toBe("+1 (202) 555-0143");
    const { data_json = "", ...rest } = content;
    expect(rest).toEqual({
      reply_to: "wamid.HBgLMTIwMjU1NTAxNDMVAgARGBJFRkMyMDg3NTEyMzg1NkFCRTYA",
    });
    expect(JSON.parse(data_json)).toEqual({
      flow_name: "booking_form",
      flow_response: {
        nama: "Marcus Delgado",
        tanggal: "2026-11-03",
        jumlah: 2,
        flow_token: "fixture-flow-token-07",
      },
    });
  });

  it("08 and 09: a reaction and its removal name one target", async () => {
    const common = {
      kind: "reaction",
      source: "kapso",
      phone_number_id: "100000000000017",
      target_message_id:
        "wamid.HBgNNDkxNzYwNDA2OTAxMhUCABEYEjg4OEU3MTU3NDdFNTQyRkY4MwA=",
      direction: "inbound",
      origin: "cloud_api",
      party: { phone: "+4917604069012", name: "Annika Brandt" },
    };
    const session = {
      kapso_conversation_id: "0387dbec-53d8-486d-af1a-5b02f12d1248",
      started_at: Date.UTC(2026, 8, 14, 2, 15, 7),
    };
    const setAt = Date.UTC(2026, 8, 14, 2, 21, 7);
    expect(eventOf(itemOf(await parseFixture("08")), "reaction")).toEqual({
      ...common,
      kapso_message_id:
        "wamid.HBgNNDkxNzYwNDA2OTAxMhUCABIYFDA5NTk0REVDRTk4REEyRUYzMTgxAA==",
      emoji: "❤️",
      at: setAt,
      session: { ...session, updated_at: setAt },
    });
    const removedAt = Date.UTC(2026, 8, 14, 2, 21, 19);
    const removal = eventOf(itemOf(await parseFixture("09")), "reaction");
    expect(removal).toEqual({
      ...common,
      kapso_message_id:
        "wamid.HBgNNDkxNzYwNDA2OTAxMhUCABIYFEZBRjE5RUEyQkVCRjIzQUI0MUZEAA==",
      at: removedAt,
      session: { ...session, updated_at: removedAt },
    });
    expect("emoji" in removal).toBe(false);
  });

  it("10: shared cards are data of the message, whose sender is the contact", async () => {
    const { party, content } = await messageOf("10");
    expect(party).toEqual({ phone: "+61491570156", name: "Imogen Hartley" });
    const { data_json = "", ...rest } = content;
    expect(rest).toEqual({});
    expect(JSON.parse(data_json)).toMatchObject({
      contacts: [
        {
          name: { formatted_name: "Elsa Nyström" },
          phones: [{ wa_id: "46701740612" }, { phone: "+46 8 555 0100" }],
        },
        { name: { formatted_name: "Tanpa Nomor" } },
      ],
    });
  });

  it("11: a template's button gives its text, payload and template", async () => {
    expect((await messageOf("11")).content).toEqual({
      text: "Ya, saya hadir",
      choice_id: "KONFIRMASI_HADIR",
      reply_to:
        "wamid.HBgNNjI4OTY1NTUwMDEwNhUCABEYEjQ5ODY2MTdERDNFMDJFODM4RQA=",
    });
  });

  it("26: a person without a number has no phone, not an empty one", async () => {
    const { party } = await messageOf("26");
    expect(party).toEqual({
      bsuid: "ID.90210000000000000777",
      parent_bsuid: "ID.ENT.90210000000000000778",
      username: "@warung.malam.fiktif",
      name: "Warung Malam",
    });
  });

  it("29: history keeps its own time and says where it came from", async () => {
    const { origin, direction, sent_at, receipts } = await messageOf("29");
    expect({ origin, direction, sent_at, receipts }).toEqual({
      origin: "history_sync",
      direction: "inbound",
      sent_at: 1783852107000,
      receipts: [],
    });
  });

  it("33: the test button is a test and nothing else", async () => {
    expect(itemOf(await parseFixture("33"))).toEqual({
      kind: "event",
      event: { kind: "test", phone_number_id: "100000000000017" },
    });
  });

  it("34: the same person comes back in a new session", async () => {
    const { party, session } = await messageOf("34");
    expect(party).toEqual({
      phone: "+62 812-5550-0101",
      bsuid: "ID.90210000000000000101",
      name: "Sekar Wulandari",
    });
    expect(session).toEqual({
      kapso_conversation_id: "fa0bd1ec-5519-443c-a194-3c6007690199",
      started_at: Date.UTC(2026, 8, 16, 4, 15, 7),
      updated_at: Date.UTC(2026, 8, 16, 4, 15, 7),
    });
  });
});
