/** What a phrase speaks of. Each is a signal of its own, or half of one. */
export const TOPICS = [
  /** A prize nobody entered for. */
  "prize",
  /** What a prize is asked for with: a code, a PIN. */
  "claim",
  "loan",
  "gambling",
  "adult",
  /** Credit for a phone, as relatives in need ask for it. */
  "airtime",
  "relative",
  /** "my new number". */
  "new_number",
  /** "send it to this account". */
  "send_to",
  /** A bank account, or a bank. */
  "account",
  /** Work without work, returns without risk. */
  "income",
  "occult",
  "medicine",
  /** "free", "discount", "only today". */
  "promo",
  "urgency",
  /** Who is said to have sent it: an operator, a bank, an authority. */
  "authority",
  /** Terms, costs, how to unsubscribe. */
  "small_print",
  /** "call", "text", "reply", "click". */
  "call_to_action",
  /** Somebody who would buy what nobody offered them. */
  "bait",
  /** Services that a shop is offered: search rankings, followers, bulk messages. */
  "services",
  /** How strangers begin an offer: "we help businesses", "kami menawarkan". */
  "stranger_offer",
  /** What customers write: orders, prices, stock, thanks. */
  "business",
] as const;
export type Topic = (typeof TOPICS)[number];

export type TopicLists = Partial<Record<Topic, string>>;

/** Lists as they are looked up: " phrase " each. */
export function toPhrases(
  ...languages: readonly TopicLists[]
): Readonly<Record<Topic, readonly string[]>> {
  const of = (topic: Topic) =>
    languages.flatMap((lists) => readList(lists[topic] ?? ""));
  return {
    prize: of("prize"),
    claim: of("claim"),
    loan: of("loan"),
    gambling: of("gambling"),
    adult: of("adult"),
    airtime: of("airtime"),
    relative: of("relative"),
    new_number: of("new_number"),
    send_to: of("send_to"),
    account: of("account"),
    income: of("income"),
    occult: of("occult"),
    medicine: of("medicine"),
    promo: of("promo"),
    urgency: of("urgency"),
    authority: of("authority"),
    small_print: of("small_print"),
    call_to_action: of("call_to_action"),
    bait: of("bait"),
    services: of("services"),
    stranger_offer: of("stranger_offer"),
    business: of("business"),
  };
}

const readList = (list: string): string[] =>
  list
    .split(",")
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "")
    .map((phrase) => ` ${phrase} `);

interface Phrase {
  topic: Topic;
  /** " phrase ". */
  text: string;
}
/** Phrases by their first word: a text is looked at once, not once a phrase. */
export type PhraseIndex = ReadonlyMap<string, readonly Phrase[]>;

export function toPhraseIndex(
  phrases: Readonly<Record<Topic, readonly string[]>>,
): PhraseIndex {
  const index = new Map<string, Phrase[]>();
  for (const topic of TOPICS) {
    for (const text of new Set(phrases[topic])) {
      const [first = ""] = text.trim().split(" ", 1);
      index.set(first, [...(index.get(first) ?? []), { topic, text }]);
    }
  }
  return index;
}

/**
 * How many different phrases of each topic a text holds.
 *
 * @param words as `toSpamText` gives them
 */
export function countTopics(
  index: PhraseIndex,
  words: string,
): ReadonlyMap<Topic, number> {
  const found = new Set<Phrase>();
  let at = 0;
  for (const word of words.trim().split(" ")) {
    for (const phrase of index.get(word) ?? []) {
      if (words.startsWith(phrase.text, at)) {
        found.add(phrase);
      }
    }
    at += word.length + 1;
  }
  const counts = new Map<Topic, number>();
  for (const { topic } of found) {
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  return counts;
}
