/**
 * I7: what our functions log tells a delivery's way and nothing of a person.
 * The end-to-end twin reads a real server's output; here every line is looked
 * into, also those of things that go wrong.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { internal } from "../../../../convex/_generated/api";
import { logFailedItem } from "../../../../convex/model/webhooks/failedItems";
import { inbound, SEKAR } from "../../../support/bodies";
import { post } from "../../../support/deliver";
import { useConvexEnvironment } from "../../../support/environment";
import { loadFixtures } from "../../../support/fixtures";
import { loseJobs } from "../../../support/jobs";
import { cure, poison } from "../../../support/poison";
import { deliver, postPlain, postSigned } from "../../../support/requests";
import { rowsOf } from "../../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../../support/setup";
import { createTenant } from "../../../support/tenants";

useConvexEnvironment();

const METHODS = ["log", "info", "debug", "warn", "error", "trace"] as const;
let lines: unknown[][];

beforeEach(() => {
  lines = [];
  for (const method of METHODS) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      lines.push([method, ...args]);
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

const lineSchema = z
  .object({ event: z.string().regex(/^(webhook|alert|lead)\.[a-z_]+$/) })
  .catchall(z.union([z.string(), z.number(), z.boolean()]));

/**
 * What the batch worker of the counts prints when time was passed faster than its
 * loop came round; nothing of ours, and nothing of a person.
 */
const OF_BATCH_WORKER = '[monitor] "ops" loop is not running — restarting';

/** Every line parsed: one JSON object on one line, and nothing else at all. */
function readLines() {
  const own = lines.filter(([, text]) => text !== OF_BATCH_WORKER);
  return own.map(([method, text, ...more]) => {
    expect([method, more]).toEqual(["log", []]);
    expect(text).not.toContain("\n");
    return lineSchema.parse(JSON.parse(z.string().parse(text)));
  });
}

/** What a line tells besides our own ids, sizes, counts and durations. */
function readable(line: z.infer<typeof lineSchema>): string {
  const {
    audit_id: _auditId,
    alert_id: _alertId,
    contact_id: _contactId,
    http_request_id: _requestId,
    ...rest
  } = line;
  const told = Object.entries(rest).filter(
    ([, value]) => typeof value === "string",
  );
  return JSON.stringify(told);
}

const OUR_WORDS = /^[a-z]+([._][a-z]+)*$/;

/** Words, names, ids and digit runs of everything that a body says. */
function collectPersonal(value: unknown, found: Set<string>): void {
  if (typeof value === "string") {
    const digits = value.replace(/\D/g, "");
    for (const run of [...(value.match(/\d{6,}/g) ?? []), digits]) {
      if (run.length >= 6) {
        found.add(run);
      }
    }
    // Lower-case names in the provider's style are its vocabulary, not speech.
    for (const word of value.split(/\s+/)) {
      if (word.length >= 5 && !OUR_WORDS.test(word)) {
        found.add(word);
      }
    }
  } else if (typeof value === "object" && value !== null) {
    Object.values(value).forEach((inner) => collectPersonal(inner, found));
  }
}

/** Bodies are JSON, but for the one that a test cuts. */
function personalTextsOf(bodies: string[]): string[] {
  const found = new Set<string>();
  for (const body of bodies) {
    collectPersonal(JSON.parse(body), found);
  }
  return [...found];
}

async function expectNothingPersonal(
  t: TestConvex,
  personal: string[],
): Promise<void> {
  const auditIds = (await rowsOf(t, "webhookAudit")).map((row) => row._id);
  for (const line of readLines()) {
    if (line.audit_id !== undefined) {
      expect(auditIds).toContain(line.audit_id);
    }
    if (line.http_request_id !== undefined) {
      expect(line.http_request_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4,12}){4}$/);
    }
    const told = readable(line);
    expect(told).not.toMatch(/\d{6,}/);
    expect(personal.filter((text) => told.includes(text))).toEqual([]);
  }
}

