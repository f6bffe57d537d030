/**
 * A workspace with customers who wrote, a model on loopback, and digest runs
 * that are executed by hand: the pool stands still, so a pause lasts as long as
 * the test wants.
 */
import { expect, vi } from "vitest";
import { internal } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { MINUTE_MS, DAY_MS } from "../../src/lib/time/units";
import { asModel } from "./digestWriter";
import { startFakeProvider, type FakeProvider } from "./fakeProvider";
import { rowsOf, type TestCtx } from "./rows";
import { setupDemo, type TestConvex } from "./setup";

const PHONE_NUMBER_ID = "100000000000017";
/** A Wednesday, 09:00 in Jakarta. */
export const DUE_AT = Date.parse("2026-09-16T02:00:00Z");

export interface DigestWorld {
  t: TestConvex;
  workspaceId: Id<"workspaces">;
  asOwner: ReturnType<TestConvex["withIdentity"]>;
  provider: FakeProvider;
  close(): Promise<void>;
}

/** For `beforeEach`; `close` puts clocks, environment and log back. */
export async function createDigestWorld(): Promise<DigestWorld> {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.useFakeTimers({ now: DUE_AT });
  const demo = await setupDemo();
  // Sockets need their ticks; the clocks stand still.
  vi.useRealTimers();
  vi.useFakeTimers({
    now: DUE_AT,
    toFake: ["Date", "setTimeout", "clearTimeout"],
  });
  const provider = await startFakeProvider(asModel());
  vi.stubEnv("AI_BASE_URL", provider.url);
  vi.stubEnv("AI_MODEL", "gpt-6-luna");
  return {
    ...demo,
    provider,
    close: async () => {
      await provider.close();
      vi.useRealTimers();
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    },
  };
}

/** A customer with a conversation, and what was written in it. */
export interface Told {
  contactId: Id<"contacts">;
  conversationId: Id<"conversations">;
  messageIds: Id<"messages">[];
}

/**
 * A new customer writes; each message a minute after the one before.
 * @param minute when, of the hours before the digest: who waits longest is first
 */
export async function tell(
  { t, workspaceId }: DigestWorld,
  texts: readonly string[],
  minute = 0,
): Promise<Told> {
  const at = DUE_AT - DAY_MS + minute * MINUTE_MS;
  return await t.run(async (ctx) => {
    const number = (await ctx.db.query("contacts").collect()).length;
    const contactId = await ctx.db.insert("contacts", {
      workspace_id: workspaceId,
      field_sources: {},
      lead_status: "none",
      tags: [],
      source: "whatsapp",
      message_count: texts.length,
    });
    const conversationId = await ctx.db.insert("conversations", {
      workspace_id: workspaceId,
      contact_id: contactId,
      phone_number_id: PHONE_NUMBER_ID,
      kapso_conversation_id: `world-${number}`,
      status: "open",
      last_message_at: at,
      unread_count: texts.length,
      message_count: texts.length,
    });
    const messageIds: Id<"messages">[] = [];
    for (const [index, text] of texts.entries()) {
      messageIds.push(
        await insertMessage(ctx, {
          workspace_id: workspaceId,
          conversation_id: conversationId,
          contact_id: contactId,
          kapso_message_id: `wamid.WORLD-${number}-${index}`,
          text,
          sent_at: at + index * MINUTE_MS,
        }),
      );
    }
    return { contactId, conversationId, messageIds };
  });
}

async function insertMessage(
  ctx: TestCtx,
  message: Pick<
    Doc<"messages">,
    | "workspace_id"
    | "conversation_id"
    | "contact_id"
    | "kapso_message_id"
    | "text"
    | "sent_at"
  >,
): Promise<Id<"messages">> {
  return await ctx.db.insert("messages", {
    ...message,
    direction: "inbound",
    type: "text",
    source: "kapso",
    origin: "cloud_api",
    status: "received",
    status_times: {},
    committed_at: ctx.db.vars.commitTs,
  });
}

/** Takes a customer out of all digests that are still to be written. */
export async function markAsSpam(
  { t }: DigestWorld,
  told: Told | undefined,
): Promise<void> {
  if (told === undefined) {
    throw new Error("nobody to mark");
  }
  await t.run(
    async (ctx) =>
      await ctx.db.patch("contacts", told.contactId, { lead_status: "spam" }),
  );
}

/** Claims the digest that is due at a moment; it does not run by itself. */
export async function claim(
  { t, workspaceId }: DigestWorld,
  dueAt = DUE_AT,
): Promise<Id<"digestRuns">> {
  const { run_id } = await t.mutation(internal.digests.claim.at, {
    workspace_id: workspaceId,
    due_at: dueAt,
  });
  if (run_id === null) {
    throw new Error("that day has its digest");
  }
  return run_id;
}

/** One start of a run, to its end or its pause. */
export async function execute(
  { t }: DigestWorld,
  runId: Id<"digestRuns">,
): Promise<Doc<"digestRuns">> {
  await t.action(internal.digests.run.makeDigest, { run_id: runId });
  const run = (await rowsOf(t, "digestRuns")).find(({ _id }) => _id === runId);
  if (run === undefined) {
    throw new Error("the run exists");
  }
  return run;
}

/** Each bullet of a model with the words of the messages it cites. */
export async function readBullets({ t }: DigestWorld) {
  const messages = new Map(
    (await rowsOf(t, "messages")).map((row) => [row._id, row.text]),
  );
  return (await rowsOf(t, "dailySummaries")).flatMap(({ bullets }) =>
    bullets
      .filter(({ by }) => by === "model")
      .map(({ text, citations }) => ({
        text: text.slice(0, text.lastIndexOf(" — ")),
        cited: citations.map(({ message_id }) => messages.get(message_id)),
      })),
  );
}

/** Each bullet quotes what the messages that it cites really say. */
export async function expectOwnWords(world: DigestWorld): Promise<void> {
  const bullets = await readBullets(world);
  expect(bullets.length).toBeGreaterThanOrEqual(3);
  for (const { text, cited } of bullets) {
    const quote = text.slice(text.indexOf(": ") + 2);
    expect(cited.some((words) => words?.startsWith(quote))).toBe(true);
  }
}

/** Calls that were answered, and so are paid for. */
export async function countPaidCalls({ t }: DigestWorld): Promise<number> {
  const calls = await rowsOf(t, "aiUsage");
  return calls.filter(({ status }) => status === "succeeded").length;
}
