/** What we sent, and what became of it: fixtures 12 to 15 and 28. */
import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../../../src/lib/crm/events";
import { eventOf, itemOf, parseFixture } from "./parseHelpers";

const TEMPLATE_ID =
  "wamid.HBgNNjI4OTY1NTUwMDEwNhUCABEYEjQ5ODY2MTdERDNFMDJFODM4RQA=";
const SENT = { status: "sent", at: 1789352538000 };
const DELIVERED = { status: "delivered", at: 1789352540000 };
const READ = { status: "read", at: 1789352607000 };

async function messageOf(number: string): Promise<MessageEvent> {
  return eventOf(itemOf(await parseFixture(number)), "message");
}

describe("outbound fixtures", () => {
  it("12: a sent template, its contact made from the receiver", async () => {
    const { content, ...message } = await messageOf("12");
    expect(message).toEqual({
      kind: "message",
      source: "kapso",
      phone_number_id: "100000000000017",
      kapso_message_id: TEMPLATE_ID,
      direction: "outbound",
      type: "template",
      origin: "cloud_api",
      sent_at: 1789352537000,
      active_at: 1789352538000,
      party: { phone: "+6289655500106", name: "Fajar Nugroho" },
      session: {
        kapso_conversation_id: "fe8f2804-8ff2-4d3d-a027-90e4d7c9973e",
        started_at: 1789352537000,
        updated_at: 1789352537000,
      },
      receipts: [SENT],
    });
    const { data_json = "", ...words } = content;
    // Our own words, so not machine text.
    expect(words).toEqual({
      text: "Halo Fajar, pengingat jadwal Anda: 15 September 09.00.",
    });
    expect(JSON.parse(data_json)).toMatchObject({
      template: { name: "pengingat_jadwal", language: { code: "id" } },
    });
  });

  it.each([
    ["13", [SENT, DELIVERED]],
    ["14", [SENT, DELIVERED, READ]],
  ])(
    "%s: repeats the message with every receipt so far",
    async (number, receipts) => {
      const sent = await messageOf("12");
      const later = await messageOf(number);
      expect(later.receipts).toEqual(receipts);
      // The body's own time is the receipt's; these two stay the message's.
      expect(later.sent_at).toBe(1789352538000);
      expect(later.active_at).toBe(sent.active_at);
      expect(later.kapso_message_id).toBe(TEMPLATE_ID);
      expect(later.content).toEqual(sent.content);
      expect(later.party).toEqual(sent.party);
    },
  );

  it("15: a failure with its reason, after it was sent", async () => {
    const { sent_at, active_at, receipts, content } = await messageOf("15");
    expect({ sent_at, active_at }).toEqual({
      sent_at: 1789352707000,
      active_at: 1789352707000,
    });
    expect(content.text).toBe("Hej! Din kontrakt är klart att skrivas under.");
    expect(receipts).toEqual([
      { status: "sent", at: 1789352707000 },
      {
        status: "failed",
        at: 1789352807000,
        error: {
          code: 131047,
          title: "Re-engagement message",
          detail:
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
        },
      },
    ]);
  });

  it("28: typed on the phone, without a status list", async () => {
    const message = await messageOf("28");
    expect(message).toMatchObject({
      direction: "outbound",
      origin: "business_app",
      sent_at: 1789353607000,
      active_at: 1789353607000,
      party: {
        phone: "+6287855500103",
        bsuid: "ID.90210000000000000103",
        username: "@ayulestari.fiktif",
        name: "Ni Luh Ayu Lestari",
      },
      receipts: [{ status: "sent", at: 1789353607000 }],
    });
  });
});
