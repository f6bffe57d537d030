import { describe, expect, it } from "vitest";
import { signalsOf } from "../../../src/lib/digest/signals";

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
