/** Closing, opening and listing webhook endpoints. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { DAY_MS } from "../../../src/lib/time/units";
import { inbound, metaReceipt, SEKAR } from "../../support/bodies";
import { signBody } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { postSigned } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import { refusalOf } from "../../support/tenants";

useConvexEnvironment();

const NOW = Date.parse("2026-09-14T02:15:07Z");
const bodyOf = (id: string) =>
  JSON.stringify(inbound({ id, person: SEKAR, at: 0 }).body);

let t: TestConvex;
let endpoint: { endpoint_key: string; webhook_path: string; secret: string };
beforeEach(async () => {
  vi.setSystemTime(NOW);
  ({ t } = await setupDemo());
  endpoint = await t.action(internal.ops.createEndpoint, { workspace: "demo" });
});

const post = async (id: string) =>
  await postSigned(t, {
    body: bodyOf(id),
    path: endpoint.webhook_path,
    secret: endpoint.secret,
  });
const disable = (endpoint_key = endpoint.endpoint_key) =>
  t.mutation(internal.ops.disableEndpoint, { endpoint_key });
const enable = (endpoint_key = endpoint.endpoint_key) =>
  t.mutation(internal.ops.enableEndpoint, { endpoint_key });

describe("a disabled endpoint", () => {
  it("answers as one nobody made, and keeps nothing", async () => {
    await disable();
    const closed = await post("w1");
    const unknown = await postSigned(t, {
      body: bodyOf("w1"),
      path: "/webhooks/kapso/nobody",
    });
    expect(closed.status).toBe(401);
    expect(await closed.json()).toEqual(await unknown.json());
    expect(await rowsOf(t, "webhookAudit")).toEqual([]);
  });

  it("refuses although no master key can open its secret", async () => {
    await disable();
    vi.stubEnv("CRM_MASTER_KEY", "");
    expect((await post("w1")).status).toBe(401);
  });

  it("is not opened by Meta's app secret either", async () => {
    vi.stubEnv("KAPSO_META_APP_SECRET", "meta-app-secret-of-the-test");
    const body = JSON.stringify(
      metaReceipt({ id: "o1", person: SEKAR, at: 0 }, "read").body,
    );
    const postAsMeta = async (path: string) =>
      await t.fetch(path, {
        method: "POST",
        headers: {
          "X-Hub-Signature-256": `sha256=${await signBody(
            new TextEncoder().encode(body),
            "meta-app-secret-of-the-test",
          )}`,
        },
        body,
      });
    expect((await postAsMeta(endpoint.webhook_path)).status).toBe(200);
    await disable();
    expect((await postAsMeta(endpoint.webhook_path)).status).toBe(401);
    expect((await postAsMeta("/webhooks/kapso/nobody")).status).toBe(401);
    await drain(t);
  });

  it("still has processed what it accepted before", async () => {
    expect((await post("w1")).status).toBe(200);
    await disable();
    await drain(t);
    expect(await onlyRow(t, "messages")).toMatchObject({
      kapso_message_id: "w1",
    });
  });

  it("takes deliveries again with the same secret once it is enabled", async () => {
    const { endpoint_key } = endpoint;
    expect(await disable()).toEqual({ endpoint_key, is_disabled: true });
    expect(await enable()).toEqual({ endpoint_key, is_disabled: false });
    expect((await post("w1")).status).toBe(200);
    await drain(t);
  });

  it("is refused in words when nobody made it", async () => {
    const rotate = t.action(internal.ops.rotateSecret, {
      endpoint_key: "nobody",
    });
    for (const call of [disable("nobody"), enable("nobody"), rotate]) {
      expect(await refusalOf(call)).toMatchObject({
        code: "not_found",
        what: "endpoint_key",
        message: expect.stringContaining("ops:listEndpoints"),
      });
    }
  });
});

describe("listEndpoints", () => {
  it("shows a workspace's endpoints and since when one is closed", async () => {
    await disable();
    vi.setSystemTime(NOW + 60_000);
    await disable();
    await t.action(internal.ops.rotateSecret, {
      endpoint_key: endpoint.endpoint_key,
    });
    const list = await t.query(internal.ops.listEndpoints, {
      workspace: "demo",
    });
    expect(list).toEqual({
      rows: [
        {
          endpoint_key: endpoint.endpoint_key,
          webhook_path: endpoint.webhook_path,
          phone_number_ids: [],
          is_disabled: true,
          disabled_at: NOW,
          disabled_local: "2026-09-14T09:15:07+07:00",
          has_previous_secret: true,
          previous_secret_until: NOW + 60_000 + 7 * DAY_MS,
          previous_secret_until_local: "2026-09-21T09:16:07+07:00",
        },
      ],
      has_more: false,
    });
    expect(JSON.stringify(list)).not.toContain(endpoint.secret);
  });
});
