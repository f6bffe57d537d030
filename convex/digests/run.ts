/**
 * Makes one digest: reads the window, chooses and pseudonymises, asks a model
 * or quotes, and stores the result. Whatever stops it, starting it again goes
 * on where it was: answers that are paid for are kept.
 */
import { v } from "convex/values";
import { buildExtractive } from "../../src/lib/digest/extractive";
import { toFence } from "../../src/lib/digest/fence";
import { toOpenConversations } from "../../src/lib/digest/openConversations";
import type { KnownPeople } from "../../src/lib/digest/personal/kinds";
import {
  prepareDigest,
  type PreparedDigest,
} from "../../src/lib/digest/prepare";
import type { PromptSetting } from "../../src/lib/digest/prompt";
import { renderDigest } from "../../src/lib/digest/render";
import { resolveBullets } from "../../src/lib/digest/transcript";
import type { Digest, OpenConversation } from "../../src/lib/digest/types";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { internalAction, type ActionCtx } from "../_generated/server";
import { logEvent } from "../model/shared/log";
import { askForDigest, type QuotingReason } from "./ask";
import type { RunFrame, WindowMessage } from "./reads";

/** Messages read at a time. */
const WINDOW_PAGE = 1000;
/** The newest so many; more than anybody writes in a day. */
const MAX_WINDOW_MESSAGES = 20_000;
/** Conversations looked up at a time. */
const PEOPLE_BATCH = 500;
/** Requests to a model for one digest, the merging one not counted. */
const MAX_PAGES = 6;
const FENCE_BYTES = 8;

export interface Run extends RunFrame {
  run_id: Id<"digestRuns">;
}

/** Everything a digest is written from. */
export interface Material {
  prepared: PreparedDigest;
  /** Who waited at the last digest. */
  openConversations: OpenConversation[];
  setting: PromptSetting;
}

/** A digest, and why no model wrote it. */
export interface Made {
  digest: Digest;
  reason?: QuotingReason;
}

export const makeDigest = internalAction({
  args: { run_id: v.id("digestRuns") },
  returns: v.null(),
  handler: async (ctx, { run_id }) => {
    const frame = await ctx.runQuery(internal.digests.reads.frame, { run_id });
    if (frame === null) {
      return null;
    }
    const run: Run = { ...frame, run_id };
    const messages = await loadWindow(ctx, run);
    if (messages.length === 0) {
      await ctx.runMutation(internal.digests.writes.finish, {
        run_id,
        after: run.after,
        summary: null,
      });
      return null;
    }
    const people = await loadPeople(ctx, run, messages);
    const material = prepare(run, messages, people);
    const made = await make(ctx, run, material);
    if (made !== "paused") {
      await store(ctx, run, material, made, messages);
    }
    return null;
  },
});

async function loadWindow(ctx: ActionCtx, run: Run): Promise<WindowMessage[]> {
  const messages: WindowMessage[] = [];
  let cursor: string | null = null;
  while (messages.length < MAX_WINDOW_MESSAGES) {
    const { page, isDone, continueCursor }: WindowPage = await ctx.runQuery(
      internal.digests.reads.window,
      {
        workspace_id: run.workspace_id,
        after: run.after,
        up_to: run.up_to,
        paginationOpts: { numItems: WINDOW_PAGE, cursor },
      },
    );
    messages.push(...page);
    if (isDone) {
      break;
    }
    cursor = continueCursor;
  }
  return messages;
}

interface WindowPage {
  page: WindowMessage[];
  isDone: boolean;
  continueCursor: string;
}

async function loadPeople(
  ctx: ActionCtx,
  run: Run,
  messages: WindowMessage[],
): Promise<KnownPeople> {
  const ids = [
    ...new Set(
      [...messages, ...run.open_threads].map((one) => one.conversation_id),
    ),
  ];
  const names: string[] = [];
  const ownNames = new Map<string, string[]>();
  const phones: string[] = [];
  const handles: string[] = [];
  for (let from = 0; from < ids.length; from += PEOPLE_BATCH) {
    const some = await ctx.runQuery(internal.digests.reads.people, {
      workspace_id: run.workspace_id,
      conversation_ids: ids.slice(from, from + PEOPLE_BATCH),
    });
    for (const { conversation_id, name } of some.names) {
      names.push(name);
      ownNames.set(conversation_id, [
        ...(ownNames.get(conversation_id) ?? []),
        name,
      ]);
    }
    phones.push(...some.phones);
    handles.push(...some.handles);
  }
  return { names, ownNames, phones, handles, emails: [] };
}

