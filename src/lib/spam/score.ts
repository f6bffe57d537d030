/**
 * How much a message looks like spam, and why. Signals add up, what customers
 * write takes away; a flag needs two signals that do not depend on each other.
 * A label for people and lists: nothing is refused or deleted by it.
 */
import { v, type Infer } from "convex/values";
import { toSpamText, type SpamText } from "./text";
import { traitsOf } from "./traits";
import { ENGLISH } from "./words/english";
import { INDONESIAN } from "./words/indonesian";
import {
  countTopics,
  toPhraseIndex,
  toPhrases,
  type Topic,
} from "./words/lists";

/** Closed: the page has a sentence for each. */
export const SPAM_SIGNALS = [
  "prize",
  "claim",
  "loan",
  "gambling",
  "adult",
  "airtime",
  "relative",
  "new_number",
  "send_to_account",
  "account_number",
  "income",
  "occult",
  "medicine",
  "promo",
  "urgency",
  "authority",
  "small_print",
  "bait",
  "services",
  "stranger_offer",
  "amount",
  "link",
  "hidden_link",
  /** A program to install. */
  "app_file",
  "phone_number",
  "short_code",
  /** It tells to click, call, reply. */
  "call_to_action",
  "premium_number",
  "shouting",
  /** The same words came from several people. */
  "repeated_text",
  /** It looks like what the members of this workspace called spam. */
  "like_marked_spam",
] as const;
export const vSpamSignal = v.union(
  ...SPAM_SIGNALS.map((signal) => v.literal(signal)),
);
export type SpamSignal = Infer<typeof vSpamSignal>;

/** What speaks against it. */
export const DAMPERS = [
  "business_words",
  "question",
  /** We wrote first, or they have long been talking with us. */
  "known_conversation",
  /** It looks like what the members of this workspace called no spam. */
  "like_marked_ham",
] as const;
export const vDamper = v.union(...DAMPERS.map((one) => v.literal(one)));
export type Damper = Infer<typeof vDamper>;

export interface SpamScore {
  /** 0 and more; {@link FLAG_SCORE} is the flag's. */
  score: number;
  signals: SpamSignal[];
  dampers: Damper[];
  isFlagged: boolean;
}

/** What is known of a message besides its words. */
export interface SpamContext {
  isKnownConversation: boolean;
  isRepeated: boolean;
  /** What the workspace's own classifier says, where it has one. */
  verdict: "spam" | "ham" | null;
}
export const NO_CONTEXT: SpamContext = {
  isKnownConversation: false,
  isRepeated: false,
  verdict: null,
};

/** From so much on, and with so many signals, a message is flagged. */
export const FLAG_SCORE = 3;
export const FLAG_SIGNALS = 2;

type Weights = readonly number[];

/** What a topic adds by how many of its phrases are there, the first one first. */
const TOPIC_WEIGHTS: readonly (readonly [Topic & SpamSignal, Weights])[] = [
  ["prize", [1.5, 2.5]],
  ["claim", [0.5, 1]],
  ["loan", [1.5, 2.5, 3]],
  ["gambling", [1, 2.5, 3]],
  ["adult", [1, 2.5]],
  ["airtime", [1.5]],
  ["relative", [1, 1.5]],
  ["new_number", [1, 1.5]],
  ["income", [1, 2, 3]],
  ["occult", [1, 2.5]],
  ["medicine", [1.5, 2.5]],
  ["promo", [0.5, 1, 1, 1.5]],
  ["urgency", [0.5, 1]],
  ["authority", [0.75, 1.25]],
  ["small_print", [0.5, 1.25, 2]],
  ["bait", [1.5, 2]],
  ["services", [2, 2.5]],
  ["stranger_offer", [1.5, 2]],
];
const BUSINESS_WEIGHTS: Weights = [0.5, 1, 1.5];

/** The weight of the last step that a count reaches. */
const stepOf = (weights: Weights, count: number): number =>
  weights[Math.min(count, weights.length) - 1] ?? 0;

const PHRASES = toPhraseIndex(toPhrases(ENGLISH, INDONESIAN));

/** Phrases of each topic that a text holds. */
type Counts = ReadonlyMap<Topic, number>;

/** Whether the words of one message alone are suspected to be spam. */
export const isSuspectedSpam = (message: string): boolean =>
  scoreMessage(message).isFlagged;

export function scoreMessage(
  message: string,
  context: SpamContext = NO_CONTEXT,
): SpamScore {
  const text = toSpamText(message);
  const counts = countTopics(PHRASES, text.words);
  const dampers: Weighed<Damper>[] = [
    ["business_words", stepOf(BUSINESS_WEIGHTS, counts.get("business") ?? 0)],
    ["question", text.raw.includes("?") ? 0.5 : 0],
    ["known_conversation", context.isKnownConversation ? 2 : 0],
    ["like_marked_ham", context.verdict === "ham" ? 2 : 0],
  ];
  const traits = weighTraits(text, counts, context);
  return sumUp([...weighTopics(counts), ...traits], dampers);
}

type Weighed<Name> = readonly [name: Name, weight: number];

const weighTopics = (counts: Counts): Weighed<SpamSignal>[] =>
  TOPIC_WEIGHTS.map(([topic, weights]) => [
    topic,
    stepOf(weights, counts.get(topic) ?? 0),
  ]);

/** Of two that say the same, such as a link and a hidden one, the stronger. */
function weighTraits(
  text: SpamText,
  counts: Counts,
  { isRepeated, verdict }: SpamContext,
): Weighed<SpamSignal>[] {
  const has = (topic: Topic) => counts.has(topic);
  const traits = traitsOf(text);
  const isTold = has("call_to_action");
  const found: [SpamSignal, boolean, number][] = [
    ["send_to_account", has("send_to") && has("account"), 1.5],
    ["account_number", has("account") && traits.hasAccountNumber, 1.5],
    ["amount", traits.hasAmount, 0.75],
    ["link", traits.hasLink && !traits.hasHiddenLink, 1],
    ["hidden_link", traits.hasHiddenLink, 2],
    ["app_file", traits.hasAppFile, 2],
    ["premium_number", traits.hasPremiumNumber, 2],
    ["phone_number", isTold && traits.hasNumber && !traits.hasPremiumNumber, 1],
    ["short_code", traits.hasShortCode, 2],
    ["call_to_action", isTold && !traits.hasShortCode, 0.5],
    ["shouting", traits.isShouting, 0.75],
    ["repeated_text", isRepeated, 1.5],
    ["like_marked_spam", verdict === "spam", 2],
  ];
  return found.map(([signal, isThere, weight]) => [
    signal,
    isThere ? weight : 0,
  ]);
}

function sumUp(
  signals: readonly Weighed<SpamSignal>[],
  dampers: readonly Weighed<Damper>[],
): SpamScore {
  const sum = (weighed: readonly Weighed<unknown>[]) =>
    weighed.reduce((total, [, weight]) => total + weight, 0);
  const there = <Name>(weighed: readonly Weighed<Name>[]) =>
    weighed.flatMap(([name, weight]) => (weight > 0 ? [name] : []));
  const score = Math.max(0, sum(signals) - sum(dampers));
  const names = there(signals);
  return {
    score,
    signals: names,
    dampers: there(dampers),
    isFlagged: score >= FLAG_SCORE && names.length >= FLAG_SIGNALS,
  };
}
