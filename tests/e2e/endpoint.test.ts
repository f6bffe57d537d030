/** The webhook endpoint over HTTP: signatures, duplicates, limits. */
import { createHmac } from "node:crypto";
import { request } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadFixtures } from "../../scripts/sim/fixtures";
import { sign, type Delivery } from "../../scripts/sim/delivery";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

const FIXTURES = path.resolve(import.meta.dirname, "../../fixtures/kapso");
const PREVIOUS = "the-secret-before-this-one";
const APP_SECRET = "a-meta-app-secret-of-the-test";

let server: TestServer;
let fixtures: Delivery[];
beforeAll(async () => {
  server = await startTestServer({
    env: {
      KAPSO_WEBHOOK_SECRET_PREVIOUS: PREVIOUS,
      KAPSO_META_APP_SECRET: APP_SECRET,
    },
  });
  fixtures = await loadFixtures(FIXTURES, server.secret);
});
afterAll(disposeServers);

const fixture = (number: string): Delivery => {
  const found = fixtures.find(({ name }) => name.startsWith(number));
  if (found === undefined) {
    throw new Error(`no fixture ${number}`);
  }
  return found;
};

let keys = 0;
/** A fixture under a key of its own, with other headers where given. */
function send(
  { body, headers }: Pick<Delivery, "body" | "headers">,
  changed: Record<string, string | undefined> = {},
  location?: string,
) {
  keys += 1;
  const merged = { ...headers, "X-Idempotency-Key": `k${keys}`, ...changed };
  const sent = Object.entries(merged).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return server.post(new Uint8Array(body), Object.fromEntries(sent), location);
}

const SIGNATURE = "X-Webhook-Signature";
const countAudits = async () =>
  (await server.readTables(["webhookAudit"]))["webhookAudit"]?.length;

describe("a signature", () => {
  const text = () => fixture("01");
  const valid = () => sign(server.secret, text().body);
  const flip = (hex: string) =>
    (hex.startsWith("0") ? "1" : "0") + hex.slice(1);
  const wrong: [string, () => Record<string, string | undefined>][] = [
    ["missing", () => ({ [SIGNATURE]: undefined })],
    ["empty", () => ({ [SIGNATURE]: "" })],
    ["with one digit changed", () => ({ [SIGNATURE]: flip(valid()) })],
    ["of odd length", () => ({ [SIGNATURE]: valid().slice(1) })],
    ["one byte short", () => ({ [SIGNATURE]: valid().slice(2) })],
    ["one byte long", () => ({ [SIGNATURE]: `${valid()}00` })],
    ["that is not hexadecimal", () => ({ [SIGNATURE]: "z".repeat(64) })],
    ["with another prefix", () => ({ [SIGNATURE]: `sha1=${valid()}` })],
    [
      "in base64",
      () => ({ [SIGNATURE]: Buffer.from(valid(), "hex").toString("base64") }),
    ],
    ["of another secret", () => ({ [SIGNATURE]: sign("other", text().body) })],
    ["of an empty secret", () => ({ [SIGNATURE]: sign("", text().body) })],
    [
      "of another body",
      () => ({ [SIGNATURE]: sign(server.secret, fixture("02").body) }),
    ],
    [
      "with another hash",
      () => ({
        [SIGNATURE]: createHmac("sha512", server.secret)
          .update(text().body)
          .digest("hex"),
      }),
    ],
    [
      "of a Meta app on a body that is not Meta's",
      () => ({
        [SIGNATURE]: undefined,
        "X-Hub-Signature-256": `sha256=${sign(APP_SECRET, text().body)}`,
      }),
    ],
    [
      "under the name it once had",
      () => ({ [SIGNATURE]: undefined, "X-Kapso-Signature": valid() }),
    ],
  ];

  it.each(wrong)("%s is refused and nothing is written", async (_, headers) => {
    const before = await countAudits();
    const answer = await send(text(), headers());
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({
      error: "invalid_signature",
    });
    expect(await countAudits()).toBe(before);
  });

  const right: [string, () => Record<string, string | undefined>][] = [
    ["in bare hexadecimal", () => ({ [SIGNATURE]: valid() })],
    ["with a prefix", () => ({ [SIGNATURE]: `sha256=${valid()}` })],
    ["in upper case", () => ({ [SIGNATURE]: valid().toUpperCase() })],
    [
      "under a lower-case header name",
      () => ({ [SIGNATURE]: undefined, "x-webhook-signature": valid() }),
    ],
    [
      "of the previous secret",
      () => ({ [SIGNATURE]: sign(PREVIOUS, text().body) }),
    ],
  ];

  it.each(right)("%s is accepted", async (_, headers) => {
    const answer = await send(text(), headers());
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(JSON.parse(answer.text)).toMatchObject({ status: "accepted" });
  });

  it("of the Meta app is accepted on a forwarded body", async () => {
    const forwarded = fixture("24");
    const answer = await send(forwarded, {
      [SIGNATURE]: undefined,
      "X-Hub-Signature-256": `sha256=${sign(APP_SECRET, forwarded.body)}`,
    });
    expect(answer.status).toBe(200);
  });
});

