/** Signed, and broken or malicious: fixtures 90 to 96. */
import { describe, expect, it } from "vitest";
import { eventOf, itemOf, parseFixture } from "./parseHelpers";

describe("hostile fixtures", () => {
  it("90: without a business number the message belongs to nobody", async () => {
    const parsed = await parseFixture("90");
    expect(parsed).toMatchObject({ kind: "usable", phoneNumberId: undefined });
    expect(itemOf(parsed)).toEqual({
      kind: "invalid",
      reason: "missing_phone_number_id",
    });
  });

  it("91: wrong types everywhere are one invalid item", async () => {
    const parsed = await parseFixture("91");
    expect(parsed).toMatchObject({
      kind: "usable",
      form: "v2",
      eventType: "whatsapp.message.received",
      phoneNumberId: undefined,
    });
    expect(itemOf(parsed)).toEqual({
      kind: "invalid",
      reason: "invalid_message",
    });
    expect(JSON.stringify(parsed)).not.toContain("[object Object]");
  });

  it("92: a huge text is cut and says so", async () => {
    const { content } = eventOf(itemOf(await parseFixture("92")), "message");
    expect(content.text).toHaveLength(4096);
    expect(content.text).toMatch(/^Kalimat uji yang sangat panjang/);
    expect(content.full_text_length).toBe(65_536);
  });

  it("93: unusual text is kept to the letter", async () => {
    const { content, party } = eventOf(
      itemOf(await parseFixture("93")),
      "message",
    );
    expect(content).toEqual({
      text:
        "Halo \u{1f469}\u{1f3fd}\u200d\u{1f680}\u{1f1ee}\u{1f1e9} " +
        '<b>AT&T</b> "kutip" \u202eterbalik\u202c ' +
        "\u0645\u0631\u062d\u0628\u0627\u200b\u200d " +
        "\u05e9\u05dc\u05d5\u05dd\u2066x\u2069 " +
        // Decomposed: not even normalised.
        "e\u0301 \u2028baris\u2029 " +
        '=HYPERLINK("https://contoh.invalid","klik")',
    });
    expect(party.name).toBe("Melati \u202eaepatuH\u202c \u200b\u{1f338}");
  });

  it("94: prototype keys reach nothing", async () => {
    const event = eventOf(itemOf(await parseFixture("94")), "message");
    expect(event).toMatchObject({
      phone_number_id: "100000000000017",
      direction: "inbound",
      content: { text: "Kunci berbahaya" },
    });
    const unpolluted: { polluted?: unknown; isAdmin?: unknown } = {};
    expect(unpolluted.polluted).toBeUndefined();
    expect(unpolluted.isAdmin).toBeUndefined();
    expect(JSON.stringify(event)).not.toContain("polluted");
  });

  it("95: an unknown event is recorded, not applied", async () => {
    const parsed = await parseFixture("95");
    expect(parsed).toMatchObject({
      kind: "usable",
      eventType: "whatsapp.message.teleported",
      phoneNumberId: "100000000000017",
    });
    expect(itemOf(parsed)).toEqual({
      kind: "ignored",
      reason: "unknown_event",
    });
  });

  it("96: a lone surrogate and NUL are replaced", async () => {
    const { content } = eventOf(itemOf(await parseFixture("96")), "message");
    expect(content).toEqual({ text: "Emoji terpotong \ufffd \ufffd selesai" });
  });
});
