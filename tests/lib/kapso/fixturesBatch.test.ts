/** Batches and the legacy payload: fixtures 19 to 22 and 97. */
import { describe, expect, it } from "vitest";
import { eventOf, itemsOf, parseFixture } from "./parseHelpers";

describe("batch fixtures", () => {
  it("19: ten messages of seven people, in the array's order", async () => {
    const parsed = await parseFixture("19");
    expect(parsed).toMatchObject({
      kind: "usable",
      form: "batch",
      eventType: "whatsapp.message.received",
      phoneNumberId: "100000000000017",
    });
    const messages = itemsOf(parsed).map((item) => eventOf(item, "message"));
    const told = messages.map(({ party, type, content, sent_at }) => [
      party.phone ?? party.bsuid,
      type,
      content.text,
      sent_at - 1789353107000,
    ]);
    expect(told).toEqual([
      ["+6281355500104", "text", "Kak", 0],
      ["+6281355500104", "text", "kontrak rumah yang di Cimahi", 0],
      ["6285955500105", "text", "Pagi, harga paket 9 hari berapa?", 1000],
      ["+6281355500104", "text", "bisa dikirim lagi?", 2000],
      ["6285955500105", "sticker", undefined, 2000],
      ["+4917604069012", "text", "Guten Morgen, wann ist die Übergabe?", 3000],
      [
        "+447700900123",
        "text",
        "Morning, is the villa still free in May?",
        3000,
      ],
      ["+5511999990123", "text", "Bom dia! Qual é o preço?", 4000],
      [
        "ID.90210000000000000777",
        "text",
        "Halo, saya dari iklan Instagram",
        4000,
      ],
      ["+46701740612", "text", "Kan ni ringa mig i morgon?", 5000],
    ]);
    // Each item has its own session, whatever batch_info says.
    expect(
      new Set(messages.map(({ session }) => session?.kapso_conversation_id)),
    ).toHaveProperty("size", 7);
    expect(messages[4]?.content).toEqual({
      media: {
        media_id: "fixture-media-19",
        url: "https://api.kapso.ai/media/fixture-token-19/stiker.webp",
        filename: "stiker.webp",
        content_type: "image/webp",
        byte_size: 12288,
      },
    });
  });

  it("20: a batch of one that names neither type nor batch_info", async () => {
    const parsed = await parseFixture("20");
    expect(parsed).toMatchObject({
      form: "batch",
      eventType: "whatsapp.message.received",
    });
    const [item, ...more] = itemsOf(parsed);
    expect(more).toEqual([]);
    expect(eventOf(item, "message").content.text).toBe("Oke, ditunggu ya");
  });

  it("21: the same event alone as in the batch", async () => {
    const [single] = itemsOf(await parseFixture("21"));
    const batched = itemsOf(await parseFixture("19"))[3];
    expect(single).toEqual(batched);
  });

  it("97: a broken item costs nobody else", async () => {
    const items = itemsOf(await parseFixture("97"));
    const outcome = items.map((item) =>
      item.kind === "event"
        ? eventOf(item, "message").content.text
        : item.reason,
    );
    expect(outcome).toEqual([
      "First good one",
      "not_an_object",
      "missing_message",
      "not_an_object",
      "Second good one",
      "First good one",
    ]);
    expect(items[5]).toEqual(items[0]);
  });
});

describe("legacy fixture", () => {
  it("22: refused, with the business number to alert about", async () => {
    expect(await parseFixture("22")).toEqual({
      kind: "rejected",
      form: "v1",
      eventType: "whatsapp.message.received",
      phoneNumberId: "100000000000017",
      reason: "unsupported_v1",
    });
  });
});
