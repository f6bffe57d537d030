/** Recording a delivery: duplicates, keys, dead letters, stored parts. */
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../../src/lib/time/units";
import { inbound, metaHistory, SEKAR } from "../../support/bodies";
import { signBody, TEST_SECRET } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { loadFixture } from "../../support/fixtures";
import { postSigned } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const bodyOf = (id: string) =>
  JSON.stringify(inbound({ id, person: SEKAR, at: 0 }).body);

async function answerTo(
  t: TestConvex,
  body: string,
  key?: string,
): Promise<unknown> {
  const response = await postSigned(t, {
    body,
    headers: key === undefined ? {} : { "X-Idempotency-Key": key },
  });
  expect(response.status).toBe(200);
  return await response.json();
}

describe("a repeated delivery", () => {
  it("is counted on the first one's row and does nothing else", async () => {
    const { t } = await setupDemo();
    await answerTo(t, bodyOf("w1"), "key");
    await drain(t);
    const before = await onlyRow(t, "webhookAudit");
    expect(before).toMatchObject({ duplicate_count: 0, attempts: 1 });
    for (let i = 0; i < 3; i++) {
      expect(await answerTo(t, bodyOf("w1"), "key")).toEqual({
        status: "duplicate",
        audit_id: before._id,
      });
      await drain(t);
    }
    expect(await onlyRow(t, "webhookAudit")).toEqual({
      ...before,
      duplicate_count: 3,
      has_duplicates: true,
      last_duplicate_at: expect.any(Number) as unknown,
    });
    expect(await rowsOf(t, "webhookPayloads")).toHaveLength(1);
    expect(await onlyRow(t, "messages")).toMatchObject({
      kapso_message_id: "w1",
    });
  });

  it("of a rejected one is a duplicate too", async () => {
    const { t } = await setupDemo();
    expect(await answerTo(t, "{", "key")).toMatchObject({
      status: "rejected",
    });
    expect(await answerTo(t, "{", "key")).toMatchObject({
      status: "duplicate",
    });
    expect(await rowsOf(t, "syncFailures")).toHaveLength(1);
  });

  it("is known without a key by its bytes", async () => {
    const { t } = await setupDemo();
    await answerTo(t, bodyOf("w1"));
    expect(await answerTo(t, bodyOf("w1"))).toMatchObject({
      status: "duplicate",
    });
    expect(await answerTo(t, bodyOf("w2"))).toMatchObject({
      status: "accepted",
    });
    const [audit] = await rowsOf(t, "webhookAudit");
    expect(audit?.idempotency_key).toBe(`sha256:${audit?.body_sha256}`);
  });

  it("under a new key is recorded, and adds no message", async () => {
    const { t } = await setupDemo();
    await answerTo(t, bodyOf("w1"), "key-1");
    expect(await answerTo(t, bodyOf("w1"), "key-2")).toMatchObject({
      status: "accepted",
    });
    await drain(t);
    expect(await rowsOf(t, "webhookAudit")).toHaveLength(2);
    expect(await onlyRow(t, "messages")).toBeDefined();
    expect(await onlyRow(t, "conversations")).toMatchObject({
      message_count: 1,
      unread_count: 1,
    });
  });
});

describe("a key that comes back with another body", () => {
  it("is another delivery, and each of the two has its own repeats", async () => {
    const { t } = await setupDemo();
    await answerTo(t, bodyOf("w1"), "key");
    expect(await answerTo(t, bodyOf("w2"), "key")).toMatchObject({
      status: "accepted",
    });
    for (const id of ["w1", "w2", "w2"]) {
      expect(await answerTo(t, bodyOf(id), "key")).toMatchObject({
        status: "duplicate",
      });
    }
    await drain(t);
    const audits = await rowsOf(t, "webhookAudit");
    expect(audits.map((row) => row.duplicate_count)).toEqual([1, 2]);
    const messages = await rowsOf(t, "messages");
    expect(messages.map((row) => row.kapso_message_id)).toEqual(["w1", "w2"]);
  });
});

describe("a key", () => {
  it("of any length tells deliveries apart", async () => {
    const { t } = await setupDemo();
    const long = "k".repeat(5000);
    await answerTo(t, bodyOf("w1"), `${long}1`);
    expect(await answerTo(t, bodyOf("w1"), `${long}2`)).toMatchObject({
      status: "accepted",
    });
    expect(await answerTo(t, bodyOf("w1"), `${long}1`)).toMatchObject({
      status: "duplicate",
    });
    for (const audit of await rowsOf(t, "webhookAudit")) {
      expect(audit.idempotency_key).toMatch(/^key-sha256:[0-9a-f]{64}$/);
    }
  });
});

