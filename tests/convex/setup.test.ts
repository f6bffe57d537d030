/** The first-run checklist, and what an admin needs for it. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { inbound, SEKAR } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { deliver, postSigned } from "../support/requests";
import { onlyRow, rowsOf } from "../support/rows";
import { drain, setupDemo, type TestConvex } from "../support/setup";
import {
  addMember,
  codeOf,
  createTenant,
  type Caller,
} from "../support/tenants";

useConvexEnvironment();

const SITE = "https://site.example";

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.stubEnv("CONVEX_SITE_URL", SITE);
  ({ t, asOwner, workspaceId } = await setupDemo());
});

const status = (as = asOwner, workspace_id = workspaceId) =>
  as.query(api.setup.status, { workspace_id });

const post = async (path: string, signature: string | undefined) =>
  await t.fetch(path, {
    method: "POST",
    body: "{}",
    headers:
      signature === undefined ? {} : { "X-Webhook-Signature": signature },
  });

describe("the checklist", () => {
  it("begins with the address and what is missing", async () => {
    expect(await status()).toEqual({
      webhook: {
        url: `${SITE}/webhooks/kapso`,
        endpoint_key: "default",
        has_secret: true,
        wrong_signature: null,
      },
      delivery: {},
      number: { phone_number_id: "100000000000017", unclaimed: [] },
      contact: { is_sample: false },
      can_send_sample: true,
    });
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "");
    expect((await status()).webhook.has_secret).toBe(false);
  });

  it("ends with the first contact", async () => {
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    const contact = await onlyRow(t, "contacts");
    expect(await status()).toMatchObject({
      webhook: { reached_at: expect.any(Number) },
      delivery: { first_at: expect.any(Number), last_at: expect.any(Number) },
      contact: { contact_id: contact._id, is_sample: false },
      can_send_sample: false,
    });
  });

  it("shows a wrong signature until a good one comes", async () => {
    expect((await post("/webhooks/kapso", "0".repeat(64))).status).toBe(401);
    expect((await status()).webhook.wrong_signature).toEqual({
      reason: "mismatch",
      last_at: Date.now(),
    });
    vi.advanceTimersByTime(1000);
    await post("/webhooks/kapso", undefined);
    expect((await status()).webhook.wrong_signature?.reason).toBe("missing");
    vi.advanceTimersByTime(1000);
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    expect((await status()).webhook.wrong_signature).toBeNull();
  });
});

describe("a sample", () => {
  const send = (as = asOwner) =>
    as.action(api.setup.sendSample, { workspace_id: workspaceId });

  it("goes the way of a delivery and becomes a contact", async () => {
    const { audit_id } = await send();
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      _id: audit_id,
      status: "processed",
      applied_count: 1,
    });
    expect(await status()).toMatchObject({
      contact: { is_sample: true },
      can_send_sample: true,
    });
    await send();
    await drain(t);
    expect(await onlyRow(t, "contacts")).toMatchObject({ message_count: 2 });
  });

  it("is signed with the workspace's own endpoint, if it has one", async () => {
    const made = await asOwner.action(api.endpoints.create, {
      workspace_id: workspaceId,
    });
    await send();
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      endpoint_key: made.endpoint_key,
      status: "processed",
    });
  });

  it("is refused where it would stand among real people", async () => {
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    expect(await codeOf(send())).toBe("sample_not_safe");
  });

  it("needs a number, a secret, and an admin", async () => {
    const other = await createTenant(t, "other");
    const call = other.asOwner.action(api.setup.sendSample, {
      workspace_id: other.workspaceId,
    });
    expect(await codeOf(call)).toBe("no_number");
    expect(await codeOf(send(await addMember(t, workspaceId, "agent")))).toBe(
      "forbidden",
    );
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "");
    expect(await codeOf(send())).toBe("not_configured");
  });

  it("comes ten times an hour at most", async () => {
    for (let i = 0; i < 10; i += 1) {
      await send();
      await drain(t);
    }
    expect(await codeOf(send())).toBe("rate_limited");
  });
});

describe("endpoints", () => {
  const create = () =>
    asOwner.action(api.endpoints.create, { workspace_id: workspaceId });

  it("show their secret once", async () => {
    const made = await create();
    expect(made.webhook_url).toBe(`${SITE}${made.webhook_path}`);
    const listed = await asOwner.query(api.endpoints.list, {
      workspace_id: workspaceId,
    });
    expect(listed).toMatchObject([
      { endpoint_key: made.endpoint_key, is_disabled: false },
    ]);
    expect(JSON.stringify(listed)).not.toContain(made.secret);
    expect(JSON.stringify(await rowsOf(t, "endpoints"))).not.toContain(
      made.secret,
    );
    const rotated = await asOwner.action(api.endpoints.rotate, {
      workspace_id: workspaceId,
      endpoint_key: made.endpoint_key,
    });
    expect(rotated.secret).not.toBe(made.secret);
    expect(rotated.previous_secret_until).toBeGreaterThan(Date.now());
  });

  it("of another workspace cannot be rotated", async () => {
    const { endpoint_key } = await create();
    const other = await createTenant(t, "other");
    const call = other.asOwner.action(api.endpoints.rotate, {
      workspace_id: other.workspaceId,
      endpoint_key,
    });
    expect(await codeOf(call)).toBe("not_found");
  });

  it("are few", async () => {
    for (let i = 0; i < 20; i += 1) {
      await create();
    }
    expect(await codeOf(create())).toBe("too_many_endpoints");
  });
});

describe("numbers that knock", () => {
  const knock = async () => {
    await deliver(
      t,
      inbound({ id: "w1", person: SEKAR, at: 0, phoneNumberId: "5500" }),
    );
  };
  const unclaimed = (as: Caller, workspace_id: Id<"workspaces">) =>
    as.query(api.phoneNumbers.listUnclaimed, { workspace_id });
  const claim = (as: Caller, workspace_id: Id<"workspaces">, id = "5500") =>
    as.mutation(api.phoneNumbers.claim, { workspace_id, phone_number_id: id });

  it("can be claimed by whoever has all workspaces here", async () => {
    await knock();
    expect(await unclaimed(asOwner, workspaceId)).toMatchObject([
      { phone_number_id: "5500", count: 1 },
    ]);
    expect((await status()).number.unclaimed).toEqual(["5500"]);
    expect(await claim(asOwner, workspaceId)).toEqual({ status: "active" });
    await drain(t);
    expect(await onlyRow(t, "contacts")).toMatchObject({ message_count: 1 });
    expect(await unclaimed(asOwner, workspaceId)).toEqual([]);
  });

  it("at everybody's address are nobody's where others are about", async () => {
    await knock();
    const other = await createTenant(t, "other");
    for (const [as, id] of [
      [asOwner, workspaceId],
      [other.asOwner, other.workspaceId],
    ] as const) {
      expect(await unclaimed(as, id)).toEqual([]);
      expect(await codeOf(claim(as, id))).toBe("number_not_waiting");
      expect(await codeOf(claim(as, id, "7700"))).toBe("number_not_waiting");
    }
  });

  it("at a workspace's own address are its own", async () => {
    const other = await createTenant(t, "other");
    const made = await other.asOwner.action(api.endpoints.create, {
      workspace_id: other.workspaceId,
    });
    const { event, body } = inbound({
      id: "w1",
      person: SEKAR,
      at: 0,
      phoneNumberId: "5500",
    });
    await postSigned(t, {
      body: JSON.stringify(body),
      path: made.webhook_path,
      secret: made.secret,
      headers: {
        "X-Webhook-Event": event ?? "",
        "X-Webhook-Payload-Version": "v2",
      },
    });
    await drain(t);
    expect(await codeOf(claim(asOwner, workspaceId))).toBe(
      "number_not_waiting",
    );
    expect(await unclaimed(other.asOwner, other.workspaceId)).toHaveLength(1);
    await claim(other.asOwner, other.workspaceId);
    await drain(t);
    expect(await onlyRow(t, "contacts")).toMatchObject({
      workspace_id: other.workspaceId,
    });
  });
});
