/** The HTTP side of a delivery: docs/endpoint.md, answer by answer. */
import { convexTest } from "convex-test";
import { describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import schema from "../../../convex/schema";
import { batch, inbound, metaInbound, SEKAR } from "../../support/bodies";
import { signBody, TEST_SECRET } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { loadFixture } from "../../support/fixtures";
import {
  postPlain,
  postSigned,
  WEBHOOK_PATH,
  type Fetcher,
} from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setup, setupDemo } from "../../support/setup";

useConvexEnvironment();

const KIB = 1024;
const MIB = 1024 * KIB;

const BODY = JSON.stringify(inbound({ id: "w1", person: SEKAR, at: 0 }).body);
const META_BODY = JSON.stringify(
  metaInbound({ id: "w1", person: SEKAR, at: 0 }).body,
);

const signatureOf = async (text: string, secret = TEST_SECRET) =>
  await signBody(new TextEncoder().encode(text), secret);

async function answerOf(response: Response) {
  const type = response.headers.get("Content-Type");
  expect(type).toBe("application/json");
  const body: unknown = await response.json();
  return { status: response.status, body };
}

const message = expect.any(String) as unknown;
const REFUSED = {
  status: 401,
  body: { error: "invalid_signature", message },
};

describe("a signed delivery", () => {
  it("is answered with its audit row, and with it again as a duplicate", async () => {
    const { t } = await setupDemo();
    const headers = { "X-Idempotency-Key": "key-1" };
    const first = await postSigned(t, { body: BODY, headers });
    const audit = await onlyRow(t, "webhookAudit");
    expect(await answerOf(first)).toEqual({
      status: 200,
      body: { status: "accepted", audit_id: audit._id },
    });
    const again = await postSigned(t, { body: BODY, headers });
    expect(await answerOf(again)).toEqual({
      status: 200,
      body: { status: "duplicate", audit_id: audit._id },
    });
  });

  it("is processed although the event header is missing", async () => {
    const { t } = await setupDemo();
    await postSigned(t, { body: BODY });
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: 1,
    });
    expect(await onlyRow(t, "messages")).toMatchObject({
      kapso_message_id: "w1",
    });
  });

  it("does not care about an Authorization header", async () => {
    const { t } = await setupDemo();
    const response = await postSigned(t, {
      body: BODY,
      headers: { Authorization: "Bearer not-a-jwt" },
    });
    expect(response.status).toBe(200);
    await drain(t);
    expect(await rowsOf(t, "messages")).toHaveLength(1);
  });

  it("is stored byte by byte as it came", async () => {
    const { t } = await setupDemo();
    const { body, bodyText, headers } = await loadFixture("93");
    await postSigned(t, {
      body,
      headers: { "X-Webhook-Event": headers["X-Webhook-Event"] ?? "" },
    });
    expect(await onlyRow(t, "webhookPayloads")).toMatchObject({
      part: 0,
      body: bodyText,
      headers: { event: "whatsapp.message.received" },
    });
  });

  it("that was cut in half is rejected and kept as a dead letter", async () => {
    const { t } = await setupDemo();
    const half = BODY.slice(0, BODY.length / 2);
    const response = await postSigned(t, { body: half });
    const audit = await onlyRow(t, "webhookAudit");
    expect(await answerOf(response)).toEqual({
      status: 200,
      body: {
        status: "rejected",
        reason: "invalid_json",
        audit_id: audit._id,
      },
    });
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "rejected",
      error_code: "invalid_json",
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      audit_id: audit._id,
      kind: "dead_letter",
      error_code: "invalid_json",
    });
    expect(await onlyRow(t, "webhookPayloads")).toMatchObject({ body: half });
    expect(await rowsOf(t, "contacts")).toEqual([]);
  });
});

