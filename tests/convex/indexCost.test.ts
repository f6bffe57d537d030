/**
 * I9: the work per delivery does not grow with the tables. Index ranges and
 * documents, read and written, are the same at 100 and at 10,000 contacts.
 */
import { describe, expect, it } from "vitest";
import type { WebhookEvent } from "../../src/lib/crm/events";
import { internal } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { dispatchEvent } from "../../convex/model/apply/dispatch";
import { patchContact } from "../../convex/model/contacts/write";
import { useConvexEnvironment } from "../support/environment";
import { loadFixture } from "../support/fixtures";
import { rowsOf, snapshot, type TestCtx } from "../support/rows";
import { setupDemo, type TestConvex } from "../support/setup";
import { parseDelivery } from "../support/parseDelivery";

const PHONE_NUMBER_ID = "100000000000017";
const SEED_BATCH = 2000;

/** One contact with an id, a conversation, a session and a message. */
async function seedContact(
  ctx: TestCtx,
  workspaceId: Id<"workspaces">,
  i: number,
): Promise<void> {
  const at = 1_780_000_000_000 + i * 1000;
  const phone = `+6281${String(100_000_000 + i)}`;
  const contactId = await ctx.db.insert("contacts", {
    workspace_id: workspaceId,
    phone,
    phone_normalized: phone,
    field_sources: { phone: { at, source: "provider" } },
    lead_status: "none",
    tags: [],
    source: "whatsapp",
    message_count: 1,
    last_message_at: at,
  });
  await ctx.db.insert("contactIdentities", {
    workspace_id: workspaceId,
    kind: "phone",
    value: phone,
    contact_id: contactId,
    first_seen_at: at,
  });
  await seedConversation(ctx, workspaceId, contactId, i, at);
}

async function seedConversation(
  ctx: TestCtx,
  workspaceId: Id<"workspaces">,
  contactId: Id<"contacts">,
  i: number,
  at: number,
): Promise<void> {
  const conversationId = await ctx.db.insert("conversations", {
    workspace_id: workspaceId,
    contact_id: contactId,
    phone_number_id: PHONE_NUMBER_ID,
    kapso_conversation_id: `seed-${i}`,
    status: "open",
    last_message_at: at,
    unread_count: 1,
    message_count: 1,
  });
  await ctx.db.insert("conversationSessions", {
    workspace_id: workspaceId,
    kapso_conversation_id: `seed-${i}`,
    conversation_id: conversationId,
    phone_number_id: PHONE_NUMBER_ID,
    last_active_at: at,
    attached_reason: "first_session",
    attached_at: at,
  });
  await ctx.db.insert("messages", {
    workspace_id: workspaceId,
    conversation_id: conversationId,
    contact_id: contactId,
    kapso_message_id: `wamid.SEED${i}`,
    direction: "inbound",
    type: "text",
    source: "kapso",
    origin: "cloud_api",
    status: "received",
    status_times: {},
    sent_at: at,
    committed_at: ctx.db.vars.commitTs,
  });
}

async function seedContacts(
  t: TestConvex,
  workspaceId: Id<"workspaces">,
  from: number,
  to: number,
): Promise<void> {
  await t.run(async (ctx) => {
    for (let i = from; i < to; i++) {
      await seedContact(ctx, workspaceId, i);
    }
  });
}

async function loadEvent(number: string): Promise<WebhookEvent> {
  const { bodyText, headers } = await loadFixture(number);
  const parsed = parseDelivery(bodyText, new Headers(headers));
  const item = parsed.kind === "usable" ? parsed.items[0] : undefined;
  if (item?.kind !== "event") {
    throw new Error(`fixture ${number} holds no event`);
  }
  return item.event;
}

/** The same message again, another one and later. */
function later(event: WebhookEvent, seconds: number): WebhookEvent {
  if (event.kind !== "message") {
    throw new Error("the event is no message");
  }
  return {
    ...event,
    kapso_message_id: `${event.kapso_message_id}+${seconds}`,
    sent_at: event.sent_at + seconds * 1000,
    active_at: event.active_at + seconds * 1000,
  };
}

/** All rows of our own tables; a component's are not among them. */
async function countRows(t: TestConvex): Promise<number> {
  return Object.values(await snapshot(t)).flat().length;
}

interface Cost {
  ranges: number;
  documentsRead: number;
  documentsWritten: number;
}

/** What a transaction costs, as production would count it. */
async function measure(
  t: TestConvex,
  work: (ctx: TestCtx) => Promise<unknown>,
): Promise<Cost> {
  return await t.run(async (ctx) => {
    await work(ctx);
    const metrics = await ctx.meta.getTransactionMetrics();
    return {
      ranges: metrics.databaseQueries.used,
      documentsRead: metrics.documentsRead.used,
      documentsWritten: metrics.documentsWritten.used,
    };
  });
}

const ENDPOINT = { key: "default", workspaceId: undefined, receivedAt: 0 };

