/** Endpoints of their own: a URL and a secret per workspace. */
import { describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { inbound, SEKAR } from "../../support/bodies";
import { TEST_SECRET } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { postSigned, WEBHOOK_PATH } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import { createTenant, refusalOf } from "../../support/tenants";

useConvexEnvironment();

const BODY = JSON.stringify(inbound({ id: "w1", person: SEKAR, at: 0 }).body);
const MASTER_KEY = `k1:${btoa("1".repeat(32))}`;
const OTHER_KEY = `k2:${btoa("2".repeat(32))}`;

async function createEndpoint(t: TestConvex, workspaceId: Id<"workspaces">) {
  return await t.action(internal.ops.createEndpoint, {
    workspace_id: workspaceId,
  });
}

describe("a keyed endpoint", () => {
  it("accepts deliveries signed with its own secret only", async () => {
    const { t, workspaceId } = await setupDemo();
    const { webhook_path: path, secret } = await createEndpoint(t, workspaceId);
    const foreign = await postSigned(t, {
      body: BODY,
      path,
      secret: TEST_SECRET,
    });
    expect(foreign.status).toBe(401);
    const own = await postSigned(t, { body: BODY, path, secret });
    expect(own.status).toBe(200);
    expect((await postSigned(t, { body: BODY, secret })).status).toBe(401);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      endpoint_key: path.split("/").at(-1),
    });
  });

  it("keeps its deliveries apart from those of another endpoint", async () => {
    const { t, workspaceId } = await setupDemo();
    const { webhook_path: path, secret } = await createEndpoint(t, workspaceId);
    const headers = { "X-Idempotency-Key": "same-key" };
    const statuses = [
      await postSigned(t, { body: BODY, path, secret, headers }),
      await postSigned(t, { body: BODY, headers }),
    ];
    for (const response of statuses) {
      expect(await response.json()).toMatchObject({ status: "accepted" });
    }
    await drain(t);
    expect(await rowsOf(t, "messages")).toHaveLength(1);
  });

  it("keeps what it rejects in its own workspace, whoever's number it names", async () => {
    const { t, workspaceId } = await setupDemo();
    await createTenant(t, "other", ["200"]);
    const { webhook_path: path, secret } = await createEndpoint(t, workspaceId);
    const body = JSON.stringify({
      whatsapp_config: { phone_number_id: "200" },
    });
    expect((await postSigned(t, { body, path, secret })).status).toBe(200);
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      error_code: "unsupported_v1",
      workspace_id: workspaceId,
    });
  });

  it("that nobody made refuses everything, like a wrong signature", async () => {
    const { t } = await setupDemo();
    const response = await postSigned(t, {
      body: BODY,
      path: `${WEBHOOK_PATH}/0123456789abcdef0123456789abcdef`,
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: "invalid_signature",
    });
    expect(await rowsOf(t, "webhookAudit")).toEqual([]);
  });

  it("without a key is the deployment-wide one", async () => {
    const { t } = await setupDemo();
    const path = `${WEBHOOK_PATH}/`;
    expect((await postSigned(t, { body: BODY, path })).status).toBe(200);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      endpoint_key: "default",
    });
  });

  it("marks the provider's test, and nothing else comes of it", async () => {
    const { t, workspaceId } = await setupDemo();
    const { webhook_path: path, secret } = await createEndpoint(t, workspaceId);
    const body = JSON.stringify({ ...JSON.parse(BODY), test: true });
    await postSigned(t, { body, path, secret });
    await drain(t);
    const endpoint = await onlyRow(t, "endpoints");
    expect(endpoint.last_test_at).toEqual(expect.any(Number));
    expect(await rowsOf(t, "contacts")).toEqual([]);
  });
});

