/**
 * The extractive digest, without a model: quotations, chosen by rules. Same
 * input, same digest; every citation is right because it is where the quotation came from.
 */
import { cutByCodePoint } from "../text/cut";
import { joinBullets } from "./merge";
import { isClosing, signalsOf, type Signal } from "./signals";
import { TEXTS } from "./texts";
import type {
  Transcript,
  TranscriptConversation,
  TranscriptLine,
} from "./transcript";
import type { Digest, DigestBullet, DigestLanguage } from "./types";

const MAX_QUOTE_CHARACTERS = 160;

/** So long is a message that says something and can be quoted whole. */
const GOOD_LENGTH = { min: 60, max: 160 };

/** What a sign adds to a message's score, against 4 for having no answer. */
const SIGNAL_SCORES: Record<Signal, number> = {
  complaint: 3,
  handover: 3,
  money: 1.5,
  date: 1,
  question: 1,
};
const UNANSWERED_SCORE = 4;

interface Quoted {
  conversation: TranscriptConversation;
  line: TranscriptLine;
  score: number;
}

/** One quotation of each conversation, who waits longest first. */
export function buildExtractive(
  transcript: Pick<Transcript, "pages">,
  language: DigestLanguage,
): Digest {
  const quoted = transcript.pages
    .flat()
    .flatMap((conversation) => bestOf(conversation) ?? []);
  const waiting = quoted
    .filter(({ conversation }) => conversation.waitingSince !== null)
    .sort(
      (a, b) =>
        (a.conversation.waitingSince ?? 0) - (b.conversation.waitingSince ?? 0),
    );
  const others = quoted
    .filter(({ conversation }) => conversation.waitingSince === null)
    .sort((a, b) => b.score - a.score);
  const bullets = [...waiting, ...others].map((one) => toBullet(one, language));
  return { mode: "extractive", language, bullets: joinBullets(bullets) };
}

/** The customer's message that says most; null when there is none. */
function bestOf(conversation: TranscriptConversation): Quoted | null {
  let best: Quoted | null = null;
  for (const [i, line] of conversation.lines.entries()) {
    if (line.direction === "inbound" && !isClosing(line.text)) {
      const score = scoreOf(line, i, conversation);
      if (best === null || score > best.score) {
        best = { conversation, line, score };
      }
    }
  }
  return best;
}

function scoreOf(
  line: TranscriptLine,
  place: number,
  { waitingSince, lines }: TranscriptConversation,
): number {
  const isUnanswered = waitingSince !== null && line.sentAt >= waitingSince;
  const { length } = line.text;
  const isGoodLength = length >= GOOD_LENGTH.min && length <= GOOD_LENGTH.max;
  return (
    (isUnanswered ? UNANSWERED_SCORE : 0) +
    signalsOf(line.text).reduce((sum, one) => sum + SIGNAL_SCORES[one], 0) +
    (isGoodLength ? 1 : 0) +
    place / lines.length
  );
}

function toBullet(
  { conversation, line }: Quoted,
  language: DigestLanguage,
): DigestBullet {
  const texts = TEXTS[language];
  const quote = toQuote(line.text);
  const waiting =
    conversation.waiting === null ? null : texts.duration(conversation.waiting);
  const cites = [line.alias];
  const signals = signalsOf(line.text);
  if (signals.includes("complaint") || signals.includes("handover")) {
    return { kind: "urgent", text: texts.urgent(waiting, quote), cites };
  }
  return waiting === null
    ? { kind: "request", text: texts.request(quote), cites }
    : { kind: "waiting", text: texts.waiting(waiting, quote), cites };
}

/** Without markup and quotation marks of its own, cut between words. */
function toQuote(text: string): string {
  const plain = text
    .replace(/["“”«»]/g, "'")
    .replace(/[*_~`<>|#]+|&(?=#?\w+;)|\]\(/g, " ")
    .replace(/ +/g, " ")
    .trim();
  const { text: cut, fullLength } = cutByCodePoint(plain, MAX_QUOTE_CHARACTERS);
  return fullLength === undefined ? plain : `${cut.replace(/ [^ ]*$/, "")} …`;
}