describe("a delivery", () => {
  const one = () => fixture("12");
  const post = (
    body: Buffer,
    headers: Record<string, string | undefined> = {},
  ) =>
    send(
      { body, headers: one().headers },
      {
        [SIGNATURE]: sign(server.secret, body),
        ...headers,
      },
    );
  const countMessages = async () => {
    await server.settle();
    return (await server.readTables(["messages"]))["messages"]?.length;
  };

  it("under another key adds no second message", async () => {
    await send(one());
    const before = await countMessages();
    const again = await send(one());
    expect(JSON.parse(again.text)).toMatchObject({ status: "accepted" });
    expect(await countMessages()).toBe(before);
  });

  it("without a key is known by its bytes", async () => {
    const headers = { "X-Idempotency-Key": undefined };
    const body = Buffer.from(fixture("04").body);
    const first = await post(body, headers);
    const second = await post(body, headers);
    expect(JSON.parse(first.text)).toMatchObject({ status: "accepted" });
    expect(JSON.parse(second.text)).toMatchObject({ status: "duplicate" });
  });

  it("cut in half and signed so is a dead letter", async () => {
    const { body } = one();
    const answer = await post(body.subarray(0, body.length / 2));
    expect(answer.status).toBe(200);
    const { status, reason } = JSON.parse(answer.text) as Record<
      string,
      string
    >;
    expect({ status, reason }).toEqual({
      status: "rejected",
      reason: "invalid_json",
    });
  });

  it.each(["", "null", "[]", "1", '"text"', "{}", "{]", "\u0000"])(
    "of %j is a dead letter",
    async (text) => {
      const answer = await post(Buffer.from(text));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({ status: "rejected" });
    },
  );

  it.each([
    [3 * 1024 * 1024 + 1, 413],
    [3 * 1024 * 1024, 200],
  ])("of %d bytes is answered with %d", async (size, status) => {
    const before = await countAudits();
    const padding = " ".repeat(size - one().body.length);
    const answer = await post(
      Buffer.concat([one().body, Buffer.from(padding)]),
    );
    expect(answer.status).toBe(status);
    if (status === 413) {
      expect(JSON.parse(answer.text)).toMatchObject({
        error: "body_too_large",
      });
      expect(await countAudits()).toBe(before);
    }
  });

  it("without a length is counted while it is read", async () => {
    const url = new URL(server.webhook);
    const status = await new Promise<number>((resolve, reject) => {
      const upload = request(url, { method: "POST" }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      // The answer may come before everything is sent, and cut the rest off.
      upload.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE" && error.code !== "ECONNRESET") {
          reject(error);
        }
      });
      for (let chunk = 0; chunk < 8; chunk += 1) {
        upload.write(Buffer.alloc(512 * 1024, 32));
      }
      upload.end();
    });
    expect(status).toBe(413);
  });
});

describe("an endpoint of its own", () => {
  it("takes its own secret only, and none is there by chance", async () => {
    const { workspace_id: workspaceId } = z
      .object({ workspace_id: z.string() })
      .parse(await server.admin.call("ops:seedDemo"));
    const made = z
      .object({ webhook_path: z.string(), secret: z.string() })
      .parse(
        await server.admin.call("ops:createEndpoint", {
          workspace_id: workspaceId,
        }),
      );
    const { body } = fixture("05");
    const to = made.webhook_path;
    const own = { [SIGNATURE]: sign(made.secret, body) };
    expect((await send(fixture("05"), own, to)).status).toBe(200);
    expect((await send(fixture("05"), {}, to)).status).toBe(401);
    expect((await send(fixture("05"), own)).status).toBe(401);
    expect((await send(fixture("05"), own, `${to}x`)).status).toBe(401);
  });
});

describe("other requests", () => {
  const ask = (location: string, method = "GET") =>
    fetch(new URL(location, server.site), { method });

  it("a person is told that the endpoint is ready", async () => {
    const answer = await ask("/webhooks/kapso");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(await answer.text()).toContain("ready");
    expect((await ask("/webhooks/kapso", "HEAD")).status).toBe(200);
  });

  it("a challenge is echoed, a page is not", async () => {
    const plain = await ask("/webhooks/kapso?hub.challenge=1158201444");
    expect(await plain.text()).toBe("1158201444");
    const page = await ask("/webhooks/kapso?hub.challenge=%3Cscript%3E");
    expect(await page.text()).not.toContain("<script>");
  });

  it.each([
    ["GET", "/"],
    ["GET", "/webhooks"],
    ["PUT", "/webhooks/kapso"],
    ["DELETE", "/webhooks/kapso"],
    ["POST", "/webhooks/kapso2"],
    ["POST", "/health"],
  ])("%s %s is not found", async (method, location) => {
    expect((await ask(location, method)).status).toBe(404);
  });
});

describe("the rate limit of failed signatures", () => {
  it("answers 429 with Retry-After, while signed deliveries pass", async () => {
    const wrong = { [SIGNATURE]: "0".repeat(64) };
    let limited = await send(fixture("01"), wrong);
    // A hundred a minute; twice as many if a minute ends in between.
    for (let tries = 0; tries < 250 && limited.status === 401; tries += 1) {
      limited = await send(fixture("01"), wrong);
    }
    expect(limited.status).toBe(429);
    expect(JSON.parse(limited.text)).toMatchObject({ error: "rate_limited" });
    const wait = Number(limited.headers.get("retry-after"));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await send(fixture("01"))).status).toBe(200);
  });
});
