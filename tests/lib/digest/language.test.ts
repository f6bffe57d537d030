import { describe, expect, it } from "vitest";
import { isForeign, isWrittenIn } from "../../../src/lib/digest/language";
import { shareContentWord } from "../../../src/lib/digest/words";
import { similarity } from "../../../src/lib/digest/similarity";

describe("isWrittenIn", () => {
  it.each([
    [
      "id",
      "Pelanggan menanyakan harga paket dan belum ada balasan dari kami sejak pagi.",
      true,
    ],
    [
      "en",
      "A customer asks for the price of the package and is waiting for a reply.",
      true,
    ],
    [
      "en",
      "Pelanggan menanyakan harga paket dan belum ada balasan dari kami sejak pagi.",
      false,
    ],
    [
      "id",
      "A customer asks for the price of the package and is waiting for a reply.",
      false,
    ],
    [
      "en",
      "El cliente pregunta cuanto cuesta el paquete grande y espera una respuesta.",
      false,
    ],
    ["id", "客户询问 价格 并 等待 回复 已经 很久 了 请 处理 一下", false],
    [
      "id",
      "Seorang pelanggan menulis: “I would like to talk to a person about the order”",
      true,
    ],
    ["id", "ok", true],
  ] as const)("%s: %s", (language, text, expected) => {
    expect(isWrittenIn(text, language)).toBe(expected);
  });

  it("sees one foreign sentence among others", () => {
    expect(isForeign("The customer is waiting for a reply.", "id")).toBe(true);
    expect(isForeign("Pelanggan menunggu follow up the order.", "id")).toBe(
      false,
    );
  });
});

describe("shareContentWord", () => {
  it.each([
    ["Menanyakan pengiriman ke Cimahi", "Bisa kirim ke Cimahi?", true],
    ["Biaya pengiriman ditanyakan", "kirimnya berapa", true],
    ["They asked about the price", "berapa harganya kak", true],
    ["Cuaca cerah sekali", "Bisa kirim ke Cimahi?", false],
    ["Pelanggan ingin sesuatu", "pelanggan ingin ini", false],
    ["[name] dan [phone]", "[name] [phone]", false],
  ])("%s / %s", (a, b, expected) => {
    expect(shareContentWord(a, b)).toBe(expected);
    expect(shareContentWord(b, a)).toBe(expected);
  });
});

it("similarity goes from nothing in common to the same", () => {
  expect(similarity("abc def", "ABC, def!")).toBe(1);
  expect(similarity("abc", "xyz")).toBe(0);
  expect(similarity("harga paket besar", "harga paket kecil")).toBeGreaterThan(
    0.3,
  );
});
