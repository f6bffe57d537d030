/** What a delivery may be signed with: long enough, and within its time. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../../convex/_generated/api";
import { parseKeyring, seal } from "../../../../src/lib/secrets/seal";
import { DAY_MS, HOUR_MS } from "../../../../src/lib/time/units";
import { inbound, metaReceipt, SEKAR } from "../../../support/bodies";
import { skip, sweepAlerts } from "../../../support/alertWatch";
import { signBody, TEST_SECRET } from "../../../support/deliver";
import {
  TEST_MASTER_KEY,
  useConvexEnvironment,
} from "../../../support/environment";
import { postPlain, postSigned } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

const BODY = JSON.stringify(inbound({ id: "w1", person: SEKAR, at: 0 }).body);
const PREVIOUS = "the-secret-before-this-one";
const SHORT = "fifteen-bytes-x";
const WEEK_MS = 7 * DAY_MS;

let t: TestConvex;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-27T03:00:00Z"));
  ({ t } = await setupDemo());
});

const statusWith = async (secret: string, path?: string) =>
  (await postSigned(t, { body: BODY, secret, path })).status;

/** What was logged of an event. */
function logged(event: string): unknown[] {
  const lines = vi.mocked(console.log).mock.calls.map(([line]) => String(line));
  return lines
    .filter((line) => line.startsWith("{"))
    .map((line): unknown => JSON.parse(line))
    .filter((line) => JSON.stringify(line).includes(`"event":"${event}"`));
}

describe("a secret of the environment that is too short", () => {
  it("is as good as none, and the log says why", async () => {
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", SHORT);
    expect(await statusWith(SHORT)).toBe(503);
    expect(logged("webhook.unconfigured")).toEqual([
      expect.objectContaining({
        level: "error",
        endpoint_key: "default",
        reason: "secret_too_short",
      }),
    ]);
    expect(await rowsOf(t, "webhookAudit")).toEqual([]);
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "");
    expect(await statusWith(SHORT)).toBe(503);
    expect(logged("webhook.unconfigured").at(-1)).toMatchObject({
      reason: "not_configured",
    });
  });

  it("does not count as the previous one either", async () => {
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", SHORT);
    expect(await statusWith(SHORT)).toBe(401);
    expect(await statusWith(TEST_SECRET)).toBe(200);
  });

  it("proves nothing as Meta's app secret", async () => {
    const body = JSON.stringify(
      metaReceipt({ id: "o1", person: SEKAR, at: 0 }, "read").body,
    );
    const post = async (secret: string) => {
      vi.stubEnv("KAPSO_META_APP_SECRET", secret);
      const signature = await signBody(new TextEncoder().encode(body), secret);
      return await postPlain(t, body, {
        "X-Hub-Signature-256": `sha256=${signature}`,
      });
    };
    expect((await post(SHORT)).status).toBe(401);
    expect((await post(`${SHORT}y`)).status).toBe(200);
  });

  it("raises an alert that stands while it is set", async () => {
    vi.stubEnv("KAPSO_META_APP_SECRET", SHORT);
    await sweepAlerts(t);
    expect(await onlyRow(t, "alerts")).toMatchObject({
      kind: "secret_unusable",
      key: "KAPSO_META_APP_SECRET:secret_too_short",
    });
    skip(DAY_MS);
    await sweepAlerts(t);
    expect((await onlyRow(t, "alerts")).resolved_at).toBeUndefined();
    vi.stubEnv("KAPSO_META_APP_SECRET", "long enough for anybody");
    skip(HOUR_MS);
    await sweepAlerts(t);
    expect((await onlyRow(t, "alerts")).resolved_at).toBe(Date.now());
  });
});

