/** Alerts and channels on the command line. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { HOUR_MS } from "../../../src/lib/time/units";
import { raise } from "../../support/alertWatch";
import { sendDue } from "../../support/channels";
import { useConvexEnvironment } from "../../support/environment";
import { startHooks, type Hooks } from "../../support/hooks";
import { onlyRow, rowsOf } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";
import { codeOf } from "../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let hooks: Hooks;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.stubEnv("NOTIFY_LOOPBACK", "yes");
  hooks = await startHooks();
  ({ t, workspaceId } = await setupDemo());
});
afterEach(async () => {
  await hooks.close();
});

const make = async (path: string, workspace?: string) =>
  await t.action(internal.ops.createChannel, {
    ...(workspace !== undefined && { workspace }),
    name: "Office",
    kind: "webhook",
    topics: ["alerts"],
    target: `${hooks.origin}${path}`,
  });

describe("a channel", () => {
  it("is made, shown without its address, tried and removed", async () => {
    const { channel_id, secret } = await make("/office", "demo");
    expect(secret).toMatch(/^whsec_/);
    const { rows } = await t.query(internal.ops.listChannels, {
      workspace: "demo",
    });
    expect(rows).toMatchObject([{ channel_id, name: "Office" }]);
    expect(JSON.stringify(rows)).not.toContain("/office");
    expect(await t.query(internal.ops.listChannels, {})).toEqual({ rows: [] });
    await t.mutation(internal.ops.testChannel, { channel_id });
    await sendDue(t);
    expect(hooks.got).toHaveLength(1);
    const sent = await t.query(internal.ops.listNotifications, { channel_id });
    expect(sent.rows).toMatchObject([{ status: "sent", attempts: 1 }]);
    await t.mutation(internal.ops.removeChannel, { channel_id });
    expect(await rowsOf(t, "channels")).toEqual([]);
  });

  it("without a workspace is the operators', who alone are told of the deployment", async () => {
    await make("/office", "demo");
    await make("/operators");
    await raise(t, { kind: "disk_low", key: "deployment" });
    await sendDue(t);
    expect(hooks.got.map(({ path }) => path)).toEqual(["/operators"]);
  });

  it("gets a new secret, and the one before it no longer shows", async () => {
    const { channel_id, secret } = await make("/office", "demo");
    const rotated = await t.action(internal.ops.rotateChannelSecret, {
      channel_id,
    });
    expect(rotated.secret).toMatch(/^whsec_/);
    expect(rotated.secret).not.toBe(secret);
  });

  it("sends its dead letters again when asked to", async () => {
    const { channel_id } = await make("/office", "demo");
    hooks.behave("/office", 410);
    await t.mutation(internal.ops.testChannel, { channel_id });
    await sendDue(t);
    const dead = async () =>
      (
        await t.query(internal.ops.listNotifications, {
          channel_id,
          status: "dead_letter",
        })
      ).rows;
    expect(await dead()).toMatchObject([{ last_http_status: 410 }]);
    await t.run(async (ctx) => {
      await ctx.db.patch("channels", channel_id, {
        off_since: undefined,
        off_reason: undefined,
      });
    });
    hooks.behave("/office", 200);
    expect(
      await t.mutation(internal.ops.resendNotifications, { channel_id }),
    ).toEqual({ sent: 1, has_more: false });
    await sendDue(t);
    expect(await dead()).toEqual([]);
    expect(hooks.got.map(({ path }) => path)).toContain("/office");
  });

  it.each([
    ["a workspace that is not there", { workspace: "nobody" }, "not_found"],
    [
      "an address that is not public",
      { target: "http://10.0.0.1/" },
      "address_not_https",
    ],
    ["no topic", { topics: [] }, "invalid_channel"],
  ])("is refused with %s", async (_name, wrong, code) => {
    const channel = {
      workspace: "demo",
      name: "Office",
      kind: "webhook" as const,
      topics: ["alerts" as const],
      target: `${hooks.origin}/x`,
    };
    expect(
      await codeOf(
        t.action(internal.ops.createChannel, { ...channel, ...wrong }),
      ),
    ).toBe(code);
  });

  it.each([
    [
      "testChannel",
      (id: string) => t.mutation(internal.ops.testChannel, { channel_id: id }),
    ],
    [
      "removeChannel",
      (id: string) =>
        t.mutation(internal.ops.removeChannel, { channel_id: id }),
    ],
    [
      "resendNotifications",
      (id: string) =>
        t.mutation(internal.ops.resendNotifications, { channel_id: id }),
    ],
    [
      "listNotifications",
      (id: string) =>
        t.query(internal.ops.listNotifications, { channel_id: id }),
    ],
    [
      "rotateChannelSecret",
      (id: string) =>
        t.action(internal.ops.rotateChannelSecret, { channel_id: id }),
    ],
  ])("ops:%s refuses one that is not there", async (_name, call) => {
    expect(await codeOf(call(workspaceId))).toBe("not_found");
    expect(await codeOf(call("no id"))).toBe("not_found");
  });
});

describe("an alert", () => {
  it("is listed for its workspace, and for operators with its key", async () => {
    await raise(t, {
      kind: "digest_failed",
      key: workspaceId,
      workspace_id: workspaceId,
    });
    await raise(t, { kind: "v1_webhook", key: "default" });
    const own = await t.query(internal.ops.listAlerts, { workspace: "demo" });
    expect(own.open).toMatchObject([{ kind: "digest_failed" }]);
    const all = await t.query(internal.ops.listAlerts, {});
    expect(all.open).toMatchObject([{ kind: "v1_webhook", key: "default" }]);
  });

  it("is muted for hours, and heard again", async () => {
    await raise(t, { kind: "v1_webhook", key: "default" });
    const { _id } = await onlyRow(t, "alerts");
    const mute = async (hours: number) =>
      await t.mutation(internal.ops.muteAlert, { alert_id: _id, hours });
    await mute(3);
    expect((await onlyRow(t, "alerts")).muted_until).toBe(
      Date.now() + 3 * HOUR_MS,
    );
    await mute(0);
    expect((await onlyRow(t, "alerts")).muted_until).toBeUndefined();
    expect(await codeOf(mute(-1))).toBe("invalid_hours");
    expect(await codeOf(mute(2161))).toBe("invalid_hours");
  });
});
