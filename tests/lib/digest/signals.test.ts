import { describe, expect, it } from "vitest";
import { isClosing, signalsOf } from "../../../src/lib/digest/signals";

describe("signalsOf", () => {
  it.each([
    ["Pesanan saya belum sampai, tolong dicek ya", ["complaint"]],
    ["My order hasn't arrived", ["complaint"]],
    ["I would like to talk to a person please", ["handover"]],
    ["Berapa harganya, 150rb?", ["money", "question"]],
    ["Bisa reschedule ke hari Sabtu pagi?", ["date", "question"]],
    ["Ini fotonya kak", []],
    ["kata karatan", []],
  ])("of %j", (text, signals) => {
    expect(signalsOf(text)).toEqual(signals);
  });
});

describe("isClosing", () => {
  it.each([
    "Oke, terima kasih 🙏",
    "siap kak",
    "Thank you so much!",
    "ok thanks",
    "🙏",
    "Sip, makasih banyak ya kak",
  ])("is true for %j", (text) => {
    expect(isClosing(text)).toBe(true);
  });

  it.each([
    "ok, jadi berapa?",
    "ya saya mau 2",
    "Terima kasih, kapan dikirim?",
    "baik saya tunggu barangnya sampai rumah ya kak",
    "",
    "mau",
  ])("is false for %j", (text) => {
    expect(isClosing(text)).toBe(false);
  });
});