describe("a delivery whose signature does not hold", () => {
  const wrong: Record<string, () => Promise<Record<string, string>>> = {
    "without a header": async () => ({}),
    "with one digit changed": async () => {
      const right = await signatureOf(BODY);
      const digit = right.endsWith("0") ? "1" : "0";
      return { "X-Webhook-Signature": right.slice(0, -1) + digit };
    },
    "with an odd number of digits": async () => ({
      "X-Webhook-Signature": (await signatureOf(BODY)).slice(1),
    }),
    "with a half of it": async () => ({
      "X-Webhook-Signature": (await signatureOf(BODY)).slice(0, 32),
    }),
    "with an empty header": async () => ({ "X-Webhook-Signature": "" }),
    "that is no hex": async () => ({ "X-Webhook-Signature": "z".repeat(64) }),
    "made with another secret": async () => ({
      "X-Webhook-Signature": await signatureOf(BODY, "another secret"),
    }),
    "made for another body": async () => ({
      "X-Webhook-Signature": await signatureOf(`${BODY} `),
    }),
    "in a header of another name": async () => ({
      "X-Signature": await signatureOf(BODY),
    }),
  };

  it.each(Object.entries(wrong))(
    "%s is refused and leaves nothing behind",
    async (_name, makeHeaders) => {
      const { t } = await setupDemo();
      const before = await t.action(internal.ops.counts, {});
      const response = await postPlain(t, BODY, await makeHeaders());
      expect(await answerOf(response)).toEqual(REFUSED);
      await drain(t);
      expect(await t.action(internal.ops.counts, {})).toEqual(before);
    },
  );

  it("is accepted in upper case and with its algorithm's name", async () => {
    const { t } = await setupDemo();
    const signature = await signatureOf(BODY);
    for (const header of [signature.toUpperCase(), `sha256=${signature}`]) {
      const response = await postPlain(t, BODY, {
        "x-webhook-signature": header,
      });
      expect(response.status).toBe(200);
    }
  });
});

describe("the secrets", () => {
  it("may both sign while one is being changed", async () => {
    const { t } = await setupDemo();
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "a new webhook secret");
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", TEST_SECRET);
    const statusWith = async (secret: string) =>
      (await postSigned(t, { body: BODY, secret })).status;
    expect(await statusWith(TEST_SECRET)).toBe(200);
    expect(await statusWith("a new webhook secret")).toBe(200);
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", "");
    expect(await statusWith(TEST_SECRET)).toBe(401);
    expect(await statusWith("a new webhook secret")).toBe(200);
  });

  it("are needed: without one the answer is 503 and nothing is stored", async () => {
    const { t } = await setupDemo();
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "");
    const response = await postSigned(t, { body: BODY, secret: "any" });
    expect(await answerOf(response)).toEqual({
      status: 503,
      body: { error: "not_configured", message },
    });
    expect(await rowsOf(t, "webhookAudit")).toEqual([]);
  });
});

describe("Meta's signature header", () => {
  const APP_SECRET = "meta app secret of the tests";
  const post = async (t: Fetcher, body: string, secret: string) =>
    await postPlain(t, body, {
      "X-Hub-Signature-256": `sha256=${await signatureOf(body, secret)}`,
    });

  it("proves a body that Meta wrote", async () => {
    const { t } = await setupDemo();
    vi.stubEnv("KAPSO_META_APP_SECRET", APP_SECRET);
    expect((await post(t, META_BODY, APP_SECRET)).status).toBe(200);
    await drain(t);
    expect(await onlyRow(t, "messages")).toMatchObject({ source: "meta" });
  });

  it("does not prove a body in Kapso's form", async () => {
    const { t } = await setupDemo();
    vi.stubEnv("KAPSO_META_APP_SECRET", APP_SECRET);
    expect(await answerOf(await post(t, BODY, APP_SECRET))).toEqual(REFUSED);
  });

  it("proves nothing while no app secret is set", async () => {
    const { t } = await setupDemo();
    expect(await answerOf(await post(t, META_BODY, APP_SECRET))).toEqual(
      REFUSED,
    );
  });

  it("is as good as Kapso's own on the forwarded fixture", async () => {
    const { t } = await setupDemo();
    const { body, alternativeHeaders, metaAppSecret } = await loadFixture("23");
    vi.stubEnv("KAPSO_META_APP_SECRET", metaAppSecret);
    const response = await postPlain(t, body, alternativeHeaders);
    expect(response.status).toBe(200);
  });
});

describe("a compressed body", () => {
  it("is refused with 415 before it is read", async () => {
    const { t } = await setupDemo();
    const headers = { "Content-Encoding": "gzip" };
    const response = await postSigned(t, { body: BODY, headers });
    expect(await answerOf(response)).toEqual({
      status: 415,
      body: { error: "unsupported_encoding", message },
    });
    expect(await rowsOf(t, "webhookAudit")).toEqual([]);
    headers["Content-Encoding"] = "identity";
    expect((await postSigned(t, { body: BODY, headers })).status).toBe(200);
  });
});

