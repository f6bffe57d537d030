/** How conversations stand, worked out from messages alone: for scores and tests. */
import { isSuspectedSpam } from "../../src/lib/spam/score";
import { findWaiting, type SaidMessage } from "../../src/lib/crm/waiting";
import { findSentToMany } from "../../src/lib/crm/waiting/toMany";
import { compareByTime } from "../../src/lib/digest/select";
import type {
  Person,
  SourceMessage,
  Standing,
  Watermark,
} from "../../src/lib/digest/types";

/** A message, with what only the rule of who waits asks of it. */
export type ToldMessage = SourceMessage &
  Partial<Pick<SaidMessage, "type" | "isFailed" | "origin">>;

export interface ToldPeople {
  /** By conversation. */
  people?: ReadonlyMap<string, Person>;
  after?: Watermark | null;
}

/** As `digests/standings:at` reads them from rows. */
export function standingsOf(
  messages: readonly ToldMessage[],
  { people, after = null }: ToldPeople = {},
): Standing[] {
  const sentToMany = findSentToMany(messages);
  const byConversation = new Map<string, ToldMessage[]>();
  for (const message of messages) {
    const known = byConversation.get(message.conversationId) ?? [];
    byConversation.set(message.conversationId, [...known, message]);
  }
  return [...byConversation].map(([conversationId, all]) => {
    const said = all.toSorted(compareByTime);
    const fresh = said.filter(({ mark }) => after === null || mark > after);
    const isSpam =
      fresh.length > 0 &&
      fresh.every(
        ({ direction, text }) =>
          direction === "inbound" && isSuspectedSpam(text),
      );
    const { waiting } = findWaiting(
      said.map((message) => ({
        ...message,
        type: message.type ?? (message.label === "" ? "text" : "image"),
        isToMany: sentToMany.has(message.id),
      })),
    );
    const first = said.findIndex(({ id }) => id === waiting?.messageId);
    const unanswered = said
      .slice(Math.max(0, first))
      .filter(({ direction }) => direction === "inbound");
    const older = said.slice(0, said.length - fresh.length);
    return {
      conversationId,
      person: people?.get(conversationId) ?? { name: null, digits: null },
      waiting:
        waiting === null || isSpam
          ? null
          : {
              since: waiting.since,
              isLonger: false,
              promisedAt: waiting.promise?.at ?? null,
              messages: unanswered,
              count: unanswered.length,
            },
      context: older.slice(-3),
      isSpam,
      isNew: older.length === 0,
    };
  });
}
