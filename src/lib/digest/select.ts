/**
 * Which messages a model reads: those between two watermarks, of each
 * conversation the newest, never an answer without its question. Nothing depends
 * on the order in which messages come in.
 */
import { signalsOf } from "./signals";
import { urgentMessageOf } from "./standing";
import type {
  SelectedConversation,
  Selection,
  SourceMessage,
  Standing,
  Watermark,
} from "./types";

/** More of one conversation says little that its newest messages do not. */
export const MAX_MESSAGES_PER_CONVERSATION = 50;

/** Of somebody who waits since before the last digest. */
const MAX_CARRIED_MESSAGES = 3;

export interface SelectInput {
  messages: readonly SourceMessage[];
  /** The last digest's upper bound; null for the first digest. */
  after: Watermark | null;
  /** The snapshot that this run was claimed at; included. */
  upTo: Watermark;
  /** Of every conversation with new messages, and of everyone who waits. */
  standings: readonly Standing[];
}

export function selectMessages(input: SelectInput): Selection {
  const standings = new Map(
    input.standings.map((standing) => [standing.conversationId, standing]),
  );
  const isSpam = ({ conversationId }: SourceMessage) =>
    standings.get(conversationId)?.isSpam === true;
  const messages = input.messages.filter(
    (message) =>
      (input.after === null || message.mark > input.after) &&
      message.mark <= input.upTo &&
      !isSpam(message),
  );
  const gathered = gather(messages);
  const all = [...gathered.values()].flat();
  const fresh = [...gathered].map(([conversationId, all]) =>
    toFresh(conversationId, all, standings.get(conversationId)),
  );
  const carried = input.standings.flatMap((standing) =>
    standing.waiting === null || gathered.has(standing.conversationId)
      ? []
      : [toCarried(standing)],
  );
  const waiting = input.standings.filter((one) => one.waiting !== null);
  return {
    conversations: [...fresh, ...carried].sort(compareByImportance),
    counts: {
      messages: all.length,
      inbound: all.filter(isInbound).length,
      conversations: gathered.size,
      waiting: waiting.length,
      urgent: waiting.filter((one) => urgentMessageOf(one) !== null).length,
      spam: input.standings.filter((one) => one.isSpam).length,
      newPeople: input.standings.filter((one) => one.isNew && !one.isSpam)
        .length,
      selected: fresh.reduce(
        (sum, one) => sum + one.messages.length - one.contextCount,
        0,
      ),
    },
  };
}

function isInbound({ direction }: SourceMessage): boolean {
  return direction === "inbound";
}

/** By provider time; arrival and then ids settle equal times. */
export function compareByTime(a: SourceMessage, b: SourceMessage): number {
  if (a.sentAt !== b.sentAt) {
    return a.sentAt - b.sentAt;
  }
  if (a.mark !== b.mark) {
    return a.mark < b.mark ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The messages of each conversation, each once, in order of time. */
function gather(
  messages: readonly SourceMessage[],
): Map<string, SourceMessage[]> {
  const byConversation = new Map<string, Map<string, SourceMessage>>();
  for (const message of messages) {
    const known =
      byConversation.get(message.conversationId) ??
      new Map<string, SourceMessage>();
    byConversation.set(message.conversationId, known.set(message.id, message));
  }
  return new Map(
    [...byConversation].map(([id, byId]) => [
      id,
      [...byId.values()].sort(compareByTime),
    ]),
  );
}

function toFresh(
  conversationId: string,
  all: readonly SourceMessage[],
  standing: Standing | undefined,
): SelectedConversation {
  const kept = newestWhole(all);
  const context = kept.length === all.length ? (standing?.context ?? []) : [];
  return {
    conversationId,
    messages: [...context, ...kept],
    contextCount: context.length,
    leftOutCount: all.length - kept.length,
    waitingSince: standing?.waiting?.since ?? null,
    isUrgent: standing !== undefined && urgentMessageOf(standing) !== null,
    isCarried: false,
  };
}

/** The newest, from a question on: an answer alone could be one to anything. */
function newestWhole(all: readonly SourceMessage[]): SourceMessage[] {
  const newest = all.slice(-MAX_MESSAGES_PER_CONVERSATION);
  if (newest.length === all.length) {
    return newest;
  }
  const question = newest.findIndex(isInbound);
  return newest.slice(Math.max(0, question));
}

/** Of a conversation without news, what has no answer is all there is. */
function toCarried(standing: Standing): SelectedConversation {
  const messages = standing.waiting?.messages ?? [];
  return {
    conversationId: standing.conversationId,
    messages: messages.slice(0, MAX_CARRIED_MESSAGES),
    contextCount: 0,
    leftOutCount: 0,
    waitingSince: standing.waiting?.since ?? null,
    isUrgent: urgentMessageOf(standing) !== null,
    isCarried: true,
  };
}

/** Urgent, then new and waiting, longest first; then from before; then the rest. */
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

function rankOf(one: SelectedConversation): number {
  const { waitingSince, isCarried, isUrgent } = one;
  return isUrgent ? 0 : waitingSince === null ? 3 : isCarried ? 2 : 1;
}

function signalCountOf({ messages }: SelectedConversation): number {
  return new Set(messages.flatMap(({ text }) => signalsOf(text))).size;
}

function lastTimeOf({ messages }: SelectedConversation): number {
  return messages.at(-1)?.sentAt ?? 0;
}
