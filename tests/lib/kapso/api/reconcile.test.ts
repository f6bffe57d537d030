import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  toEndedEvent,
  toMessageEvent,
} from "../../../../src/lib/kapso/api/items";
import {
  conversationSchema,
  webhookSchema,
} from "../../../../src/lib/kapso/api/schemas";
import {
  checkWebhooks,
  WEBHOOK_PROBLEMS,
  WEBHOOK_REMEDIES,
} from "../../../../src/lib/kapso/api/webhookCheck";
import {
  nextComparisonAt,
  OVERLAP_MS,
  SETTLE_MS,
  windowOf,
} from "../../../../src/lib/kapso/api/window";
import { HOUR_MS } from "../../../../src/lib/time/units";

const NUMBER = "100000000000017";

const message = (kapso: object, more: object = {}) => ({
  id: "wamid.1",
  timestamp: "1789352107",
  type: "text",
  from: "6281255500101",
  text: { body: "Halo" },
  kapso: {
    direction: "inbound",
    origin: "cloud_api",
    whatsapp_conversation_id: "c1",
    phone_number: "+62 812-5550-0101",
    ...kapso,
  },
  ...more,
});

describe("a message of the read API", () => {
  it("is an event of origin reconcile, with its session and person", () => {
    expect(toMessageEvent(message({}), NUMBER)).toMatchObject({
      kind: "message",
      origin: "reconcile",
      phone_number_id: NUMBER,
      direction: "inbound",
      party: { phone: "+62 812-5550-0101" },
      session: { kapso_conversation_id: "c1" },
      content: { text: "Halo" },
    });
  });

  it("of a history sync stays history", () => {
    expect(
      toMessageEvent(message({ origin: "history_sync" }), NUMBER),
    ).toMatchObject({ origin: "history_sync" });
  });

  it("that cannot be read is none", () => {
    expect(toMessageEvent({ id: "wamid.1" }, NUMBER)).toBeNull();
    expect(toMessageEvent(message({}, { group_id: "g1" }), NUMBER)).toBeNull();
  });

  it("may be anything", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (rest) => {
        const event = toMessageEvent({ ...rest, id: "x" }, NUMBER);
        expect(event === null || "kind" in event).toBe(true);
      }),
    );
  });
});

it("only an ended conversation says that it ended", () => {
  const conversation = (status: string) =>
    conversationSchema.parse({
      id: "c1",
      status,
      updated_at: "2026-09-14T02:15:07Z",
    });
  expect(toEndedEvent(conversation("active"), NUMBER)).toBeNull();
  expect(toEndedEvent(conversation("ended"), NUMBER)).toMatchObject({
    kind: "conversation",
    change: "ended",
  });
});

describe("the window", () => {
  it("overlaps with the last one, and ends before what is on its way", () => {
    const now = 1_800_000_000_000;
    expect(windowOf(now - HOUR_MS, now)).toEqual({
      from: now - HOUR_MS - OVERLAP_MS,
      to: now - SETTLE_MS,
    });
  });

  it("has no hole and no end before its beginning", () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 0, max: 2e12 }), { nil: undefined }),
        fc.integer({ min: 1.7e12, max: 1.9e12 }),
        (lastTo, now) => {
          const { from, to } = windowOf(lastTo, now);
          expect(from).toBeLessThanOrEqual(to);
          expect(to).toBeLessThan(now);
        },
      ),
    );
  });

  it("comes once an hour, at the workspace's own minute", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1.7e12, max: 1.9e12 }),
        (id, now) => {
          const next = nextComparisonAt(id, now);
          expect(next).toBeGreaterThan(now);
          expect(next - now).toBeLessThanOrEqual(HOUR_MS);
          expect(nextComparisonAt(id, next)).toBe(next + HOUR_MS);
        },
      ),
    );
  });
});

it("a webhook's secret is never read", () => {
  const hook = { id: "1", url: "https://x.example", active: true };
  expect(webhookSchema.parse({ ...hook, secret_key: "s" })).not.toHaveProperty(
    "secret_key",
  );
});

it("a webhook of Meta's form has no events to choose", () => {
  const url = "https://crm.example/webhooks/kapso/abc";
  const hook = webhookSchema.parse({
    id: "1",
    url,
    kind: "meta",
    active: true,
  });
  expect(checkWebhooks([hook], new Set(["/webhooks/kapso/abc"]))).toEqual([]);
  expect(checkWebhooks([hook], new Set(["/webhooks/kapso"]))).toEqual([
    "webhook_missing",
  ]);
});

it("each problem says what mends it", () => {
  for (const problem of WEBHOOK_PROBLEMS) {
    expect(WEBHOOK_REMEDIES[problem]).toMatch(/Kapso/);
  }
});
