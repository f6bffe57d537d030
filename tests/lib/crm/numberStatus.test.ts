/** A number's status, in whatever order its events are learned. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  learnReport,
  statusOf,
  type LifeStatus,
  type ReportedLife,
  type StatusReport,
} from "../../../src/lib/crm/numberStatus";
import { expectAnyOrder } from "./mergeLaws";

const reportArbitrary: fc.Arbitrary<StatusReport> = fc.record(
  {
    status: fc.constantFrom(
      "active" as const,
      "disconnected" as const,
      "offboarded" as const,
      "deleted" as const,
    ),
    received_at: fc.nat(4),
    at: fc.nat(3),
  },
  { requiredKeys: ["status", "received_at"] },
);

const statusAfter = (...reports: StatusReport[]) =>
  statusOf(reports.reduce(learnReport, {} as ReportedLife));
const timed = (status: LifeStatus, at: number, received_at: number) => ({
  status,
  at,
  received_at,
});
const untimed = (status: LifeStatus, received_at: number) => ({
  status,
  received_at,
});

describe("learnReport and statusOf", () => {
  it("does not depend on the order in which reports are learned", () => {
    expectAnyOrder(reportArbitrary, {}, learnReport);
  });

  it("is unknown before the first report", () => {
    expect(statusOf({})).toBeUndefined();
  });

  it("is the newest one's by the provider's time, whenever it arrived", () => {
    expect(
      statusAfter(timed("disconnected", 7, 1), timed("active", 5, 2)),
    ).toBe("disconnected");
  });

  it("is a report's without a time that arrived after all others", () => {
    const life = [
      untimed("active", 1),
      timed("disconnected", 900, 2),
      untimed("deleted", 3),
    ];
    expect(statusAfter(...life)).toBe("deleted");
    expect(statusAfter(...life, timed("active", 901, 4))).toBe("active");
    expect(statusAfter(...life, untimed("active", 4))).toBe("active");
  });

  it("stays when an old report comes late or one comes again", () => {
    const life = [timed("disconnected", 10, 1), untimed("deleted", 3)];
    for (const late of [
      timed("active", 9, 5),
      timed("disconnected", 10, 5),
      untimed("active", 2),
    ]) {
      expect(statusAfter(...life, late)).toBe("deleted");
    }
  });

  it("is the more final of two of one instant", () => {
    expect(statusAfter(timed("deleted", 5, 1), timed("active", 5, 2))).toBe(
      "deleted",
    );
    expect(statusAfter(untimed("offboarded", 5), timed("active", 1, 5))).toBe(
      "offboarded",
    );
  });
});
