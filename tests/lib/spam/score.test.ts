/** What makes a message look like spam, and what speaks against it. */
import { describe, expect, it } from "vitest";
import {
  isSuspectedSpam,
  NO_CONTEXT,
  scoreMessage,
} from "../../../src/lib/spam/score";
import { ENGLISH } from "../../../src/lib/spam/words/english";
import { INDONESIAN } from "../../../src/lib/spam/words/indonesian";
import { toPhrases, TOPICS } from "../../../src/lib/spam/words/lists";
import { missesOf } from "../../support/labelled";

const PRIZE =
  "SELAMAT anda mendapat hadiah undian Rp 75.000.000, hubungi 0813-5550-0999";

describe("the score", () => {
  it("flags two signals together, and says which", () => {
    const { isFlagged, signals } = scoreMessage(PRIZE);
    expect(isFlagged).toBe(true);
    expect(signals).toEqual([
      "prize",
      "amount",
      "phone_number",
      "call_to_action",
    ]);
  });

  it.each([
    "transfer ke rekening mana?",
    "masih promo ga?",
    "https://maps.google.com/?q=-6.2,106.8",
    "PAKET SAYA BELUM SAMPAI TOLONG DICEK SEKARANG",
    "Pinjaman",
    "0813-5550-0999",
    "",
    "🌺",
  ])("flags nobody for one thing: %s", (text) => {
    expect(scoreMessage(text).isFlagged).toBe(false);
  });

  it("never flags on a single signal, however strong", () => {
    const text = "zeus olympus gacor maxwin scatter togel judi sbobet jackpot";
    const { signals, score, isFlagged } = scoreMessage(text);
    expect(signals).toEqual(["gambling"]);
    expect([score, isFlagged]).toEqual([3, false]);
  });

  it.each([
    "S E L A M A T anda mendapat h4d1ah undian Rp 75.000.000, hubungi 0813-5550-0999",
    "SEL\u200bAMAT anda mendapat ha\u00addiah undian Rp 75.000.000, hubungi 0813-5550-0999",
    "Ｓｅｌａｍａｔ anda mendapat hadiah Rp 75.000.000, hubungi 0813-5550-0999",
  ])("sees through disguises: %s", (text) => {
    expect(scoreMessage(text).isFlagged).toBe(true);
  });

  it.each([
    ["a conversation that goes on", { isKnownConversation: true }],
    ["what members called no spam", { verdict: "ham" as const }],
  ])("gives credit to %s", (_what, more) => {
    const text = "Selamat anda mendapat hadiah Rp 75.000.000";
    const plain = scoreMessage(text);
    const credited = scoreMessage(text, { ...NO_CONTEXT, ...more });
    expect(plain.isFlagged).toBe(true);
    expect(credited.isFlagged).toBe(false);
    expect(credited.signals).toEqual(plain.signals);
  });

  it.each([
    ["the same words from several people", { isRepeated: true }],
    ["what members called spam", { verdict: "spam" as const }],
  ])("counts %s as a signal, not as proof", (_what, more) => {
    const context = { ...NO_CONTEXT, ...more };
    const prefilled = "Halo, saya mau tanya produk yang ada di iklan Instagram";
    expect(scoreMessage(prefilled, context).isFlagged).toBe(false);
    const pitch = "Tambah followers cuma 20rb";
    expect(scoreMessage(pitch).isFlagged).toBe(false);
    expect(scoreMessage(pitch, context).isFlagged).toBe(true);
  });

  it("needs two signals, none of which is a customer's", async () => {
    const file = new URL("labelled.txt", import.meta.url);
    expect(await missesOf(file, isSuspectedSpam)).toEqual([]);
  });

  it("reads no more than the beginning of a long message", () => {
    const late = `${"a ".repeat(2_000)}${PRIZE}`;
    expect(scoreMessage(late).signals).toEqual([]);
  });
});

describe("the lists", () => {
  it("have no phrase in two topics: signals do not depend on each other", () => {
    const phrases = toPhrases(ENGLISH, INDONESIAN);
    const all = TOPICS.flatMap((topic) => [...new Set(phrases[topic])]);
    expect(all.filter((phrase, at) => all.indexOf(phrase) !== at)).toEqual([]);
  });
});
