/** Comparing with a simulated Kapso over real HTTP, and feeding what is missing. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { ALL_EVENTS } from "../../../scripts/sim/api/demo";
import { faults } from "../../../scripts/sim/api/faults";
import type { Row } from "../../../scripts/sim/api/archive";
import {
  inbound,
  outbound,
  reaction,
  SEKAR,
  BAGAS,
  storyTimeMs,
} from "../../support/bodies";
import { PHONE_NUMBER_ID } from "../../support/conversationArbitrary";
import { comparing } from "../../support/comparing";
import { TEST_SECRET } from "../../support/deliver";
import { useKapso } from "../../support/kapsoApi";
import { onlyRow, rowsOf } from "../../support/rows";

const world = useKapso();
const { known, told, outcome, reconcile, wamids } = comparing(world);
/** An hour after the story began. */
const LATER = storyTimeMs(3600);

beforeEach(() => {
  vi.stubEnv("KAPSO_WEBHOOK_SECRET", TEST_SECRET);
  vi.setSystemTime(LATER);
  world.api.archive.webhooks.push(webhook());
});

const webhook = (over: Partial<Row> = {}): Row => ({
  id: "hook",
  url: "https://crm.example/webhooks/kapso",
  kind: "kapso",
  events: ALL_EVENTS,
  active: true,
  payload_version: "v2",
  phone_number_id: PHONE_NUMBER_ID,
  ...over,
});

/** The time of a retry has come, which real timers do not know. */
async function retry(last: Doc<"syncHealth">): Promise<Doc<"syncHealth">> {
  vi.setSystemTime(last.retry_at ?? 0);
  await world.t.action(internal.kapso.reconcile.step, {
    comparison_id: last._id,
  });
  return await outcome();
}

describe("a comparison", () => {
  it("finds what is missing and what is stale, and only looks", async () => {
    await told(inbound({ id: "w1", person: SEKAR, at: 10 }));
    await told(outbound({ id: "w2", person: SEKAR, at: 20 }));
    known(outbound({ id: "w2", person: SEKAR, at: 30, sentAt: 20 }, "read"));
    known(inbound({ id: "w3", person: BAGAS, at: 40 }));
    expect(await reconcile("watch")).toMatchObject({
      status: "done",
      mode: "watch",
      checked_messages: 3,
      checked_conversations: 2,
      missing: 1,
      stale: 1,
      repaired: 0,
      lag_ms: 20_000,
      webhook_problems: [],
    });
    expect(await wamids()).toEqual(["w1", "w2"]);
    expect(await rowsOf(world.t, "alerts")).toMatchObject([
      { kind: "messages_missing" },
    ]);
  });

  it("repairs to zero difference after Kapso has given up on us", async () => {
    await told(inbound({ id: "w1", person: SEKAR, at: 10 }));
    // We were down for three minutes: four tries in vain, then nothing more.
    for (let i = 2; i <= 150; i += 1) {
      known(inbound({ id: `w${i}`, person: i % 2 ? SEKAR : BAGAS, at: i }));
    }
    known(outbound({ id: "o1", person: BAGAS, at: 200, sentAt: 190 }, "read"));
    known(reaction({ id: "r1", person: SEKAR, at: 210 }, "w1", "\u2764"));
    const first = await reconcile("repair");
    expect(first).toMatchObject({
      status: "done",
      missing: 150,
      repaired: 150,
      failed: 0,
    });
    const messages = await rowsOf(world.t, "messages");
    expect(messages).toHaveLength(151);
    expect(new Set(messages.slice(1).map(({ origin }) => origin))).toEqual(
      new Set(["reconcile"]),
    );
    expect(messages.find((row) => row.kapso_message_id === "o1")).toMatchObject(
      {
        status: "read",
      },
    );
    expect(messages[0]?.reactions).toHaveLength(1);
    vi.setSystemTime(LATER + 3_600_000);
    expect(await reconcile("repair")).toMatchObject({
      missing: 0,
      stale: 0,
      repaired: 0,
      lag_ms: 0,
    });
    expect(await rowsOf(world.t, "contacts")).toHaveLength(2);
  });

  it("leaves alone what may still be on its way", async () => {
    vi.setSystemTime(storyTimeMs(60));
    known(inbound({ id: "w1", person: SEKAR, at: 10 }));
    expect(await reconcile("repair")).toMatchObject({
      missing: 0,
      checked_messages: 0,
    });
    vi.setSystemTime(storyTimeMs(400));
    expect(await reconcile("repair")).toMatchObject({ repaired: 1 });
  });

  it("ends a session whose end nobody told us", async () => {
    await told(inbound({ id: "w1", person: SEKAR, at: 10 }));
    const [id, row] = [...world.api.archive.conversations][0] ?? [];
    world.api.archive.conversations.set(id ?? "", {
      ...row,
      id: id ?? "",
      status: "ended",
      updated_at: new Date(storyTimeMs(1000)).toISOString(),
    });
    expect(await reconcile("repair")).toMatchObject({ stale: 1, repaired: 1 });
    expect(await onlyRow(world.t, "conversations")).toMatchObject({
      status: "ended",
    });
    expect(await reconcile("repair")).toMatchObject({ stale: 0 });
  });

  it("brings nobody back who was erased", async () => {
    await told(inbound({ id: "w1", person: SEKAR, at: 10 }));
    const contact = await onlyRow(world.t, "contacts");
    await world.asOwner.mutation(api.contacts.erase, {
      contact_id: contact._id,
      confirm_name: SEKAR.name,
    });
    await world.t.mutation(internal.privacy.erasing.sweep, {});
    known(inbound({ id: "w2", person: SEKAR, at: 20 }));
    expect(await reconcile("repair")).toMatchObject({
      missing: 0,
      repaired: 0,
      failed: 0,
    });
  });
});

