/** No log line holds a person: every documented delivery, then a search. */
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { loadFixtures } from "../../scripts/sim/fixtures";
import { disposeServers, startTestServer } from "../support/server";

const FIXTURES = path.resolve(import.meta.dirname, "../../fixtures/kapso");

/** Keys whose values belong to a person, in any form of body. */
const PERSONAL =
  /^(body|caption|text|title|description|transcript|content|name|contact_name|profile_name|display_name|formatted_name|first_name|last_name|username|from|to|wa_id|recipient_id|phone|phone_number|conversation_phone_number|id|payload|filename|url|link|response_json|emoji|.*user_id|business_scoped_user_id|last_message_text|address)$/;
/** Words that are no secret although a personal key can hold them. */
const HARMLESS =
  /^(flow|Sent|text|test|id|sent|read|failed|delivered|\d{1,6})$/;
/** Below this a word may be part of anything. */
const MIN_LENGTH = 6;

/** Our own number and account are in every body and belong to nobody. */
const OURS = new Set(["100000000000017", "100000000000029", "200000000000031"]);

function collect(value: unknown, key: string, found: Set<string>): void {
  if (typeof value === "string") {
    const isPersonal = PERSONAL.test(key) && !HARMLESS.test(value);
    if (isPersonal && value.length >= MIN_LENGTH && !OURS.has(value)) {
      // Quotes and line ends look different inside a JSON line.
      found.add(JSON.stringify(value).slice(1, -1).slice(0, 200));
    }
    const digits = value.replace(/\D/g, "");
    if (/^\+?[\d ()-]{10,}$/.test(value) && !OURS.has(digits)) {
      found.add(digits);
      found.add(digits.slice(-8));
    }
  } else if (Array.isArray(value)) {
    value.forEach((item) => collect(item, key, found));
  } else if (typeof value === "object" && value !== null) {
    Object.entries(value).forEach(([name, item]) => collect(item, name, found));
  }
}

afterAll(disposeServers);

it("logs ids, counts and codes but nothing of a person", async () => {
  const server = await startTestServer({ args: ["--log=all"] });
  const fixtures = await loadFixtures(FIXTURES, server.secret);
  const personal = new Set<string>();
  const auditIds: string[] = [];
  for (const { body, headers } of [...fixtures, ...fixtures]) {
    const answer = await server.post(new Uint8Array(body), headers);
    auditIds.push((JSON.parse(answer.text) as { audit_id: string }).audit_id);
    collect(JSON.parse(body.toString("utf8")), "", personal);
  }
  await server.post(new Uint8Array(fixtures[0]?.body ?? []), {
    "X-Webhook-Signature": "0".repeat(64),
  });
  await server.settle();
  await server.child.stop();
  const output = server.child.output();

  expect(personal.size).toBeGreaterThan(150);
  expect(personal).toContain("6281255500101");
  expect(personal).toContain("Sekar Wulandari");
  // The search would find nothing either if nothing had been logged.
  for (const auditId of auditIds) {
    expect(output).toContain(auditId);
  }
  expect([...personal].filter((text) => output.includes(text))).toEqual([]);
  expect(output).not.toContain(server.secret);
});

const lineSchema = z
  .object({
    time: z.iso.datetime(),
    level: z.enum(["error", "warn", "info", "debug"]),
    event: z.string().regex(/^[a-z_]+\.[a-z_]+$/),
  })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()]));

it("writes one flat object a line to standard error and nothing else", async () => {
  const server = await startTestServer();
  const [first] = await loadFixtures(FIXTURES, server.secret);
  const body = new Uint8Array(first?.body ?? []);
  await server.post(body, { ...first?.headers });
  await server.post(body, { "X-Webhook-Signature": "0".repeat(64) });
  await server.settle();
  await server.child.stop();

  const lines = server.child
    .errorOutput()
    .trimEnd()
    .split("\n")
    .map((line) => lineSchema.parse(JSON.parse(line)));
  const select = (event: string) =>
    lines.filter((line) => line.event === event);
  expect(select("webhook.refused")).toMatchObject([
    { level: "warn", reason: "mismatch", body_bytes: body.length },
  ]);
  // Deliveries that go well are counted; the rest of the count comes at the end.
  expect(select("webhook.accepted")).toEqual([]);
  const counted = select("webhook.counted");
  const sum = (name: string) =>
    counted.reduce((total, line) => total + Number(line[name]), 0);
  expect([sum("accepted_count"), sum("processed_count")]).toEqual([1, 1]);
  expect(server.child.output()).toMatch(/^ready \{/m);
});
