/** From an event to its receivers: once per channel, whatever one of them does. */
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { SEND_TIMEOUT_MS } from "../../../convex/notifications/client";
import { MAX_SENDS } from "../../../src/lib/notifications/retry";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/lib/time/units";
import { inbound, SEKAR } from "../../support/bodies";
import { raise, skip, sweepAlerts } from "../../support/alertWatch";
import {
  createChannel,
  sendDue,
  STEPS,
  type ChannelOptions,
} from "../../support/channels";
import { useConvexEnvironment } from "../../support/environment";
import { startHooks, type Hooks } from "../../support/hooks";
import { loseJobs } from "../../support/jobs";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { passTime, setupDemo, type TestConvex } from "../../support/setup";
import type { Caller } from "../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let workspace_id: Id<"workspaces">;
let asOwner: Caller;
let hooks: Hooks;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  vi.stubEnv("NOTIFY_LOOPBACK", "yes");
  const demo = await setupDemo();
  ({ t, asOwner } = demo);
  workspace_id = demo.workspaceId;
  hooks = await startHooks();
});
afterEach(async () => {
  await hooks.close();
});

const telling = z.object({
  type: z.string(),
  data: z.looseObject({
    kind: z.string().optional(),
    lasted_ms: z.number().optional(),
  }),
});

const channel = async (path: string, options: ChannelOptions = {}) =>
  await createChannel(asOwner, workspace_id, hooks.origin + path, {
    name: path.slice(1),
    ...options,
  });

const raiseDigestAlert = async () => {
  await raise(t, { kind: "digest_failed", key: "demo", workspace_id });
};

const read = (body: string) => telling.parse(JSON.parse(body));

const tellings = () =>
  hooks.got.map(({ body }) => {
    const { type, data } = read(body);
    return [type, data.lasted_ms];
  });

const missing = (): never => {
  throw new Error("there is no such row");
};

/** By the channel's path, of the first thing each was told. */
async function statuses(): Promise<Record<string, string>> {
  const channels = await rowsOf(t, "channels");
  const rows = await rowsOf(t, "notifications");
  return Object.fromEntries(
    channels.map(({ _id, name }) => [
      name,
      rows.find(({ channel_id }) => channel_id === _id)?.status ?? "none",
    ]),
  );
}

const lastErrors = async () =>
  (await rowsOf(t, "notifications")).map((row) => row.last_error_code);

const pathsGot = () => hooks.got.map(({ path }) => path).sort();

describe("a webhook", () => {
  it("is signed so that Standard Webhooks' own library believes it", async () => {
    const { secret } = await channel("/hook");
    await raiseDigestAlert();
    await sendDue(t);
    const [got] = hooks.got;
    const verified = new Webhook(secret).verify(
      got?.body ?? "",
      got?.headers ?? {},
    );
    const alert = await onlyRow(t, "alerts");
    expect(verified).toEqual({
      type: "alert.raised",
      timestamp: "2026-11-21T02:00:00.000Z",
      workspace: "demo",
      data: {
        alert_id: alert._id,
        kind: "digest_failed",
        since: alert.opened_at,
        means: expect.any(String),
        remedy: expect.any(String),
        url: "http://127.0.0.1:3212/w/demo/health",
      },
    });
    expect(() =>
      new Webhook(secret).verify(`${got?.body} `, got?.headers ?? {}),
    ).toThrow();
  });

  it("is signed with both secrets for a day after a rotation", async () => {
    const { channel_id, secret } = await channel("/hook");
    const rotated = await asOwner.action(api.channels.rotate, {
      workspace_id,
      channel_id,
    });
    const verify = (by: string, index: number) =>
      new Webhook(by).verify(
        hooks.got[index]?.body ?? "",
        hooks.got[index]?.headers ?? {},
      );
    await asOwner.mutation(api.channels.test, { channel_id });
    await sendDue(t);
    expect(verify(secret, 0)).toEqual(verify(rotated.secret, 0));
    vi.setSystemTime(rotated.previous_secret_until);
    await asOwner.mutation(api.channels.test, { channel_id });
    await sendDue(t);
    expect(verify(rotated.secret, 1)).toBeTruthy();
    expect(() => verify(secret, 1)).toThrow();
  });
});

it("tells a chat in words, and a mailbox where no provider is set", async () => {
  await channel("/chat", { kind: "slack" });
  await createChannel(asOwner, workspace_id, "Ops@Example.com", {
    kind: "email",
  });
  await raiseDigestAlert();
  await sendDue(t);
  const [chat] = hooks.got;
  expect(JSON.parse(chat?.body ?? "")).toEqual({
    text: expect.stringContaining("[demo] Alert: A digest could not be made"),
  });
  expect(chat?.headers["webhook-signature"]).toBeUndefined();
  const mails = await t.mutation(internal.ops.readMail, {});
  expect(mails).toMatchObject([
    { email: "ops@example.com", purpose: "notification" },
  ]);
  expect(mails[0]?.text).toContain("A digest could not be made");
});

