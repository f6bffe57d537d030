import { describe, expect, it } from "vitest";
import {
  adText,
  dueOf,
  neighbourOf,
  todayOf,
} from "../../../web/src/screens/review/queue";
import {
  LEAD_REASONS,
  STATUS_REASONS,
  VERDICTS,
} from "../../../src/lib/leads/reasons";
import { DAMPERS, SPAM_SIGNALS } from "../../../src/lib/spam/score";
import { DAY_MS, MINUTE_MS } from "../../../src/lib/time/units";
import { screensEn as en } from "../../../web/src/text/screens.en";
import { screensId as id } from "../../../web/src/text/screens.id";

const rows = ["a", "b", "c"].map((_id) => ({ _id }));

describe("the queue", () => {
  it("leaves out who was put off until tomorrow", () => {
    const now = Date.UTC(2026, 10, 27, 9);
    const due = { review_at: now - MINUTE_MS };
    expect(dueOf([due, { review_at: now + DAY_MS }], now)).toEqual([due]);
  });

  it("takes who came just now where the device's clock is slow", () => {
    const now = Date.UTC(2026, 10, 27, 9);
    expect(dueOf([{ review_at: now + MINUTE_MS }], now)).toHaveLength(1);
  });

  it("opens the one behind, at the end the one before", () => {
    expect(neighbourOf(rows, "a")?._id).toBe("b");
    expect(neighbourOf(rows, "c")?._id).toBe("b");
    expect(neighbourOf(rows, "b", -1)?._id).toBe("a");
    expect(neighbourOf(rows.slice(0, 1), "a")).toBeUndefined();
  });

  it("opens the first where the one looked at is no longer there", () => {
    expect(neighbourOf(rows, "x")?._id).toBe("a");
  });
});

it("counts a day of the workspace's calendar", () => {
  const now = Date.UTC(2026, 10, 26, 20);
  expect(todayOf(now, "Asia/Jakarta")).toEqual({
    day_start: Date.UTC(2026, 10, 26, 17),
    as_of: Date.UTC(2026, 10, 27, 17) - 1,
  });
});

describe("the ad that somebody came from", () => {
  it("is told by its headline, else by its words", () => {
    expect(adText('{"headline":"Promo kelas","body":"Daftar"}')).toBe(
      "Promo kelas",
    );
    expect(adText('{"body":"Daftar"}')).toBe("Daftar");
  });

  it.each([undefined, "", "[]", '{"headline":7}', '{"source_id":"1"}'])(
    "is not told of %s",
    (json) => {
      expect(adText(json)).toBeUndefined();
    },
  );
});

describe.each([
  ["Indonesian", id.review],
  ["English", en.review],
])("%s", (_name, texts) => {
  it("has a sentence for every code, and none besides", () => {
    const sorted = (codes: readonly string[]) => [...new Set(codes)].sort();
    const keys = (of: object) => Object.keys(of).sort();
    expect(keys(texts.signals)).toEqual(sorted(SPAM_SIGNALS));
    expect(keys(texts.dampers)).toEqual(sorted(DAMPERS));
    expect(keys(texts.reasons)).toEqual(
      sorted([...LEAD_REASONS, ...STATUS_REASONS]),
    );
    expect(keys(texts.verdicts)).toEqual(sorted(VERDICTS));
  });
});
