import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mergeReceipts,
  NO_RECEIPTS,
  type DeliveryState,
} from "../../../src/lib/crm/status";
import type { Receipt } from "../../../src/lib/crm/events";
import { expectAnyOrder } from "./mergeLaws";

const learn = (state: DeliveryState, receipts: Receipt[]): DeliveryState =>
  mergeReceipts(state, receipts) ?? state;

const SENT: Receipt = { status: "sent", at: 100 };
const FAILED: Receipt = {
  status: "failed",
  at: 150,
  error: { code: 131047, title: "Re-engagement message" },
};
const DELIVERED: Receipt = { status: "delivered", at: 200 };
const READ: Receipt = { status: "read", at: 300 };
const PLAYED: Receipt = { status: "played", at: 400 };

const arbitraryReceipt: fc.Arbitrary<Receipt> = fc
  .record({
    status: fc.constantFrom<Receipt["status"]>(
      "sent",
      "failed",
      "delivered",
      "read",
      "played",
    ),
    at: fc.integer({ min: 1, max: 4 }),
    error: fc.option(
      fc.record(
        {
          code: fc.integer({ min: 1, max: 3 }),
          title: fc.constantFrom("a", "b"),
          detail: fc.constantFrom("a", "b"),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
  })
  .map(({ error, ...receipt }) =>
    receipt.status === "failed" && error !== undefined
      ? { ...receipt, error }
      : receipt,
  );

describe("mergeReceipts", () => {
  it("climbs from sent over failed and delivered to read and played", () => {
    const ladder = [SENT, FAILED, DELIVERED, READ, PLAYED];
    let state = NO_RECEIPTS;
    for (const receipt of ladder) {
      state = learn(state, [receipt]);
      expect(state.status).toBe(receipt.status);
    }
    expect(state.status_times).toEqual({
      sent: 100,
      failed: 150,
      delivered: 200,
      read: 300,
      played: 400,
    });
  });

  it("never goes down", () => {
    const read = learn(NO_RECEIPTS, [READ]);
    const later = learn(read, [SENT, DELIVERED, FAILED]);
    expect(later.status).toBe("read");
    expect(later.status_times.sent).toBe(100);
  });

  it("counts a failure after sending", () => {
    const state = learn(NO_RECEIPTS, [SENT, FAILED]);
    expect(state.status).toBe("failed");
    expect(state.error).toEqual(FAILED.error);
  });

  it("keeps the earliest time of each status", () => {
    const state = learn(NO_RECEIPTS, [{ ...READ, at: 500 }, READ]);
    expect(state.status_times).toEqual({ read: 300 });
  });

  it("says null when there is nothing new", () => {
    const state = learn(NO_RECEIPTS, [SENT, FAILED]);
    expect(mergeReceipts(state, [])).toBeNull();
    expect(mergeReceipts(state, [SENT, FAILED])).toBeNull();
    expect(mergeReceipts(state, [{ ...SENT, at: 900 }])).toBeNull();
    expect(mergeReceipts(NO_RECEIPTS, [])).toBeNull();
  });

  it("prefers the error that says more", () => {
    const bare: Receipt = { status: "failed", at: 1 };
    for (const order of [
      [bare, FAILED],
      [FAILED, bare],
    ]) {
      expect(learn(NO_RECEIPTS, order).error).toEqual(FAILED.error);
    }
  });

  it("does not depend on order, grouping or repetition", () => {
    expectAnyOrder(
      fc.array(arbitraryReceipt, { maxLength: 3 }),
      NO_RECEIPTS,
      learn,
    );
  });
});
