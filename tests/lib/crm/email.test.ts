import { describe, expect, it } from "vitest";
import { emailKey, normalizeEmail } from "../../../src/lib/crm/email";

describe("normalizeEmail", () => {
  it.each([
    ["  Sekar.W+toko@Example.co.id ", "Sekar.W+toko@Example.co.id"],
    ["a@b.example", "a@b.example"],
  ])("takes %j as %j", (text, email) => {
    expect(normalizeEmail(text)).toBe(email);
  });

  it.each([
    "",
    "sekar",
    "sekar@",
    "sekar@localhost",
    "a b@example.com",
    "a@@example.com",
    "Sekar <sekar@example.com>",
    `${"x".repeat(250)}@example.com`,
  ])("takes %j for no address", (text) => {
    expect(normalizeEmail(text)).toBeNull();
  });

  it("refuses what is far too long", () => {
    const text = `${"a.".repeat(500_000)}@`;
    expect(normalizeEmail(text)).toBeNull();
  });
});

it("an address is looked up without its case", () => {
  expect(emailKey("Sekar@Example.COM")).toBe("sekar@example.com");
});
