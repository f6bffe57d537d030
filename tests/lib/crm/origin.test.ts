import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseOrigin } from "../../../src/lib/crm/origin";
import type { Origin } from "../../../src/lib/crm/events";
import { expectOrderFree } from "./mergeLaws";

it("chooseOrigin calls a message live once anybody has seen it live", () => {
  expect(chooseOrigin("history_sync", "cloud_api")).toBe("cloud_api");
  expect(chooseOrigin("reconcile", "history_sync")).toBe("reconcile");
  expect(chooseOrigin("business_app", "cloud_api")).toBe("business_app");
});

it("chooseOrigin does not depend on order", () => {
  expectOrderFree(
    fc.constantFrom<Origin>(
      "cloud_api",
      "business_app",
      "history_sync",
      "reconcile",
    ),
    chooseOrigin,
  );
});
