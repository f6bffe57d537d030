/** From a recorded delivery to its effects, item by item. */
import { describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import { ITEMS_PER_SLICE } from "../../../convex/model/webhooks/deliveries";
import {
  batch,
  BAGAS,
  inbound,
  metaHistory,
  SEKAR,
  storyTimeMs,
} from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { longHistory, messagesIn } from "../../support/longHistory";
import { cure, poison } from "../../support/poison";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../support/setup";

useConvexEnvironment();

const bodyOf = (id: string, more: { phoneNumberId?: string } = {}) =>
  inbound({ id, person: SEKAR, at: 0, ...more }).body;

const kapsoMessageIdsOf = async (t: TestConvex) =>
  (await rowsOf(t, "messages")).map((row) => row.kapso_message_id);

describe("an item that fails", () => {
  it("takes only its own writes back", async () => {
    const { t } = await setupDemo();
    await poison(t, "w2");
    const stranger = inbound({ id: "w2", person: BAGAS, at: 0 }).body;
    await post(t, batch(bodyOf("w1"), stranger, bodyOf("w3")), "key");
    await passTime(t, 0);
    expect(await kapsoMessageIdsOf(t)).toEqual(["w1", "w3"]);
    expect(await onlyRow(t, "contacts")).toMatchObject({ name: SEKAR.name });
    expect(await rowsOf(t, "contactIdentities")).toHaveLength(2);
    expect(await onlyRow(t, "conversations")).toMatchObject({
      message_count: 2,
    });
    expect(await rowsOf(t, "parkedEvents")).toHaveLength(1);
    const audit = await onlyRow(t, "webhookAudit");
    expect(audit).toMatchObject({
      status: "partial",
      item_count: 3,
      applied_count: 2,
      failed_count: 1,
      error_code: "apply_failed",
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      audit_id: audit._id,
      item_index: 1,
      kind: "item",
      error_code: "apply_failed",
      attempts: 1,
    });
  });

  it("never stops the next delivery", async () => {
    const { t } = await setupDemo();
    await poison(t, "w1");
    await post(t, { event: undefined, body: bodyOf("w1") }, "key-1");
    await post(t, { event: undefined, body: bodyOf("w2") }, "key-2");
    await passTime(t, 0);
    const audits = await rowsOf(t, "webhookAudit");
    expect(audits.map((row) => row.status)).toEqual(["failed", "processed"]);
    expect(await kapsoMessageIdsOf(t)).toEqual(["w2"]);
  });
});

describe("items of a batch", () => {
  it("count as applied, ignored or failed", async () => {
    const { t } = await setupDemo();
    const ofGroup = inbound({ id: "g", person: BAGAS, at: 0, groupId: "g1" });
    await post(t, batch(bodyOf("w1"), null, ofGroup.body, 7), "key");
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "partial",
      item_count: 4,
      applied_count: 1,
      ignored_count: 1,
      failed_count: 2,
      next_item: 4,
      attempts: 1,
    });
    const failedItems = await rowsOf(t, "syncFailures");
    expect(failedItems.map((row) => [row.kind, row.item_index])).toEqual([
      ["dead_letter", 1],
      ["dead_letter", 3],
    ]);
  });

  it("keep their order where times are equal", async () => {
    const { t, asOwner } = await setupDemo();
    const ids = ["w1", "w2", "w3", "w4"];
    await deliver(t, batch(...ids.map((id) => bodyOf(id))));
    const conversation = await onlyRow(t, "conversations");
    const page = await asOwner.query(api.messages.listByConversation, {
      conversation_id: conversation._id,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page.page.map((row) => row.kapso_message_id)).toEqual(
      [...ids].reverse(),
    );
  });
});

