/**
 * What a digest is made of: the window's messages, how their conversations and
 * those that still wait stand, and the people in them.
 */
import { findSentToMany } from "../../src/lib/crm/waiting/toMany";
import { toFence } from "../../src/lib/digest/fence";
import type { KnownPeople } from "../../src/lib/digest/personal/kinds";
import {
  prepareDigest,
  type PreparedDigest,
} from "../../src/lib/digest/prepare";
import type { PromptSetting } from "../../src/lib/digest/prompt";
import type {
  OpenConversation,
  SourceMessage,
  Standing,
} from "../../src/lib/digest/types";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import type { RunFrame, WindowMessage } from "./reads";
import type { StandingRow } from "./standings";

/** Messages read at a time. */
const WINDOW_PAGE = 1000;
/** The newest so many; more than anybody writes in a day. */
const MAX_WINDOW_MESSAGES = 20_000;
/** Conversations looked up at a time. */
const PEOPLE_BATCH = 500;
/** Each reads up to 200 messages. */
const STANDINGS_BATCH = 25;
/** Ids of those who wait, read at a time. */
const WAITING_PAGE = 500;
/** Requests to a model for one digest, the merging one not counted. */
const MAX_PAGES = 6;
const FENCE_BYTES = 8;

export interface Run extends RunFrame {
  run_id: Id<"digestRuns">;
}

/** Everything a digest is written from. */
export interface Material {
  prepared: PreparedDigest;
  standings: Standing[];
  /** Who waited at the last digest. */
  openConversations: OpenConversation[];
  setting: PromptSetting;
  /** Every message that the digest may cite, with its conversation. */
  rows: ReadonlyMap<string, Citation>;
}

export interface Citation {
  message_id: Id<"messages">;
  conversation_id: Id<"conversations">;
}

/** Null when nobody wrote: the last digest still stands. */
export async function loadMaterial(
  ctx: ActionCtx,
  run: Run,
): Promise<Material | null> {
  const messages = await loadWindow(ctx, run);
  if (messages.length === 0) {
    return null;
  }
  const ids = new Set([
    ...messages.map((message) => message.conversation_id),
    ...run.open_threads.map((one) => one.conversation_id),
    ...(await loadWaiting(ctx, run)),
  ]);
  const rows = await loadStandings(ctx, run, [...ids], messages);
  const people = await loadPeople(ctx, run, [...ids]);
  return prepare(run, messages, rows, people);
}

interface Page<Row> {
  page: Row[];
  isDone: boolean;
  continueCursor: string;
}

/** The rows of all pages, until there are so many. */
async function readPages<Row>(
  readPage: (cursor: string | null) => Promise<Page<Row>>,
  limit = Infinity,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  while (rows.length < limit) {
    const { page, isDone, continueCursor }: Page<Row> = await readPage(cursor);
    rows.push(...page);
    if (isDone) {
      break;
    }
    cursor = continueCursor;
  }
  return rows;
}

const loadWindow = async (ctx: ActionCtx, run: Run): Promise<WindowMessage[]> =>
  await readPages(
    (cursor) =>
      ctx.runQuery(internal.digests.reads.window, {
        workspace_id: run.workspace_id,
        after: run.after,
        up_to: run.up_to,
        paginationOpts: { numItems: WINDOW_PAGE, cursor },
      }),
    MAX_WINDOW_MESSAGES,
  );

const loadWaiting = async (
  ctx: ActionCtx,
  run: Run,
): Promise<Id<"conversations">[]> =>
  await readPages((cursor) =>
    ctx.runQuery(internal.digests.standings.waiting, {
      workspace_id: run.workspace_id,
      paginationOpts: { numItems: WAITING_PAGE, cursor },
    }),
  );

async function loadStandings(
  ctx: ActionCtx,
  run: Run,
  ids: readonly Id<"conversations">[],
  messages: readonly WindowMessage[],
): Promise<StandingRow[]> {
  const toMany = findSentToMany(messages.map(toSource));
  const sent = messages.filter(({ id }) => toMany.has(id));
  const rows: StandingRow[] = [];
  for (let from = 0; from < ids.length; from += STANDINGS_BATCH) {
    const batch = ids.slice(from, from + STANDINGS_BATCH);
    const some = await ctx.runQuery(internal.digests.standings.at, {
      workspace_id: run.workspace_id,
      conversation_ids: batch,
      after: run.after,
      after_at: run.after_at,
      up_to: run.up_to,
      sent_to_many: sent
        .filter((message) => batch.includes(message.conversation_id))
        .map(({ id }) => id),
    });
    rows.push(...some);
  }
  return rows;
}

async function loadPeople(
  ctx: ActionCtx,
  run: Run,
  ids: readonly Id<"conversations">[],
): Promise<KnownPeople> {
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
  messages: readonly WindowMessage[],
  rows: readonly StandingRow[],
  people: KnownPeople,
): Material {
  const openConversations = run.open_threads.map((one): OpenConversation => ({
    conversationId: one.conversation_id,
    messageId: one.message_id,
    since: one.since,
  }));
  const setting: PromptSetting = {
    language: run.language,
    timezone: run.timezone,
    now: run.due_at,
    // The same one after a pause: an answer stands for what was asked.
    fence: run.pages[0]?.fence ?? newFence(),
  };
  const standings = rows.map(toStanding);
  const prepared = prepareDigest({
    ...setting,
    messages: messages.map(toSource),
    after: run.after ?? null,
    upTo: run.up_to,
    standings,
    openConversations,
    region: run.region,
    people,
    maxPages: MAX_PAGES,
  });
  const citable = [
    ...messages,
    ...rows.flatMap(({ waiting, context }) => [
      ...context,
      ...(waiting?.messages ?? []),
    ]),
  ].map(({ id, conversation_id }): [string, Citation] => [
    id,
    { message_id: id, conversation_id },
  ]);
  return {
    prepared,
    standings,
    openConversations,
    setting,
    rows: new Map(citable),
  };
}

function newFence(): string {
  return toFence(crypto.getRandomValues(new Uint8Array(FENCE_BYTES)));
}

function toSource(message: WindowMessage): SourceMessage {
  return {
    id: message.id,
    conversationId: message.conversation_id,
    direction: message.direction,
    label: message.label,
    text: message.text,
    sentAt: message.sent_at,
    mark: message.mark,
  };
}

function toStanding(row: StandingRow): Standing {
  const { waiting } = row;
  return {
    conversationId: row.conversation_id,
    person: { name: row.name ?? null, digits: row.digits ?? null },
    waiting: waiting && {
      since: waiting.since,
      isLonger: waiting.is_longer,
      promisedAt: waiting.promised_at ?? null,
      messages: waiting.messages.map(toSource),
      count: waiting.count,
    },
    context: row.context.map(toSource),
    isSpam: row.is_spam,
    isNew: row.is_new,
  };
}
