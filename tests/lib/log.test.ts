import { describe, expect, it } from "vitest";
import { formatEvent, type LogFields } from "../../src/lib/log";

describe("formatEvent", () => {
  it("writes one JSON line, event and level first, absent fields left out", () => {
    const line = formatEvent("webhook.processed", {
      audit_id: "k97abc",
      applied_count: 2,
      duration_ms: 12,
      is_limited: false,
      error_code: undefined,
    });
    expect(line).toBe(
      '{"event":"webhook.processed","level":"debug","audit_id":"k97abc","applied_count":2,' +
        '"duration_ms":12,"is_limited":false}',
    );
  });

  it.each([
    "+6281255500101",
    "Sekar Wulandari",
    "sekar@contoh.invalid",
    "line\nbreak",
    "wamid.HBgNNjI4MTI1NTUwMDEwMRUCABIY==",
    "x".repeat(129),
    "",
  ])("writes no value that is neither id nor code: %j", (value) => {
    expect(formatEvent("x.y", { endpoint_key: value })).toBe(
      '{"event":"x.y","level":"info","endpoint_key":"redacted"}',
    );
  });

  it.each<[string, LogFields, string]>([
    ["webhook.accepted", {}, "debug"],
    ["webhook.processed", { failed_count: 0 }, "debug"],
    ["webhook.processed", { failed_count: 1 }, "warn"],
    ["webhook.refused", {}, "warn"],
    ["webhook.not_stored", {}, "error"],
    ["digest.ended", {}, "info"],
    ["alert.raised", {}, "warn"],
    ["alert.resolved", {}, "info"],
  ])("knows how much %s %j matters: %s", (event, fields, level) => {
    expect(JSON.parse(formatEvent(event, fields))).toMatchObject({ level });
  });

  it("keeps stack frames whole", () => {
    const frames = "at run (../convex/webhooks/apply.ts:12:3) | at x";
    expect(JSON.parse(formatEvent("x.y", { frames }))).toEqual({
      event: "x.y",
      level: "info",
      frames,
    });
  });

  it("takes only ids, counts, codes and durations", () => {
    // @ts-expect-error words have no place in a log
    formatEvent("x.y", { text: "Halo" });
    // @ts-expect-error nor have people
    formatEvent("x.y", { name: "Sekar", phone: "6281255500101" });
    // @ts-expect-error a wamid has a phone number inside
    formatEvent("x.y", { kapso_message_id: "wamid.A" });
    // @ts-expect-error a count is a number
    formatEvent("x.y", { item_count: "two" });
  });
});