describe("a large delivery", () => {
  const COUNT = 2 * ITEMS_PER_SLICE + 65;
  const sayings = Array.from({ length: COUNT }, (_, i) => ({
    id: `w${i}`,
    person: SEKAR,
    at: i,
  }));

  it("is cut into slices, applied slice by slice and counted once", async () => {
    const { t } = await setupDemo();
    await post(t, metaHistory(SEKAR, sayings), "key");
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      item_count: COUNT,
    });
    const steps: unknown[] = [];
    for (;;) {
      await passTime(t, 1000);
      const audit = await onlyRow(t, "webhookAudit");
      expect(audit.progressed_at).toBe(Date.now());
      expect(audit.applied_count).toBe(audit.next_item);
      steps.push([audit.status, audit.next_item]);
      if (audit.status !== "received") {
        break;
      }
      expect(await rowsOf(t, "webhookSlices")).toHaveLength(3);
    }
    expect(steps.at(0)).toEqual(["received", 0]);
    expect(steps.at(-1)).toEqual(["processed", COUNT]);
    expect(steps.length).toBeLessThan(8);
    expect(await rowsOf(t, "webhookSlices")).toEqual([]);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      attempts: 1,
      item_count: COUNT,
      applied_count: COUNT,
      failed_count: 0,
    });
    expect(new Set(await kapsoMessageIdsOf(t)).size).toBe(COUNT);
    expect(await onlyRow(t, "conversations")).toMatchObject({
      message_count: COUNT,
      unread_count: 0,
      last_message_at: storyTimeMs(COUNT - 1),
    });
    expect(await onlyRow(t, "contacts")).toMatchObject({
      message_count: COUNT,
      source: "history_sync",
    });
  });

  /** The same in fewer messages. */
  const LONG = { person: SEKAR, items: COUNT, every: 100 };

  it("is read from its slices once it is cut", async () => {
    const { t } = await setupDemo();
    await post(t, longHistory(LONG), "key");
    await passTime(t, 0);
    await t.run(async (ctx) => {
      for (const { _id } of await ctx.db.query("webhookPayloads").collect()) {
        await ctx.db.delete("webhookPayloads", _id);
      }
    });
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: messagesIn(LONG),
      ignored_count: COUNT - messagesIn(LONG),
    });
  });

  it("keeps its slices for the retries of what failed", async () => {
    const { t } = await setupDemo();
    await poison(t, `w${ITEMS_PER_SLICE}`);
    await post(t, longHistory(LONG), "key");
    while ((await onlyRow(t, "webhookAudit")).status === "received") {
      await passTime(t, 0);
    }
    expect(await rowsOf(t, "webhookSlices")).toHaveLength(3);
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      item_index: ITEMS_PER_SLICE,
    });
    await cure(t);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: messagesIn(LONG),
    });
    expect(await rowsOf(t, "webhookSlices")).toEqual([]);
  });

  it("does less at a time when its items are heavy", async () => {
    const COUNT_HEAVY = ITEMS_PER_SLICE;
    const { t } = await setupDemo();
    const heavy = sayings.slice(0, COUNT_HEAVY).map((saying) => ({
      ...saying,
      person: {
        phone: `62812555${10_000 + saying.at}`,
        bsuid: `ID.HEAVY${saying.at}`,
      },
      session: `session-${saying.at}`,
    }));
    const bodies = heavy.map((saying) => inbound(saying).body);
    await post(t, batch(...bodies), "key");
    await passTime(t, 0);
    const { status, next_item } = await onlyRow(t, "webhookAudit");
    expect(status).toBe("received");
    expect(next_item).toBeGreaterThan(COUNT_HEAVY / 4);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: COUNT_HEAVY,
    });
  });
});

describe("a finished delivery", () => {
  it("is not processed again", async () => {
    const { t } = await setupDemo();
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    const before = await onlyRow(t, "webhookAudit");
    await t.mutation(internal.webhooks.process.processDelivery, {
      audit_id: before._id,
    });
    expect(await onlyRow(t, "webhookAudit")).toEqual(before);
    expect(await onlyRow(t, "conversations")).toMatchObject({
      unread_count: 1,
    });
  });
});

describe("a delivery whose body is gone", () => {
  it("fails as a dead letter that says so", async () => {
    const { t } = await setupDemo();
    await post(t, { event: undefined, body: bodyOf("w1") }, "key");
    const payload = await onlyRow(t, "webhookPayloads");
    await t.run(
      async (ctx) => await ctx.db.delete("webhookPayloads", payload._id),
    );
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "failed",
      error_code: "payload_expired",
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      kind: "dead_letter",
      error_code: "payload_expired",
    });
    expect(await rowsOf(t, "contacts")).toEqual([]);
  });
});
