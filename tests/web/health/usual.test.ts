import { describe, expect, it } from "vitest";
import { usualRange } from "../../../web/src/screens/health/usual";

const hours = (values: (number | null)[]) => [...values, 1_000_000];

describe("what is usual", () => {
  it("is where eight of ten hours lie, whatever the hour under way says", () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    expect(usualRange(hours(values))).toEqual({ low: 10, high: 89 });
  });

  it("does not heed one hour of a campaign, nor hours without a value", () => {
    const quiet: (number | null)[] = [...Array<number>(30).fill(5), null];
    expect(usualRange(hours([...quiet, 9_000]))).toEqual({ low: 5, high: 5 });
  });

  it("is unknown before a day of hours", () => {
    expect(usualRange(hours(Array<number>(23).fill(5)))).toBeNull();
    expect(usualRange(hours(Array<number>(24).fill(5)))).not.toBeNull();
  });
});