/** The costs of a new person, a known one, a receipt and recording itself. */
async function measureAll(contacts: number) {
  const { t, workspaceId } = await setupDemo();
  for (let from = 0; from < contacts; from += SEED_BATCH) {
    const to = Math.min(from + SEED_BATCH, contacts);
    await seedContacts(t, workspaceId, from, to);
  }
  const costs: Record<string, Cost> = {};
  for (const number of ["01", "06", "12", "13", "18", "08", "27"]) {
    const event = await loadEvent(number);
    costs[number] = await measure(
      t,
      async (ctx) => await dispatchEvent(ctx, event, ENDPOINT),
    );
  }
  const { body, bodyText } = await loadFixture("02");
  costs["record"] = await measure(
    t,
    async (ctx) =>
      await ctx.runMutation(internal.webhooks.record.recordDelivery, {
        endpoint_key: "default",
        idempotency_key: "cost",
        payload_form: "v2",
        event_type: "whatsapp.message.received",
        phone_number_id: PHONE_NUMBER_ID,
        item_count: 1,
        body: bodyText,
        headers: {},
        body_sha256: "0".repeat(64),
        body_bytes: body.length,
      }),
  );
  const audit = (await rowsOf(t, "webhookAudit")).at(-1);
  costs["process"] = await measure(
    t,
    async (ctx) =>
      audit &&
      (await ctx.runMutation(internal.webhooks.process.processDelivery, {
        audit_id: audit._id,
      })),
  );
  return costs;
}

describe("the work per delivery", () => {
  useConvexEnvironment();

  it("is the same at 100 and at 10,000 contacts", async () => {
    const small = await measureAll(100);
    expect(Object.values(small).every((cost) => cost.ranges > 0)).toBe(true);
    expect(await measureAll(10_000)).toEqual(small);
  });

  it("keeps what an item did with one write, and nothing else", async () => {
    const costOf = async (work: (t: TestConvex) => Promise<Cost>) => {
      const { t } = await setupDemo();
      return await work(t);
    };
    const record = async (t: TestConvex) => {
      const { bodyText } = await loadFixture("02");
      return await t.mutation(internal.webhooks.record.recordDelivery, {
        endpoint_key: "default",
        idempotency_key: "cost",
        payload_form: "v2",
        event_type: "whatsapp.message.received",
        phone_number_id: PHONE_NUMBER_ID,
        item_count: 1,
        body: bodyText,
        headers: { event: "whatsapp.message.received" },
        body_sha256: "0".repeat(64),
        body_bytes: bodyText.length,
      });
    };
    const applied = await costOf(async (t) => {
      const event = await loadEvent("02");
      return await measure(t, (ctx) => dispatchEvent(ctx, event, ENDPOINT));
    });
    const processed = await costOf(async (t) => {
      const { audit_id } = await record(t);
      return await measure(t, (ctx) =>
        ctx.runMutation(internal.webhooks.process.processDelivery, {
          audit_id,
        }),
      );
    });
    // The item's row, and the audit row that ends.
    const ITEM_AND_AUDIT = 2;
    expect(processed.documentsWritten).toBe(
      applied.documentsWritten + ITEM_AND_AUDIT,
    );
    // The audit row and the body; nothing for the item.
    const BEFORE_IT = 2;
    expect(processed.ranges).toBe(applied.ranges + BEFORE_IT);
  });

  it("writes each row of a first message once, and queues its counts", async () => {
    const { t, workspaceId } = await setupDemo();
    // The queue's worker, which the first row of all wakes.
    await t.run((ctx) => seedContact(ctx, workspaceId, 1));
    const [seeded] = await rowsOf(t, "contacts");
    await t.run(async (ctx) => {
      if (seeded !== undefined) {
        await patchContact(ctx, seeded, { tags: ["vip"] });
      }
    });
    const before = await countRows(t);
    const event = await loadEvent("01");
    const { documentsWritten } = await measure(
      t,
      async (ctx) => await dispatchEvent(ctx, event, ENDPOINT),
    );
    // The contact, the conversation and the queued row once more, with what
    // follows from the message.
    const [QUEUED, AGAIN] = [1, 3];
    const added = (await countRows(t)) - before;
    expect(documentsWritten).toBe(added + QUEUED + AGAIN);
  });

  it("reads and writes no more for a known person's message than it says", async () => {
    const { t } = await setupDemo();
    const event = await loadEvent("01");
    await t.run(async (ctx) => await dispatchEvent(ctx, event, ENDPOINT));
    const [contact] = await rowsOf(t, "contacts");
    await t.run(async (ctx) => {
      if (contact !== undefined) {
        await patchContact(ctx, contact, { tags: ["vip", "b2b"] });
      }
    });
    const terms = (await rowsOf(t, "contactTerms")).length;
    const ranges: number[] = [];
    const again = async (seconds: number) => {
      const cost = await measure(t, async (ctx) => {
        await dispatchEvent(ctx, later(event, seconds), ENDPOINT);
      });
      ranges.push(cost.ranges);
      return cost.documentsWritten;
    };
    // Message, contact, session, conversation, each once; a row a tag.
    const SAME_PERIOD = 4 + 2;
    expect(await again(1)).toBe(SAME_PERIOD);
    expect(await again(2)).toBe(SAME_PERIOD);
    // Number, workspace, message, session, its conversation, identity, contact,
    // what is parked, newest messages, conversations, the look, and the tags.
    expect(ranges).toEqual([13, 13]);
    expect(await again(24 * 3600)).toBe(SAME_PERIOD + terms);
  });
});
