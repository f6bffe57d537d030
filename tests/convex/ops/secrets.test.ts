/** Changing the master key, and ending a rotation before its time. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { DAY_MS, HOUR_MS } from "../../../src/lib/time/units";
import { skip } from "../../support/alertWatch";
import { inbound, SEKAR } from "../../support/bodies";
import { TEST_SECRET } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { postSigned } from "../../support/requests";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import { refusalOf } from "../../support/tenants";

useConvexEnvironment();

const NOW = Date.parse("2026-11-27T03:00:00Z");
const K1 = `k1:${btoa("1".repeat(32))}`;
const K2 = `k2:${btoa("2".repeat(32))}`;
const BODY = JSON.stringify(inbound({ id: "w1", person: SEKAR, at: 0 }).body);

let t: TestConvex;
beforeEach(async () => {
  vi.setSystemTime(NOW);
  vi.stubEnv("CRM_MASTER_KEY", K1);
  ({ t } = await setupDemo());
});

interface Endpoint {
  endpoint_key: string;
  webhook_path: string;
  secret: string;
}

const create = async (): Promise<Endpoint> =>
  await t.action(internal.ops.createEndpoint, { workspace: "demo" });
const rotate = async ({ endpoint_key }: Endpoint): Promise<Endpoint> =>
  await t.action(internal.ops.rotateSecret, { endpoint_key });
const reseal = async (confirm?: boolean) =>
  await t.action(internal.ops.resealSecrets, { confirm });
const statusWith = async ({ secret, webhook_path: path }: Endpoint) => {
  const { status } = await postSigned(t, { body: BODY, path, secret });
  await drain(t);
  return status;
};
const key = (key_id: string, secrets: number, can_go = false) => ({
  key_id,
  is_in_environment: true,
  secrets,
  can_go,
});

describe("resealSecrets", () => {
  it("counts first, then seals all anew and says which key can go", async () => {
    const first = await create();
    const made = [first, await rotate(first), await create()];
    vi.stubEnv("CRM_MASTER_KEY", `${K2},${K1}`);
    const before = await snapshot(t);
    expect(await reseal()).toMatchObject({
      current_key: "k2",
      secrets: 3,
      outdated: 3,
      resealed: 0,
      keys: [key("k2", 0), key("k1", 3)],
      message: expect.stringContaining('"confirm": true'),
    });
    expect(await snapshot(t)).toEqual(before);
    expect(await reseal(true)).toEqual({
      current_key: "k2",
      secrets: 3,
      outdated: 0,
      unreadable: 0,
      unreadable_secrets: [],
      resealed: 3,
      keys: [key("k2", 3), key("k1", 0, true)],
      message: expect.stringContaining("Nothing is sealed with k1 any more"),
    });
    vi.stubEnv("CRM_MASTER_KEY", K2);
    for (const endpoint of made) {
      expect(await statusWith(endpoint)).toBe(200);
    }
  });

  it("does nothing more the second time, and goes on where it was broken off", async () => {
    const made = [await create(), await create()];
    vi.stubEnv("CRM_MASTER_KEY", `${K2},${K1}`);
    const late = await create();
    expect(await reseal(true)).toMatchObject({ secrets: 3, resealed: 2 });
    const after = await snapshot(t);
    expect(await reseal(true)).toMatchObject({ secrets: 3, resealed: 0 });
    expect(await snapshot(t)).toEqual(after);
    for (const endpoint of [...made, late]) {
      expect(await statusWith(endpoint)).toBe(200);
    }
  });

  it("reads page by page, closed endpoints too", async () => {
    const { endpoint_key } = await create();
    await t.mutation(internal.ops.disableEndpoint, { endpoint_key });
    const { _id, _creationTime, ...row } = await onlyRow(t, "endpoints");
    await t.run(async (ctx) => {
      for (let i = 0; i < 220; i += 1) {
        // The last of each pair has lost its secret.
        const sealed_secret = i % 2 === 0 ? "v1.k1.lost.lost" : undefined;
        const other = { ...row, endpoint_key: `copy-${i}`, sealed_secret };
        await ctx.db.insert("endpoints", other);
      }
    });
    vi.stubEnv("CRM_MASTER_KEY", `${K2},${K1}`);
    const report = await reseal(true);
    expect(report).toMatchObject({
      secrets: 111,
      resealed: 1,
      unreadable: 110,
    });
    expect(report.unreadable_secrets).toHaveLength(100);
  });

  it("leaves what no key opens, says which it is, and lets no key go that it names", async () => {
    const lost = await create();
    vi.stubEnv("CRM_MASTER_KEY", `k1:${btoa("3".repeat(32))}`);
    const other = await create();
    vi.stubEnv("CRM_MASTER_KEY", `${K2},${K1}`);
    expect(await reseal(true)).toMatchObject({
      resealed: 1,
      unreadable: 1,
      unreadable_secrets: [
        {
          endpoint_key: other.endpoint_key,
          secret: "current",
          key_id: "k1",
          error_code: "wrong_key_or_binding",
        },
      ],
      keys: [key("k2", 1), key("k1", 1)],
      message: expect.stringContaining("ops:rotateSecret"),
    });
    expect(await statusWith(lost)).toBe(200);
    vi.stubEnv("CRM_MASTER_KEY", K2);
    const report = await reseal(true);
    expect(report.unreadable_secrets).toMatchObject([
      { endpoint_key: other.endpoint_key, error_code: "unknown_key" },
    ]);
    expect(report.keys).toEqual([
      key("k2", 1),
      { ...key("k1", 1), is_in_environment: false },
    ]);
    await t.action(internal.ops.rotateSecret, {
      endpoint_key: other.endpoint_key,
      previous_valid_hours: 0,
    });
    expect(await reseal()).toMatchObject({ unreadable: 0, secrets: 2 });
  });

  it("follows a secret that a rotation moved between reading and writing", async () => {
    const first = await create();
    const { sealed_secret: before = "" } = await onlyRow(t, "endpoints");
    const second = await rotate(first);
    const replace = async (text: string) =>
      await t.mutation(internal.webhooks.endpoints.replaceSealed, {
        endpoint_key: first.endpoint_key,
        before: text,
        after: "v1.k2.new.new",
      });
    expect(await replace(before)).toBe(true);
    expect(await onlyRow(t, "endpoints")).toMatchObject({
      sealed_previous_secret: "v1.k2.new.new",
    });
    expect(await replace("v1.k1.gone.gone")).toBe(false);
    expect(await statusWith(second)).toBe(200);
  });

  it.each([
    ["missing_master_key", ""],
    ["malformed_master_key", "k1:AAAA"],
  ])("needs a master key, else %s", async (code, masterKey) => {
    vi.stubEnv("CRM_MASTER_KEY", masterKey);
    expect(await refusalOf(reseal(true))).toMatchObject({ code });
  });

  it("shows no secret and no key", async () => {
    const { secret } = await create();
    vi.stubEnv("CRM_MASTER_KEY", `${K2},${K1}`);
    const told = JSON.stringify([await reseal(), await reseal(true)]);
    expect(told).not.toContain(secret);
    expect(told).not.toMatch(/v1\.|MTEx|MjIy/);
  });
});

describe("rotateSecret", () => {
  it("says until when the old one works, on the workspace's clock", async () => {
    const { endpoint_key } = await create();
    const ends = {
      previous_secret_until: NOW + 24 * HOUR_MS,
      previous_secret_until_local: "2026-11-28T10:00:00+07:00",
    };
    expect(
      await t.action(internal.ops.rotateSecret, {
        endpoint_key,
        previous_valid_hours: 24,
      }),
    ).toMatchObject(ends);
    const list = async () =>
      (await t.query(internal.ops.listEndpoints, { workspace: "demo" })).rows;
    expect(await list()).toEqual([
      expect.objectContaining({ has_previous_secret: true, ...ends }),
    ]);
    skip(24 * HOUR_MS);
    const [row] = await list();
    expect(row?.has_previous_secret).toBe(false);
    expect(row?.previous_secret_until).toBeUndefined();
  });

  it.each([-1, 1.5, 721])("refuses %s hours in words", async (hours) => {
    const { endpoint_key } = await create();
    const before = await snapshot(t);
    const call = t.action(internal.ops.rotateSecret, {
      endpoint_key,
      previous_valid_hours: hours,
    });
    expect(await refusalOf(call)).toMatchObject({
      code: "invalid_hours",
      what: "previous_valid_hours",
    });
    expect(await snapshot(t)).toEqual(before);
  });
});

describe("endRotation", () => {
  const end = async (endpoint_key: string) =>
    await t.mutation(internal.ops.endRotation, { endpoint_key });

  it("closes an endpoint to its previous secret at once", async () => {
    const first = await create();
    const second = await rotate(first);
    const { endpoint_key } = first;
    expect(await end(endpoint_key)).toEqual({ endpoint_key, is_ended: true });
    expect(await statusWith(first)).toBe(401);
    expect(await statusWith(second)).toBe(200);
    expect((await onlyRow(t, "endpoints")).sealed_previous_secret).toBe(
      undefined,
    );
    expect(await end(endpoint_key)).toEqual({ endpoint_key, is_ended: false });
  });

  it("closes the deployment-wide endpoint to the environment's, for good", async () => {
    const endpoint_key = "default";
    const previous = {
      endpoint_key,
      webhook_path: "/webhooks/kapso",
      secret: "the-secret-before-this-one",
    };
    expect(await end(endpoint_key)).toEqual({ endpoint_key, is_ended: false });
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", previous.secret);
    expect(await statusWith(previous)).toBe(200);
    expect(await end(endpoint_key)).toEqual({ endpoint_key, is_ended: true });
    expect(await statusWith(previous)).toBe(401);
    expect(await statusWith({ ...previous, secret: TEST_SECRET })).toBe(200);
    skip(DAY_MS);
    await t.mutation(internal.alerts.sweep.sweepAlerts, {});
    expect(await statusWith(previous)).toBe(401);
    expect(await end(endpoint_key)).toEqual({ endpoint_key, is_ended: false });
  });

  it("is refused in words for an endpoint nobody made", async () => {
    expect(await refusalOf(end("nobody"))).toMatchObject({
      code: "not_found",
      what: "endpoint_key",
    });
  });
});

describe("showDefaultEndpoint", () => {
  const show = async () => await t.query(internal.ops.showDefaultEndpoint, {});
  const none = { endpoint_key: "default", webhook_path: "/webhooks/kapso" };

  it("shows whether it has a secret, and until when a previous one works", async () => {
    expect(await show()).toEqual({
      ...none,
      has_secret: true,
      has_previous_secret: false,
    });
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "too short");
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", "the-secret-before-this-one");
    expect(await show()).toEqual({
      ...none,
      has_secret: false,
      has_previous_secret: true,
    });
    await t.mutation(internal.alerts.sweep.sweepAlerts, {});
    const ends = {
      previous_secret_until: NOW + 7 * DAY_MS,
      previous_secret_until_utc: "2026-12-04T03:00:00+00:00",
    };
    expect(await show()).toMatchObject({ has_previous_secret: true, ...ends });
    skip(7 * DAY_MS);
    expect(await show()).toMatchObject({ has_previous_secret: false, ...ends });
    expect(await rowsOf(t, "rotationWindows")).toHaveLength(1);
  });
});