describe("the audit row", () => {
  it("says what came, whose it is and how large it was", async () => {
    const { t, workspaceId } = await setupDemo();
    const { body, headers, bodyText } = await loadFixture("19");
    const signature = await signBody(body, TEST_SECRET);
    await postSigned(t, {
      body,
      headers: { ...headers, "X-Webhook-Signature": signature },
    });
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      endpoint_key: "default",
      idempotency_key: headers["X-Idempotency-Key"],
      event_type: "whatsapp.message.received",
      payload_form: "batch",
      workspace_id: workspaceId,
      phone_number_id: "100000000000017",
      status: "received",
      item_count: 10,
      body_bytes: new TextEncoder().encode(bodyText).length,
    });
  });

  it("of a number that nobody owns has no workspace", async () => {
    const { t } = await setupDemo();
    const body = inbound({
      id: "w1",
      person: SEKAR,
      at: 0,
      phoneNumberId: "999",
    }).body;
    await answerTo(t, JSON.stringify(body));
    const audit = await onlyRow(t, "webhookAudit");
    expect(audit.phone_number_id).toBe("999");
    expect(audit).not.toHaveProperty("workspace_id");
  });
});

describe("a body", () => {
  it("above a document's limit is stored in parts and read back whole", async () => {
    const { t } = await setupDemo();
    const text = "🙂".repeat(2000);
    const sayings = Array.from({ length: 120 }, (_, i) => ({
      id: `w${i}`,
      person: SEKAR,
      at: i,
      text,
    }));
    const body = JSON.stringify(metaHistory(SEKAR, sayings).body);
    await answerTo(t, body);
    const parts = await rowsOf(t, "webhookPayloads");
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((row) => row.part)).toEqual(parts.map((_, i) => i));
    expect(parts.map((row) => row.body).join("")).toBe(body);
    for (const part of parts) {
      expect(part.body).not.toMatch(/\p{Surrogate}/u);
      const bytes = new TextEncoder().encode(part.body).length;
      expect(bytes).toBeLessThan(1024 * 1024);
    }
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: 120,
    });
  });

  it("is kept 30 days, or as long as its workspace says", async () => {
    const { t, workspaceId } = await setupDemo();
    const keptDays = async (id: string) => {
      const now = Date.now();
      await answerTo(t, bodyOf(id));
      const rows = await rowsOf(t, "webhookPayloads");
      return Math.round(((rows.at(-1)?.expires_at ?? 0) - now) / DAY_MS);
    };
    expect(await keptDays("w1")).toBe(30);
    await t.run(
      async (ctx) =>
        await ctx.db.patch("workspaces", workspaceId, {
          payload_retention_days: 3,
        }),
    );
    expect(await keptDays("w2")).toBe(3);
  });
});

describe("a dead letter of a rejected body", () => {
  const naming = (number: string) =>
    JSON.stringify({ whatsapp_config: { phone_number_id: number } });

  it("is its number's workspace's, if it names one that has an owner", async () => {
    const { t, workspaceId } = await setupDemo();
    await answerTo(t, naming("100000000000017"));
    await answerTo(t, naming("999"));
    await answerTo(t, "{");
    const letters = await rowsOf(t, "syncFailures");
    expect(letters.map((row) => row.workspace_id)).toEqual([
      workspaceId,
      undefined,
      undefined,
    ]);
    const audits = await rowsOf(t, "webhookAudit");
    expect(audits.map((row) => row.workspace_id)).toEqual(
      letters.map((row) => row.workspace_id),
    );
  });

  it("is nobody's while the body is unsigned: it is not kept", async () => {
    const { t } = await setupDemo();
    const signature = await signBody(
      new TextEncoder().encode(naming("100000000000017")),
      "somebody else's secret",
    );
    const response = await postSigned(t, {
      body: naming("100000000000017"),
      headers: { "X-Webhook-Signature": signature },
    });
    expect(response.status).toBe(401);
    expect(await rowsOf(t, "syncFailures")).toEqual([]);
  });
});

describe("the legacy payload", () => {
  it("is a dead letter and an alert, once per endpoint and counted", async () => {
    const { t } = await setupDemo();
    const body = { whatsapp_config: { phone_number_id: "100000000000017" } };
    for (const id of [1, 2]) {
      const answer = await answerTo(t, JSON.stringify({ ...body, id }));
      expect(answer).toMatchObject({
        status: "rejected",
        reason: "unsupported_v1",
      });
    }
    expect(await rowsOf(t, "syncFailures")).toHaveLength(2);
    expect(await onlyRow(t, "alerts")).toMatchObject({
      kind: "v1_webhook",
      key: "default",
      count: 2,
    });
  });
});