describe("while Kapso misbehaves", () => {
  it("waits as long as it is asked to, and goes on where it was", async () => {
    for (let i = 0; i < 250; i += 1) {
      known(inbound({ id: `w${i}`, person: SEKAR, at: i }));
    }
    world.api.onRequest = ({ index }) => {
      if (index === 5) {
        world.api.queue.push(faults.rateLimited(90));
      }
    };
    const waiting = await reconcile("repair");
    expect(waiting).toMatchObject({
      status: "running",
      error_code: "kapso_rate_limited",
      retry_at: LATER + 90_000,
    });
    expect(await retry(waiting)).toMatchObject({
      status: "done",
      missing: 250,
    });
    expect(await wamids()).toHaveLength(250);
  });

  it("begins a list anew whose cursor has ended", async () => {
    for (let i = 0; i < 150; i += 1) {
      known(inbound({ id: `w${i}`, person: SEKAR, at: i }));
    }
    let isExpired = false;
    world.api.onRequest = ({ query }) => {
      if (query.has("after") && !isExpired) {
        isExpired = true;
        world.api.expireCursors();
      }
    };
    expect(await reconcile("repair")).toMatchObject({
      status: "done",
      repaired: 150,
    });
    expect(isExpired).toBe(true);
  });

  it("fails after an hour of it, and the next one makes up for it", async () => {
    known(inbound({ id: "w1", person: SEKAR, at: 10 }));
    await reconcile("repair");
    known(inbound({ id: "w2", person: SEKAR, at: 3400 }));
    world.api.usual = faults.failing(502);
    vi.setSystemTime(LATER + 600_000);
    let last = await reconcile("repair");
    const waits: number[] = [];
    while (last.status === "running") {
      waits.push(((last.retry_at ?? 0) - Date.now()) / 60_000);
      last = await retry(last);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30]);
    expect(last).toMatchObject({
      status: "failed",
      error_code: "kapso_unavailable",
    });
    world.api.usual = faults.none();
    vi.setSystemTime(LATER + 5 * 3_600_000);
    expect(await reconcile("repair")).toMatchObject({
      status: "done",
      repaired: 1,
    });
    expect(await wamids()).toEqual(["w1", "w2"]);
  });

  it("fails at once without a key", async () => {
    vi.stubEnv("KAPSO_API_KEY", "");
    expect(await reconcile("watch")).toMatchObject({
      status: "failed",
      error_code: "kapso_no_key",
    });
  });
});

describe("webhooks", () => {
  it.each([
    [{ active: false }, "webhook_paused", "webhook_paused"],
    [
      { url: "https://crm.example/other" },
      "webhook_missing",
      "webhook_misconfigured",
    ],
    [{ payload_version: "v1" }, "webhook_v1", "webhook_misconfigured"],
    [
      { events: ["whatsapp.message.received"] },
      "webhook_events_missing",
      "webhook_misconfigured",
    ],
  ])(
    "with %j are told of until they are mended",
    async (over, problem, kind) => {
      world.api.archive.webhooks[0] = webhook(over);
      const { webhook_problems } = await reconcile("watch");
      expect(webhook_problems).toEqual([
        { phone_number_id: PHONE_NUMBER_ID, problem },
      ]);
      expect(await onlyRow(world.t, "alerts")).toMatchObject({ kind });
      world.api.archive.webhooks[0] = webhook();
      vi.setSystemTime(LATER + 3_600_000);
      await reconcile("watch");
      await world.t.mutation(internal.alerts.sweep.sweepAlerts, {});
      expect((await onlyRow(world.t, "alerts")).resolved_at).toBeDefined();
    },
  );

  it("are in order when one of them is", async () => {
    world.api.archive.webhooks.push(
      webhook({ id: "old", active: false, payload_version: "v1" }),
    );
    expect((await reconcile("watch")).webhook_problems).toEqual([]);
  });
});

describe("the monitor", () => {
  const update = (reconcile: "off" | "watch" | "repair") =>
    world.asOwner.mutation(api.workspaces.update, {
      workspace_id: world.workspaceId,
      reconcile,
    });

  it("is off until somebody switches it on, then comes every hour", async () => {
    const { t } = world;
    await t.mutation(internal.kapso.reconcile.startDue, {});
    expect(await rowsOf(t, "syncHealth")).toEqual([]);
    expect(await update("repair")).toEqual({ reconcile: "off" });
    const { next_at } = await onlyRow(t, "syncMonitors");
    vi.setSystemTime(next_at);
    await t.mutation(internal.kapso.reconcile.startDue, {});
    await t.mutation(internal.kapso.reconcile.startDue, {});
    expect(await rowsOf(t, "syncHealth")).toMatchObject([{ mode: "repair" }]);
    expect(await onlyRow(t, "syncMonitors")).toMatchObject({
      next_at: next_at + 3_600_000,
    });
    expect(await update("off")).toEqual({ reconcile: "repair" });
    expect(await rowsOf(t, "syncMonitors")).toEqual([]);
  });

  it("gives a comparison a new job that lost its own", async () => {
    const { t } = world;
    await t.mutation(internal.ops.reconcileNow, { workspace: "demo" });
    const jobs = async () =>
      await t.run(async (ctx) =>
        (await ctx.db.system.query("_scheduled_functions").collect()).filter(
          ({ name }) => name.includes("reconcile"),
        ),
      );
    expect(await jobs()).toHaveLength(1);
    vi.setSystemTime(LATER + 16 * 60_000);
    await t.mutation(internal.kapso.reconcile.startDue, {});
    await t.mutation(internal.kapso.reconcile.startDue, {});
    expect(await jobs()).toHaveLength(2);
    await outcome();
  });
});