function prepare(
  run: Run,
  messages: WindowMessage[],
  people: KnownPeople,
): Material {
  const openConversations = openConversationsOf(run);
  const setting: PromptSetting = {
    language: run.language,
    timezone: run.timezone,
    now: run.due_at,
    // The same one after a pause: an answer stands for what was asked.
    fence: run.pages[0]?.fence ?? newFence(),
  };
  const prepared = prepareDigest({
    ...setting,
    messages: messages.map((message) => ({
      id: message.id,
      conversationId: message.conversation_id,
      direction: message.direction,
      type: message.type,
      text: message.text,
      sentAt: message.sent_at,
      mark: message.mark,
    })),
    after: run.after ?? null,
    upTo: run.up_to,
    seed: run.run_id,
    openConversations,
    region: run.region,
    people,
    maxPages: MAX_PAGES,
  });
  return { prepared, openConversations, setting };
}

function newFence(): string {
  return toFence(crypto.getRandomValues(new Uint8Array(FENCE_BYTES)));
}

function openConversationsOf(run: Run): OpenConversation[] {
  return run.open_threads.map((conversation) => ({
    conversationId: conversation.conversation_id,
    messageId: conversation.message_id,
    since: conversation.since,
    snippet: conversation.snippet,
  }));
}

async function make(
  ctx: ActionCtx,
  run: Run,
  material: Material,
): Promise<Made | "paused"> {
  const { requests, transcript, scrubber } = material.prepared;
  const quote = (reason: QuotingReason): Made => ({
    digest: buildExtractive(transcript, run.language),
    reason,
  });
  if (scrubber.hasFailed()) {
    logEvent("digest.scrubber_failed", { run_id: run.run_id });
    return quote("scrubber_failed");
  }
  if (requests.length === 0) {
    return quote("few_messages");
  }
  const asked = await askForDigest(ctx, run, material);
  switch (asked.kind) {
    case "paused":
      return "paused";
    case "digest":
      return { digest: asked.digest };
    case "refused":
      return quote(asked.reason);
  }
}

/** Maps aliases back to rows and ends the run. */
async function store(
  ctx: ActionCtx,
  run: Run,
  material: Material,
  { digest, reason }: Made,
  messages: WindowMessage[],
): Promise<void> {
  const { prepared } = material;
  const { selection, transcript, scrubber } = prepared;
  const rows = new Map<string, Citation>([
    ...run.open_threads.map(toCitation),
    ...messages.map((message) =>
      toCitation({ ...message, message_id: message.id }),
    ),
  ]);
  const rowOf = (messageId: string): Citation => {
    const row = rows.get(messageId);
    if (row === undefined) {
      throw new Error("a selected message was loaded -- invariant");
    }
    return row;
  };
  const openConversations = toOpenConversations(
    selection,
    material.openConversations,
    scrubber,
  );
  await ctx.runMutation(internal.digests.writes.finish, {
    run_id: run.run_id,
    after: run.after,
    summary: {
      mode: digest.mode,
      reason,
      language: digest.language,
      text: renderDigest(digest, {
        counts: selection.counts,
        waitingBefore: run.open_threads.length,
        leftOutConversations: prepared.leftOutConversations,
      }),
      bullets: resolveBullets(digest.bullets, transcript).map(
        ({ kind, text, messageIds }) => ({
          kind,
          text,
          citations: messageIds.map(rowOf),
        }),
      ),
      counts: selection.counts,
      open_threads: openConversations.map(({ messageId, since, snippet }) => ({
        ...rowOf(messageId),
        since,
        snippet,
      })),
    },
  });
}

type Citation = Doc<"dailySummaries">["bullets"][number]["citations"][number];

function toCitation(row: Citation): [string, Citation] {
  const { message_id, conversation_id } = row;
  return [message_id, { message_id, conversation_id }];
}