describe("what a channel asks for", () => {
  it("is all it gets, and only of its own workspace", async () => {
    await channel("/alerts", { topics: ["alerts"] });
    await channel("/leads", { topics: ["leads", "digests"] });
    await raiseDigestAlert();
    await raise(t, { kind: "v1_webhook", key: "default" });
    await sendDue(t);
    expect(pathsGot()).toEqual(["/alerts"]);
  });

  it("comes once for each time an alert begins or ends", async () => {
    await channel("/hook");
    const again = async () => {
      await raise(t, { kind: "v1_webhook", key: "x", workspace_id });
      await sendDue(t);
    };
    await again();
    await again();
    skip(DAY_MS);
    await sweepAlerts(t);
    await sweepAlerts(t);
    await sendDue(t);
    await again();
    expect(tellings()).toEqual([
      ["alert.raised", undefined],
      ["alert.resolved", DAY_MS + 2 * STEPS],
      ["alert.raised", undefined],
    ]);
  });

  it("does not come while an alert is muted", async () => {
    await channel("/hook");
    await raiseDigestAlert();
    await sendDue(t);
    const { _id: alert_id } = await onlyRow(t, "alerts");
    const until = Date.now() + DAY_MS;
    await asOwner.mutation(api.alerts.mute, { alert_id, until });
    skip(HOUR_MS);
    await t.run(async (ctx) => {
      await ctx.db.patch("alerts", alert_id, { resolved_at: Date.now() });
    });
    await raiseDigestAlert();
    await sendDue(t);
    expect(hooks.got).toHaveLength(1);
  });

  it("comes once for a lead that somebody qualifies, without a name", async () => {
    await channel("/hook", { topics: ["leads"] });
    await deliver(t, inbound({ id: "m1", person: SEKAR, at: 0 }));
    const { _id: contact_id } = await onlyRow(t, "contacts");
    const say = async (lead_status: "qualified" | "unqualified") => {
      const change = { lead_status };
      await asOwner.mutation(api.contacts.update, { contact_id, change });
      await sendDue(t);
    };
    await say("qualified");
    await say("unqualified");
    await say("qualified");
    expect(hooks.got.map(({ body }) => read(body))).toEqual([
      expect.objectContaining({
        type: "lead.qualified",
        data: {
          contact_id,
          url: `http://127.0.0.1:3212/w/demo/contacts/${contact_id}`,
        },
      }),
    ]);
  });
});

describe("a channel that does not get through", () => {
  it("delays nobody else's, and gets it later under the same id", async () => {
    await channel("/silent");
    await channel("/works");
    hooks.behave("/silent", "silent");
    await raiseDigestAlert();
    const sending = sendDue(t);
    // The second has its own while the first still says nothing.
    await hooks.arrived(2);
    while ((await statuses())["works"] !== "sent") {
      await hooks.pulse();
    }
    vi.advanceTimersByTime(SEND_TIMEOUT_MS);
    await sending;
    expect(await statuses()).toEqual({ silent: "waiting", works: "sent" });
    expect(await lastErrors()).toContain("timeout");
    hooks.behave("/silent", 200);
    await passTime(t, 11_000);
    await sendDue(t);
    expect(await statuses()).toEqual({ silent: "sent", works: "sent" });
    const ids = hooks.got
      .filter(({ path }) => path === "/silent")
      .map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("is given up after its last attempt, is told of, and can be sent again", async () => {
    await channel("/fails");
    await channel("/works");
    hooks.behave("/fails", 500);
    await raiseDigestAlert();
    for (let round = 0; round < MAX_SENDS; round += 1) {
      await sendDue(t);
      await passTime(t, 18 * HOUR_MS);
    }
    const failed = () => hooks.got.filter(({ path }) => path === "/fails");
    expect(failed()).toHaveLength(MAX_SENDS);
    expect(await statuses()).toMatchObject({ fails: "dead_letter" });
    const told = hooks.got.filter(({ path }) => path === "/works");
    expect(told.map(({ body }) => read(body).data.kind)).toEqual([
      "digest_failed",
      "channel_failing",
    ]);
    hooks.behave("/fails", 200);
    const [dead] = (await rowsOf(t, "notifications")).filter(
      ({ status }) => status === "dead_letter",
    );
    const notification_id = dead?._id ?? missing();
    await asOwner.mutation(api.channels.retry, { notification_id });
    await sendDue(t);
    expect(await statuses()).toMatchObject({ fails: "sent" });
    await sweepAlerts(t);
    const alerts = await rowsOf(t, "alerts");
    expect(
      alerts.find(({ kind }) => kind === "channel_failing")?.resolved_at,
    ).toBeDefined();
  });

  it("is switched off where the receiver is gone", async () => {
    const { channel_id } = await channel("/gone");
    hooks.behave("/gone", 410);
    await asOwner.mutation(api.channels.test, { channel_id });
    await asOwner.mutation(api.channels.test, { channel_id });
    await sendDue(t);
    expect(hooks.got).toHaveLength(1);
    expect(await lastErrors()).toEqual(["gone", "channel_off"]);
    const rows = await asOwner.query(api.channels.list, { workspace_id });
    expect(rows).toMatchObject([{ off_reason: "gone", waiting_count: 0 }]);
  });

  it("gets what an attempt without an end left, and what lost its job", async () => {
    await channel("/hook");
    await raiseDigestAlert();
    // The job that would look after the attempt is lost with its action.
    await t.finishInProgressScheduledFunctions();
    await passTime(t, 1);
    const { _id: channel_id, run } = await onlyRow(t, "channels");
    await t.mutation(internal.notifications.queue.begin, { channel_id, run });
    await loseJobs(t);
    skip(HOUR_MS);
    const swept = await t.mutation(internal.notifications.queue.sweep, {});
    await sendDue(t);
    expect(swept).toEqual({ woken: 1, deleted: 0 });
    expect(await onlyRow(t, "notifications")).toMatchObject({
      status: "sent",
      attempts: 2,
    });
  });
});

it("keeps what went over a channel for 30 days", async () => {
  await channel("/hook");
  await raiseDigestAlert();
  await sendDue(t);
  const sweep = async () =>
    (await t.mutation(internal.notifications.queue.sweep, {})).deleted;
  skip(30 * DAY_MS - MINUTE_MS);
  expect(await sweep()).toBe(0);
  skip(2 * MINUTE_MS);
  expect(await sweep()).toBe(1);
});