describe("the environment's previous secret", () => {
  beforeEach(() => vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", PREVIOUS));

  it("is accepted for a week from its first delivery on, without any sweep", async () => {
    expect(await statusWith(PREVIOUS)).toBe(200);
    skip(WEEK_MS - 1);
    expect(await statusWith(PREVIOUS)).toBe(200);
    skip(1);
    expect(await statusWith(PREVIOUS)).toBe(401);
    expect(await statusWith(TEST_SECRET)).toBe(200);
  });

  it("has its time also when nobody signs with it, from the sweeper's first look on", async () => {
    await sweepAlerts(t);
    skip(WEEK_MS);
    await sweepAlerts(t);
    expect(await statusWith(PREVIOUS)).toBe(401);
  });

  it("is kept as no more than a name", async () => {
    expect(await statusWith(PREVIOUS)).toBe(200);
    const row = await onlyRow(t, "rotationWindows");
    expect(row.fingerprint).toMatch(/^[0-9a-f]{8}$/);
    expect(row.accepted_until).toBe(Date.now() + WEEK_MS);
  });

  it("begins its time anew when another one takes its place", async () => {
    await sweepAlerts(t);
    skip(WEEK_MS);
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", TEST_SECRET);
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "the one after this one");
    await sweepAlerts(t);
    expect(await statusWith(PREVIOUS)).toBe(401);
    expect(await statusWith(TEST_SECRET)).toBe(200);
    expect(await onlyRow(t, "rotationWindows")).toMatchObject({
      accepted_until: Date.now() + WEEK_MS,
    });
  });

  it("is forgotten once the environment has it no more", async () => {
    await sweepAlerts(t);
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", "");
    await sweepAlerts(t);
    expect(await rowsOf(t, "rotationWindows")).toEqual([]);
  });

  it("that is over is no reason to call the endpoint open", async () => {
    await sweepAlerts(t);
    skip(WEEK_MS);
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", "");
    expect(await statusWith(PREVIOUS)).toBe(503);
  });
});

describe("an endpoint's previous secret", () => {
  const rotated = async (previous_valid_hours?: number) => {
    const first = await t.action(internal.ops.createEndpoint, {
      workspace: "demo",
    });
    const { endpoint_key, webhook_path: path, secret } = first;
    const second = await t.action(internal.ops.rotateSecret, {
      endpoint_key,
      previous_valid_hours,
    });
    return { path, old: secret, current: second.secret };
  };

  it("is accepted for a week, without any sweep", async () => {
    const { path, old, current } = await rotated();
    skip(WEEK_MS - 1);
    expect(await statusWith(old, path)).toBe(200);
    skip(1);
    expect(await statusWith(old, path)).toBe(401);
    expect(await statusWith(current, path)).toBe(200);
  });

  it("is accepted for as many hours as were asked for", async () => {
    const { path, old } = await rotated(2);
    skip(2 * HOUR_MS - 1);
    expect(await statusWith(old, path)).toBe(200);
    skip(1);
    expect(await statusWith(old, path)).toBe(401);
  });

  it("is not kept at all when none were", async () => {
    const { path, old, current } = await rotated(0);
    expect(await statusWith(old, path)).toBe(401);
    expect(await statusWith(current, path)).toBe(200);
    const row = await onlyRow(t, "endpoints");
    expect(row.sealed_previous_secret).toBeUndefined();
    expect(row.previous_secret_until).toBeUndefined();
  });

  it("is removed by the sweeper when its time is over, not before", async () => {
    await rotated(1);
    await rotated(2);
    skip(HOUR_MS - 1);
    const sweep = async () => await t.mutation(internal.ops.retentionSweep, {});
    expect(await sweep()).toEqual({ deleted: 0, is_done: true });
    skip(1);
    expect(await sweep()).toEqual({ deleted: 1, is_done: true });
    const rows = await rowsOf(t, "endpoints");
    expect(rows.map((row) => row.sealed_previous_secret)).toEqual([
      undefined,
      expect.any(String),
    ]);
  });
});

it("a sealed secret that is too short closes the endpoint", async () => {
  const { endpoint_key, webhook_path: path } = await t.action(
    internal.ops.createEndpoint,
    { workspace: "demo" },
  );
  const keyring = parseKeyring(TEST_MASTER_KEY);
  const sealed = await seal(keyring, SHORT, `endpoint_secret:${endpoint_key}`);
  await t.run(async (ctx) => {
    for await (const { _id } of ctx.db.query("endpoints")) {
      await ctx.db.patch("endpoints", _id, { sealed_secret: sealed });
    }
  });
  expect(await statusWith(SHORT, path)).toBe(503);
  expect(logged("webhook.unconfigured")).toEqual([
    expect.objectContaining({ endpoint_key, reason: "secret_too_short" }),
  ]);
});