describe("slashes at the end of the URL", () => {
  it.each(["/webhooks/kapso/", "/webhooks/kapso//"])(
    "do not change the endpoint: %s",
    async (path) => {
      const { t } = await setupDemo();
      const response = await postSigned(t, { body: BODY, path });
      expect(response.status).toBe(200);
    },
  );

  it("do not change a workspace's own endpoint", async () => {
    const { t, workspaceId } = await setupDemo();
    const { webhook_path, secret } = await t.action(
      internal.ops.createEndpoint,
      { workspace_id: workspaceId },
    );
    const path = `${webhook_path}/`;
    const response = await postSigned(t, { body: BODY, path, secret });
    expect(response.status).toBe(200);
    const foreign = await postSigned(t, { body: BODY, path });
    expect(foreign.status).toBe(401);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      endpoint_key: webhook_path.replace("/webhooks/kapso/", ""),
      status: "processed",
    });
  });
});

describe("the size of a body", () => {
  const TOO_LARGE = {
    status: 413,
    body: { error: "body_too_large", message },
  };
  const padded = (body: string, size: number) => body.padEnd(size, " ");

  it.each([
    ["Kapso's form", BODY],
    ["Meta's form", META_BODY],
  ])("in %s is capped at 3 MiB", async (_form, body) => {
    const { t } = await setupDemo();
    const limit = 3 * MIB;
    const over = await postSigned(t, { body: padded(body, limit + 1) });
    expect(await answerOf(over)).toEqual(TOO_LARGE);
    expect(await rowsOf(t, "webhookAudit")).toEqual([]);
    const exact = await postSigned(t, { body: padded(body, limit) });
    expect(exact.status).toBe(200);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      body_bytes: limit,
    });
  });

  it("may be what Kapso's default batch of long texts has", async () => {
    const { t } = await setupDemo();
    const text = "ก".repeat(4096);
    const bodies = Array.from(
      { length: 50 },
      (_, i) => inbound({ id: `w${i}`, person: SEKAR, at: i, text }).body,
    );
    const { body } = batch(...bodies);
    const json = JSON.stringify(body);
    expect(new TextEncoder().encode(json).length).toBeGreaterThan(600_000);
    const response = await postSigned(t, {
      // Rails writes what is not ASCII as it is or escaped; escaped is longer.
      body: json.replace(/ก/g, "\\u0e01"),
    });
    expect(response.status).toBe(200);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: 50,
    });
  });

  it("is capped before the signature is looked at", async () => {
    const { t } = await setupDemo();
    const response = await postPlain(t, padded(META_BODY, 3 * MIB + 1));
    expect(await answerOf(response)).toEqual(TOO_LARGE);
  });
});

describe("a delivery that cannot be stored", () => {
  it("is answered 503, so that it is sent again", async () => {
    const modules = import.meta.glob("../../../convex/**/*.*s");
    // A transaction that may write next to nothing fails as a full one does.
    const transactionLimits = { bytesWritten: 10 };
    const t = convexTest({ schema, modules, transactionLimits });
    const response = await postSigned(t, { body: BODY });
    expect(await answerOf(response)).toEqual({
      status: 503,
      body: { error: "unavailable", message },
    });
    expect(await rowsOf(t, "webhookAudit")).toEqual([]);
  });
});

describe("GET", () => {
  it.each([WEBHOOK_PATH, `${WEBHOOK_PATH}/some-key`])(
    "%s says that the endpoint is ready",
    async (path) => {
      const response = await setup().fetch(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toMatch(/^text\/plain/);
      expect(await response.text()).toContain("ready");
    },
  );

  it("echoes a plain challenge and nothing that could be markup", async () => {
    const t = setup();
    const ask = async (challenge: string) => {
      const query = new URLSearchParams({ "hub.challenge": challenge });
      return await (await t.fetch(`${WEBHOOK_PATH}?${query}`)).text();
    };
    expect(await ask("1158201444")).toBe("1158201444");
    for (const odd of ["<script>", "", "a b", "x".repeat(257)]) {
      expect(await ask(odd)).toContain("ready");
    }
  });
});
