import { describe, expect, it } from "vitest";
import { toAddress } from "../../../src/lib/auth/address";

describe("toAddress", () => {
  it.each([
    ["ann@example.com", "ann@example.com"],
    [" Ann.Lee+crm@Example.COM \n", "ann.lee+crm@example.com"],
    ["demo-owner@local.invalid", "demo-owner@local.invalid"],
  ])("reads %j", (text, address) => {
    expect(toAddress(text)).toBe(address);
  });

  it.each([
    "",
    "ann",
    "ann@",
    "@example.com",
    "ann@example",
    "ann lee@example.com",
    "ann@example.com, bob@example.com",
    "ann@example.com\nbcc: bob@example.com",
    "Ann <ann@example.com>",
    `${"a".repeat(250)}@example.com`,
  ])("takes %j for no address", (text) => {
    expect(toAddress(text)).toBeUndefined();
  });
});
