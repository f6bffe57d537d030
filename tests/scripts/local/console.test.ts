/** What `npm start` writes of what the runtime logs. */
import type { HostLogEntry } from "local-convex";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Console, type LogLevel } from "../../../scripts/local/console";
import { formatEvent, type LogFields } from "../../../src/lib/log";

const NOW = Date.UTC(2026, 8, 14, 2, 15);
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** As the runtime passes on what a function printed. */
const printed = (
  text: string,
  { method = "LOG", component = "" } = {},
): HostLogEntry => ({
  level: "info",
  event: "function.log",
  function: "POST /webhooks/kapso",
  component,
  request_id: "r1",
  line: `[${method}] ${inspect(text, { depth: 6 })}`,
});

const event = (name: string, fields: LogFields = {}, component = "") =>
  printed(formatEvent(name, fields), { component });

function open(level: LogLevel) {
  const lines: Record<string, unknown>[] = [];
  const log = new Console(level, (line) => {
    expect(line).toMatch(/^\{.*\}\n$/);
    lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  return { log, lines };
}

describe("the console", () => {
  it("unwraps an event into one flat object with its time", () => {
    const { log, lines } = open("info");
    log.log(event("webhook.refused", { reason: "mismatch", body_bytes: 9 }));
    expect(lines).toEqual([
      {
        time: "2026-09-14T02:15:00.000Z",
        level: "warn",
        event: "webhook.refused",
        reason: "mismatch",
        body_bytes: 9,
        function: "POST /webhooks/kapso",
        request_id: "r1",
      },
    ]);
  });

  it.each(["it's", 'a "quoted" `word` of it\'s', "back\\slash", "line\nend"])(
    "keeps a text as it was: %j",
    (frames) => {
      const { log, lines } = open("info");
      log.log(event("webhook.item_failed", { frames }));
      expect(lines).toMatchObject([{ event: "webhook.item_failed", frames }]);
    },
  );

  it("keeps an event of ours that a component's worker ran", () => {
    const { log, lines } = open("info");
    log.log(event("digest.ended", { status: "done" }, "digestPool"));
    expect(lines).toMatchObject([
      { event: "digest.ended", component: "digestPool" },
    ]);
  });

  it("leaves a component's own talk to --log all, but not its warnings", () => {
    const talk = JSON.stringify({ component: "workpool", event: "report" });
    for (const [level, count] of [
      ["debug", 1],
      ["all", 3],
    ] as const) {
      const { log, lines } = open(level);
      const component = "digestPool";
      log.log(printed(talk, { method: "INFO", component }));
      log.log(printed("idle", { component }));
      log.log(printed("trouble", { method: "WARN", component }));
      expect(lines).toHaveLength(count);
      expect(lines.at(-1)).toMatchObject({ level: "warn", line: "trouble" });
    }
  });

  it("passes on what is no event with the level of its console method", () => {
    const { log, lines } = open("info");
    log.log(printed("{not JSON", { method: "ERROR" }));
    log.log(printed('{"nested":{"event":"x"}}'));
    log.log(printed("quiet", { method: "DEBUG" }));
    expect(lines).toMatchObject([
      { level: "error", event: "function.log", line: "{not JSON" },
      { level: "info", event: "function.log" },
    ]);
  });

  it("keeps the runtime's own entries, flat", () => {
    const { log, lines } = open("info");
    log.log({
      level: "error",
      event: "function.failed",
      function: "a:b",
      component: "",
      list: ["x", "y"],
      message: "why",
    });
    expect(lines).toMatchObject([
      { level: "error", event: "function.failed", list: "x y", message: "why" },
    ]);
    expect(lines[0]).not.toHaveProperty("component");
  });

  it.each<[LogLevel, string[]]>([
    ["error", ["webhook.not_stored"]],
    ["warn", ["webhook.not_stored", "webhook.refused"]],
    ["info", ["webhook.not_stored", "webhook.refused", "digest.ended"]],
    [
      "debug",
      [
        "webhook.not_stored",
        "webhook.refused",
        "digest.ended",
        "webhook.accepted",
      ],
    ],
  ])("says at %s: %j", (level, expected) => {
    const { log, lines } = open(level);
    for (const name of [
      "webhook.not_stored",
      "webhook.refused",
      "digest.ended",
      "webhook.accepted",
    ]) {
      log.log(event(name));
    }
    expect(lines.map((line) => line["event"])).toEqual(expected);
    log.close();
  });
});

describe("the counter", () => {
  it("tells every ten seconds what was accepted and processed", () => {
    const { log, lines } = open("info");
    for (const name of ["accepted", "accepted", "duplicate", "processed"]) {
      log.log(event(`webhook.${name}`));
    }
    vi.advanceTimersByTime(9_999);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(lines).toEqual([
      {
        time: "2026-09-14T02:15:10.000Z",
        level: "info",
        event: "webhook.counted",
        accepted_count: 2,
        duplicate_count: 1,
        processed_count: 1,
      },
    ]);
  });

  it("says nothing when nothing happened", () => {
    const { log, lines } = open("info");
    log.log(event("webhook.accepted"));
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
  });

  it("tells the rest when the server stops", () => {
    const { log, lines } = open("info");
    log.log(event("webhook.processed"));
    log.close();
    expect(lines).toMatchObject([{ accepted_count: 0, processed_count: 1 }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not count a delivery of which something failed: it is told", () => {
    const { log, lines } = open("info");
    log.log(event("webhook.processed", { failed_count: 3 }));
    expect(lines).toMatchObject([
      { level: "warn", event: "webhook.processed", failed_count: 3 },
    ]);
  });
});
