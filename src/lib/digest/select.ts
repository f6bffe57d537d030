/**
 * Which messages a digest is made from. The rules, in this order: the window
 * between two watermarks; the newest 50 of each conversation; above 100 in the
 * workspace a sample. Nothing depends on the order in which messages come in.
 */
import { fnv1a32 } from "../crypto/fnv";
import { isMarked, signalsOf } from "./signals";
import { compareByTime, findWaiting, unansweredOf } from "./conversations";
import type {
  OpenConversation,
  SelectedConversation,
  Selection,
  SourceMessage,
  Watermark,
} from "./types";

/** More of one conversation says little that its newest messages do not. */
export const MAX_MESSAGES_PER_CONVERSATION = 50;

/** From here on a sample is taken. Messages that must stay may exceed it. */
export const SAMPLE_SIZE = 100;

export interface SelectInput {
  messages: readonly SourceMessage[];
  /** The last digest's upper bound; null for the first digest. */
  after: Watermark | null;
  /** The snapshot that this run was claimed at; included. */
  upTo: Watermark;
  /** The run's id: the same run draws the same sample. */
  seed: string;
  /** Who waited at the last digest. */
  openConversations: readonly OpenConversation[];
}

/** All new messages of one conversation, and the part that was kept. */
interface Gathered {
  conversationId: string;
  all: SourceMessage[];
  kept: SourceMessage[];
  waitingSince: number | null;
}

export function selectMessages(input: SelectInput): Selection {
  const messages = input.messages.filter(
    ({ mark }) =>
      (input.after === null || mark > input.after) && mark <= input.upTo,
  );
  const open = new Map(
    input.openConversations.map((conversation) => [
      conversation.conversationId,
      conversation,
    ]),
  );
  const gathered = gather(messages, open);
  const keptIds = sample(gathered, input.seed);
  const fresh = gathered.map(
    ({ conversationId, all, kept, waitingSince }): SelectedConversation => {
      const chosen = kept.filter(({ id }) => keptIds.has(id));
      return {
        conversationId,
        messages: chosen,
        leftOutCount: all.length - chosen.length,
        waitingSince,
        isCarried: false,
      };
    },
  );
  const carried = input.openConversations
    .filter(({ conversationId }) =>
      gathered.every((one) => one.conversationId !== conversationId),
    )
    .map((conversation) => toCarried(conversation, input.upTo));
  const conversations = [...fresh, ...carried].sort(compareByImportance);
  return {
    conversations,
    counts: {
      messages: gathered.reduce((sum, { all }) => sum + all.length, 0),
      inbound: gathered.reduce(
        (sum, { all }) => sum + all.filter(isInbound).length,
        0,
      ),
      conversations: gathered.length,
      waiting: conversations.filter((one) => one.waitingSince !== null).length,
      selected: fresh.reduce((sum, one) => sum + one.messages.length, 0),
    },
  };
}

function isInbound({ direction }: SourceMessage): boolean {
  return direction === "inbound";
}

function gather(
  messages: readonly SourceMessage[],
  open: ReadonlyMap<string, OpenConversation>,
): Gathered[] {
  const byConversation = new Map<string, Map<string, SourceMessage>>();
  for (const message of messages) {
    const known =
      byConversation.get(message.conversationId) ??
      new Map<string, SourceMessage>();
    byConversation.set(message.conversationId, known.set(message.id, message));
  }
  return [...byConversation].map(([conversationId, byId]) => {
    const all = [...byId.values()].sort(compareByTime);
    return {
      conversationId,
      all,
      kept: all.slice(-MAX_MESSAGES_PER_CONVERSATION),
      waitingSince: findWaiting(all, open.get(conversationId))?.since ?? null,
    };
  });
}

/**
 * Ids of the messages to use. Each conversation keeps its first inbound and last
 * message, what has no answer and what speaks of money, dates, complaints or a
 * wish for a person; the rest of the room goes to conversations in proportion
 * to the square root of their size (Webster's method), at random within one.
 */
function sample(gathered: readonly Gathered[], seed: string): Set<string> {
  const total = gathered.reduce((sum, { kept }) => sum + kept.length, 0);
  if (total <= SAMPLE_SIZE) {
    return new Set(gathered.flatMap(({ kept }) => kept.map(({ id }) => id)));
  }
  const chosen = new Set(gathered.flatMap(({ kept }) => mandatoryIds(kept)));
  const candidates = gathered.flatMap(({ kept }) =>
    kept
      .filter(({ id }) => !chosen.has(id))
      .map(({ id }) => ({ id, lot: fnv1a32(`${seed}:${id}`) }))
      .sort(compareByLot)
      .map((candidate, place) => ({
        ...candidate,
        quotient: (place + 0.5) / Math.sqrt(kept.length),
      })),
  );
  candidates.sort((a, b) => a.quotient - b.quotient || compareByLot(a, b));
  const room = Math.max(0, SAMPLE_SIZE - chosen.size);
  for (const { id } of candidates.slice(0, room)) {
    chosen.add(id);
  }
  return chosen;
}

function mandatoryIds(kept: readonly SourceMessage[]): string[] {
  return [
    ...kept.filter(isInbound).slice(0, 1),
    ...kept.slice(-1),
    ...unansweredOf(kept),
    ...kept.filter(({ text }) => isMarked(text)),
  ].map(({ id }) => id);
}

interface Lot {
  id: string;
  lot: number;
}

function compareByLot(a: Lot, b: Lot): number {
  return a.lot - b.lot || (a.id < b.id ? -1 : 1);
}

/** Of a conversation without news, what the last digest knew is all there is. */
function toCarried(
  conversation: OpenConversation,
  mark: Watermark,
): SelectedConversation {
  return {
    conversationId: conversation.conversationId,
    messages: [
      {
        id: conversation.messageId,
        conversationId: conversation.conversationId,
        direction: "inbound",
        type: "text",
        text: conversation.snippet,
        sentAt: conversation.since,
        mark,
      },
    ],
    leftOutCount: 0,
    waitingSince: conversation.since,
    isCarried: true,
  };
}

/** New and waiting, longest first; then waiting from before; then the rest. */
function compareByImportance(
  a: SelectedConversation,
  b: SelectedConversation,
): number {
  return (
    rankOf(a) - rankOf(b) ||
    (a.waitingSince ?? 0) - (b.waitingSince ?? 0) ||
    signalCountOf(b) - signalCountOf(a) ||
    lastTimeOf(b) - lastTimeOf(a) ||
    (a.conversationId < b.conversationId ? -1 : 1)
  );
}

function rankOf({ waitingSince, isCarried }: SelectedConversation): number {
  return waitingSince === null ? 2 : isCarried ? 1 : 0;
}

function signalCountOf({ messages }: SelectedConversation): number {
  return new Set(messages.flatMap(({ text }) => signalsOf(text))).size;
}

function lastTimeOf({ messages }: SelectedConversation): number {
  return messages.at(-1)?.sentAt ?? 0;
}
