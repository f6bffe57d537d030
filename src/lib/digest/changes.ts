/** What changed since the last digest, by the customers' own words and our answers. */
import { toClauses } from "../crm/waiting/clauses";
import { isWithdrawal, meaningOf } from "../crm/waiting/customer";
import { createPhraseBook } from "../crm/waiting/phraseBook";
import { hasAny } from "../crm/waiting/pieces";
import type { OpenConversation, SourceMessage, Standing } from "./types";

export const CHANGE_KINDS = [
  "ordered",
  "paid",
  "withdrawn",
  "answered",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface Change {
  kind: ChangeKind;
  standing: Standing;
  /** The message that says so. */
  messageId: string;
}

const KINDS = ["payment", "order"] as const;
const bookOf = createPhraseBook(KINDS, [
  {
    payment: `transfer, tranfer, tf, trf, transferan, bayar, dibayar, lunas, pelunasan, pembayaran, dp, paid, pay, payment, transferred, deposit, wired, bukti transfer, 振込, 支払, 付款, 转账`,
    order: `jadi pesan, jadi order, jadi ambil, saya pesan, sy pesan, aku pesan, mau pesan, fix pesan, fix order, saya order, saya ambil, sy ambil, aku ambil, ambil yang, pesan yang, order yang, deal, checkout, book it, ill take, i will take, well take, we will take, id like to order, i would like to order, please book, lets book, lets go with, go ahead and book, order it, 注文します, 予約します, 我要订, 下单`,
  },
]);

function speaksOf(text: string, kind: (typeof KINDS)[number]): boolean {
  return toClauses(text).some(({ words }) => hasAny(bookOf(words), kind));
}

/**
 * One change a conversation, of those that nobody waits in now.
 *
 * @param before Who waited at the last digest.
 */
export function changesOf(
  standings: readonly Standing[],
  window: readonly SourceMessage[],
  before: readonly OpenConversation[],
): Change[] {
  const byConversation = new Map<string, SourceMessage[]>();
  for (const message of window) {
    const known = byConversation.get(message.conversationId);
    if (known === undefined) {
      byConversation.set(message.conversationId, [message]);
    } else {
      known.push(message);
    }
  }
  const waited = new Set(before.map(({ conversationId }) => conversationId));
  return standings
    .filter(({ waiting, isSpam }) => waiting === null && !isSpam)
    .flatMap((standing) => {
      const { conversationId } = standing;
      const said = (byConversation.get(conversationId) ?? []).toSorted(
        (a, b) => a.sentAt - b.sentAt,
      );
      const change = changeOf(said, waited.has(conversationId));
      return change === null ? [] : [{ ...change, standing }];
    });
}

function changeOf(
  said: readonly SourceMessage[],
  hasWaited: boolean,
): Omit<Change, "standing"> | null {
  const theirs = said.filter(({ direction }) => direction === "inbound");
  const found = (
    kind: ChangeKind,
    isIt: (message: SourceMessage) => boolean,
  ): Omit<Change, "standing">[] => {
    const message = theirs.findLast(isIt);
    return message === undefined ? [] : [{ kind, messageId: message.id }];
  };
  const last = theirs.at(-1);
  const answer = said.findLast(({ direction }) => direction === "outbound");
  const isAnswered = answer !== undefined && (hasWaited || last !== undefined);
  const [first] = [
    ...found(
      "paid",
      ({ text }) => meaningOf(text) === "step" && speaksOf(text, "payment"),
    ),
    ...found(
      "withdrawn",
      (message) => message === last && isWithdrawal(message.text),
    ),
    ...found("ordered", ({ text }) => speaksOf(text, "order")),
    ...(isAnswered
      ? [{ kind: "answered" as const, messageId: answer.id }]
      : []),
  ];
  return first ?? null;
}