describe("an endpoint's secret", () => {
  it("is stored sealed only", async () => {
    const { t, workspaceId } = await setupDemo();
    const { secret } = await createEndpoint(t, workspaceId);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const stored = JSON.stringify(await onlyRow(t, "endpoints"));
    expect(stored).toContain('"sealed_secret":"v1.');
    expect(stored).not.toContain(secret);
  });

  it("works on beside the new one until the next rotation", async () => {
    const { t, workspaceId } = await setupDemo();
    const first = await createEndpoint(t, workspaceId);
    const rotate = async () =>
      await t.action(internal.ops.rotateSecret, {
        endpoint_key: first.endpoint_key,
      });
    const statusWith = async (secret: string) =>
      (await postSigned(t, { body: BODY, path: first.webhook_path, secret }))
        .status;
    const second = await rotate();
    expect(second.webhook_path).toBe(first.webhook_path);
    expect(await statusWith(first.secret)).toBe(200);
    expect(await statusWith(second.secret)).toBe(200);
    const third = await rotate();
    expect(await statusWith(first.secret)).toBe(401);
    expect(await statusWith(second.secret)).toBe(200);
    expect(await statusWith(third.secret)).toBe(200);
  });

  it("opens with an older master key while that is still in the ring", async () => {
    vi.stubEnv("CRM_MASTER_KEY", MASTER_KEY);
    const { t, workspaceId } = await setupDemo();
    const { webhook_path: path, secret } = await createEndpoint(t, workspaceId);
    vi.stubEnv("CRM_MASTER_KEY", `${OTHER_KEY},${MASTER_KEY}`);
    expect((await postSigned(t, { body: BODY, path, secret })).status).toBe(
      200,
    );
  });

  it("opens although its previous secret was sealed with a key that is gone", async () => {
    vi.stubEnv("CRM_MASTER_KEY", MASTER_KEY);
    const { t, workspaceId } = await setupDemo();
    const made = await createEndpoint(t, workspaceId);
    vi.stubEnv("CRM_MASTER_KEY", OTHER_KEY);
    const rotated = await t.action(internal.ops.rotateSecret, {
      endpoint_key: made.endpoint_key,
    });
    const statusWith = async (secret: string) =>
      (await postSigned(t, { body: BODY, path: made.webhook_path, secret }))
        .status;
    expect(await statusWith(rotated.secret)).toBe(200);
    expect(await statusWith(made.secret)).toBe(401);
  });

  it.each([
    ["missing", ""],
    ["another one", OTHER_KEY],
    ["no key at all", "nonsense"],
  ])(
    "cannot be read when the master key is %s: 503, and the endpoint says why",
    async (_name, masterKey) => {
      vi.stubEnv("CRM_MASTER_KEY", MASTER_KEY);
      const { t, workspaceId } = await setupDemo();
      const { webhook_path: path, secret } = await createEndpoint(
        t,
        workspaceId,
      );
      vi.stubEnv("CRM_MASTER_KEY", masterKey);
      const response = await postSigned(t, { body: BODY, path, secret });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ error: "not_configured" });
      expect(await rowsOf(t, "webhookAudit")).toEqual([]);
    },
  );
});

describe("making an endpoint", () => {
  it("claims the numbers it names", async () => {
    const { t, workspaceId } = await setupDemo();
    await t.action(internal.ops.createEndpoint, {
      workspace_id: workspaceId,
      phone_number_ids: ["55", "56"],
    });
    const numbers = await rowsOf(t, "phoneNumbers");
    expect(numbers).toHaveLength(3);
    expect(new Set(numbers.map((row) => row.workspace_id))).toEqual(
      new Set([workspaceId]),
    );
  });

  it.each([
    ["missing_master_key", ""],
    ["malformed_master_key", "nonsense"],
  ])("needs a master key, else %s", async (code, masterKey) => {
    const { t, workspaceId } = await setupDemo();
    vi.stubEnv("CRM_MASTER_KEY", masterKey);
    expect(await refusalOf(createEndpoint(t, workspaceId))).toMatchObject({
      code,
      what: "CRM_MASTER_KEY",
      message: expect.stringContaining("docs/production.md"),
    });
    expect(await rowsOf(t, "endpoints")).toEqual([]);
  });

  it("is all or nothing when a number belongs to somebody else", async () => {
    const { t } = await setupDemo();
    const other = await t.mutation(internal.ops.createWorkspace, {
      slug: "other",
      name: "Other",
      timezone: "Asia/Jakarta",
      default_region: "ID",
      owner_subject: "other-owner",
    });
    await expect(
      t.action(internal.ops.createEndpoint, {
        workspace_id: other.workspace_id,
        phone_number_ids: ["55", "100000000000017"],
      }),
    ).rejects.toThrow("phone_number_taken");
    expect(await rowsOf(t, "endpoints")).toEqual([]);
    expect(await rowsOf(t, "phoneNumbers")).toHaveLength(1);
  });

  it("refuses a workspace that is gone and a key that nobody made", async () => {
    const { t, workspaceId } = await setupDemo();
    await t.run(async (ctx) => await ctx.db.delete("workspaces", workspaceId));
    await expect(createEndpoint(t, workspaceId)).rejects.toThrow("not_found");
    await expect(
      t.action(internal.ops.rotateSecret, { endpoint_key: "nobody" }),
    ).rejects.toThrow("not_found");
  });
});