describe("the log of every documented delivery", () => {
  it("holds a line for each and nothing of a person", async () => {
    const { t } = await setupDemo();
    const fixtures = await loadFixtures();
    for (const { body, headers, secret } of [...fixtures, ...fixtures]) {
      vi.stubEnv("KAPSO_WEBHOOK_SECRET", secret);
      await t.fetch("/webhooks/kapso", { method: "POST", headers, body });
      await drain(t);
    }
    const personal = personalTextsOf(fixtures.map(({ bodyText }) => bodyText));
    expect(personal.length).toBeGreaterThan(300);
    expect(personal).toEqual(
      expect.arrayContaining([
        "6281255500101",
        "Wulandari",
        "ID.90210000000000000101",
        "@warung.malam.fiktif",
      ]),
    );
    expect(personal.some((text) => text.startsWith("wamid."))).toBe(true);
    await expectNothingPersonal(t, personal);
    const told = new Set(readLines().map((line) => line.audit_id));
    for (const { _id } of await rowsOf(t, "webhookAudit")) {
      expect(told).toContain(_id);
    }
  });
});

describe("the log of what goes wrong", () => {
  const number = "100000000000099";
  const saying = { person: SEKAR, at: 0, text: "Rahasia sekali" };
  const stranger = inbound({ ...saying, id: "w1", phoneNumberId: number });
  const body = JSON.stringify(stranger.body);

  it("holds nothing of a person either", async () => {
    const { t } = await setupDemo();
    await postPlain(t, body);
    await postPlain(t, body, { "X-Webhook-Signature": "0".repeat(64) });
    await postSigned(t, { body: body.slice(0, 200) });
    await postSigned(t, { body: body.padEnd(3 * 1024 * 1024 + 1, " ") });
    await post(t, stranger, "key-1");
    await passTime(t, 0);
    await createTenant(t, "late", [number]);
    await deliver(
      t,
      inbound({ ...saying, id: "w2", person: {}, session: null }),
    );
    await poison(t, "w4");
    await post(t, inbound({ ...saying, id: "w4" }), "key-4");
    await passTime(t, 0);
    await cure(t);
    await drain(t);
    await post(t, inbound({ ...saying, id: "w3" }), "key-3");
    await loseJobs(t);
    await passTime(t, 180_000);
    await t.action(internal.webhooks.sweep.restartLost, {});
    await drain(t);
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "");
    await postSigned(t, { body });
    await expectNothingPersonal(t, [...personalTextsOf([body]), "Rahasia"]);
    expect(new Set(readLines().map((line) => line.event))).toEqual(
      new Set([
        "webhook.refused",
        "webhook.rejected",
        "webhook.too_large",
        "webhook.accepted",
        "webhook.unclaimed",
        "webhook.reprocessed",
        "webhook.item_failed",
        "webhook.item_recovered",
        "webhook.processed",
        "webhook.stuck",
        "webhook.unconfigured",
        "alert.raised",
        "lead.status_given",
      ]),
    );
  });

  it("names where an unexpected error came from, not what it quotes", async () => {
    const { t } = await setupDemo();
    await deliver(t, inbound({ ...saying, id: "w1" }));
    const [audit] = await rowsOf(t, "webhookAudit");
    if (audit === undefined) {
      throw new Error("there is an audit row");
    }
    lines = [];
    const quotes = [
      "does not match: Sekar Wulandari",
      "two lines\n    at Sekar (6281255500101)\n    at last",
      "",
    ];
    for (const quote of quotes) {
      logFailedItem(audit._id, 0, new TypeError(quote));
    }
    for (const line of readLines()) {
      expect(line).toMatchObject({
        event: "webhook.item_failed",
        audit_id: audit._id,
        error_code: "apply_failed",
        error_name: "TypeError",
      });
      expect(line.frames).toContain("log.test.ts");
    }
    await expectNothingPersonal(t, ["Sekar", "Wulandari", "6281255500101"]);
  });
});
