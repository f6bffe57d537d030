/**
 * Kapso's clock is not ours, and ours may be set: nothing is lost or doubled, and
 * comparisons go on.
 */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/lib/time/units";
import {
  BAGAS,
  inbound,
  outbound,
  SEKAR,
  storyTimeMs,
} from "../../support/bodies";
import { comparing } from "../../support/comparing";
import { TEST_SECRET } from "../../support/deliver";
import { useKapso } from "../../support/kapsoApi";
import { onlyRow, rowsOf } from "../../support/rows";

const world = useKapso();
const { known, told, outcome, reconcile, wamids } = comparing(world);

/** Our clock, by seconds of the story, in which Kapso's clock runs. */
const setClock = (second: number) => vi.setSystemTime(storyTimeMs(second));

beforeEach(() => {
  vi.stubEnv("KAPSO_WEBHOOK_SECRET", TEST_SECRET);
});

const MINUTES_APART = 10;

describe.each([
  ["ahead of", -60 * MINUTES_APART],
  ["behind", 60 * MINUTES_APART],
])("Kapso's clock, ten minutes %s ours", (_name, ours) => {
  it("loses and doubles nothing that is said around an outage", async () => {
    setClock(ours + 10);
    await told(inbound({ id: "w1", person: SEKAR, at: 10 }));
    await told(outbound({ id: "w2", person: SEKAR, at: 20 }));
    // We are down: nothing of this arrives.
    known(outbound({ id: "w2", person: SEKAR, at: 35, sentAt: 20 }, "read"));
    known(inbound({ id: "w3", person: BAGAS, at: 40 }));
    setClock(ours + 60);
    await told(inbound({ id: "w4", person: SEKAR, at: 60 }));
    setClock(ours + 3600);
    const repaired = await reconcile("repair");
    expect(repaired).toMatchObject({ status: "done", failed: 0 });
    setClock(ours + 7200);
    expect(await reconcile("repair")).toMatchObject({ missing: 0, stale: 0 });
    expect(await wamids()).toEqual(["w1", "w2", "w3", "w4"]);
    const read = (await rowsOf(world.t, "messages")).find(
      (row) => row.kapso_message_id === "w2",
    );
    expect(read?.status).toBe("read");
    // Times are the provider's, whatever our clock says.
    const contacts = await rowsOf(world.t, "contacts");
    expect(contacts.map((row) => row.last_message_at).sort()).toEqual([
      storyTimeMs(40),
      storyTimeMs(60),
    ]);
  });

  it("feeds what is still on its way, whose delivery then changes nothing", async () => {
    const late = inbound({ id: "w1", person: SEKAR, at: 10 });
    known(late);
    setClock(ours + 10 + 6 * 60 + Math.max(0, -ours));
    await reconcile("repair");
    await told(late);
    expect(await wamids()).toEqual(["w1"]);
    expect(await onlyRow(world.t, "contacts")).toMatchObject({
      message_count: 1,
    });
  });
});

describe("our clock", () => {
  const startDue = async () =>
    await world.t.mutation(internal.kapso.reconcile.startDue, {});
  const started = async () =>
    (await rowsOf(world.t, "syncHealth")).map((row) => row.started_at);

  it("is set back a day: comparisons go on, and look at what they must", async () => {
    const right = storyTimeMs(3600);
    vi.setSystemTime(right + DAY_MS);
    await world.t.mutation(internal.ops.setReconcile, {
      workspace: "demo",
      mode: "repair",
    });
    vi.setSystemTime(right + DAY_MS + HOUR_MS);
    await startDue();
    await outcome();
    vi.setSystemTime(right);
    known(inbound({ id: "w1", person: SEKAR, at: 3000 }));
    await startDue();
    expect(await outcome()).toMatchObject({
      status: "done",
      started_at: right,
      missing: 1,
      repaired: 1,
    });
    expect(await started()).toEqual([right]);
    const { next_at } = await onlyRow(world.t, "syncMonitors");
    expect(next_at).toBeLessThanOrEqual(right + HOUR_MS);
  });

  it("is set ahead a day: the window holds the time that was jumped over", async () => {
    setClock(3600);
    await reconcile("repair");
    known(inbound({ id: "w1", person: SEKAR, at: 3700 }));
    vi.setSystemTime(storyTimeMs(3600) + DAY_MS);
    expect(await reconcile("repair")).toMatchObject({
      missing: 1,
      repaired: 1,
    });
  });

  it("is set back: hours go on being counted", async () => {
    const right = storyTimeMs(3600);
    const counted = async () => {
      await world.t.action(internal.webhooks.hours.count, {});
      return (await rowsOf(world.t, "hourlyStats"))
        .filter(({ workspace_id }) => workspace_id === world.workspaceId)
        .reduce((sum, { accepted }) => sum + accepted, 0);
    };
    vi.setSystemTime(right + DAY_MS);
    await told(inbound({ id: "w1", person: SEKAR, at: 10 }));
    vi.setSystemTime(right + DAY_MS + 5 * MINUTE_MS);
    expect(await counted()).toBe(1);
    vi.setSystemTime(right);
    await told(inbound({ id: "w2", person: SEKAR, at: 20 }));
    vi.setSystemTime(right + 5 * MINUTE_MS);
    expect(await counted()).toBe(2);
    expect(await counted()).toBe(2);
  });

  it("jumps between deliveries: messages and their order are the provider's", async () => {
    vi.setSystemTime(storyTimeMs(100));
    await told(inbound({ id: "w1", person: SEKAR, at: 10 }));
    vi.setSystemTime(storyTimeMs(100) - 3 * HOUR_MS);
    await told(inbound({ id: "w2", person: SEKAR, at: 20 }));
    vi.setSystemTime(storyTimeMs(100) + DAY_MS);
    await told(outbound({ id: "w3", person: SEKAR, at: 30 }));
    const messages = await rowsOf(world.t, "messages");
    expect(messages.map(({ sent_at }) => sent_at)).toEqual(
      [10, 20, 30].map(storyTimeMs),
    );
    expect(await onlyRow(world.t, "contacts")).toMatchObject({
      message_count: 3,
      last_message_at: storyTimeMs(30),
    });
    expect(
      (await rowsOf(world.t, "webhookAudit")).map(({ status }) => status),
    ).toEqual(["processed", "processed", "processed"]);
  });
});
