/**
 * Whether a model's answer may be shown. Every check is deterministic; an answer
 * that fails is asked for once more with the reasons, then its bad bullets are
 * done without.
 */
import type { FinishReason } from "../ai/answer";
import { toLocalTime, type CalendarDay } from "../time/localTime";
import { hasArtefact, isCutOff } from "./artefacts";
import { findUngrounded, isRelated } from "./evidence";
import { isForeign, isWrittenIn } from "./language";
import {
  MAX_BULLET_CHARACTERS,
  MAX_BULLETS,
  MAX_DIGEST_CHARACTERS,
  MAX_HEADLINE_CHARACTERS,
  MIN_BULLET_CHARACTERS,
  readBullets,
} from "./output";
import type { Scrubber } from "./personal/scrub";
import { hasHidden } from "./plainLine";
import type { DigestProblem, DigestProblemCode } from "./problems";
import type { DigestRequest } from "./prompt";
import { similarity } from "./similarity";
import type { TranscriptLine } from "./transcript";
import type { Digest, DigestBullet, DigestLanguage } from "./types";

/** Above this two texts say the same in nearly the same words. */
const MAX_BULLET_SIMILARITY = 0.8;
const MAX_DIGEST_SIMILARITY = 0.85;

/** Longer ones are no number. */
const MAX_WORD = 40;

export interface ValidateInput {
  finishReason: FinishReason;
  content: string;
  request: Pick<DigestRequest, "lines" | "minBullets" | "fence">;
  language: DigestLanguage;
  scrubber: Scrubber;
  /** IANA zone. */
  timezone: string;
  /** ms UTC. */
  now: number;
  /** The last digest's bullets. */
  previous: readonly string[];
}

export type Validation =
  | { kind: "valid"; digest: Digest }
  | {
      kind: "invalid";
      /** In the order of the checks; never empty. */
      problems: DigestProblem[];
      /** The bullets that nothing is wrong with, when they are digest enough. */
      rest: Digest | null;
    };

export function validateDigest(input: ValidateInput): Validation {
  if (input.finishReason !== "stop") {
    return invalid([{ code: "not_finished", bullet: null }]);
  }
  const read = readBullets(input.content);
  if (read.kind === "unreadable") {
    return invalid([{ code: read.reason, bullet: null }]);
  }
  const { bullets } = read;
  const headline = checkedHeadline(read.headline, input);
  const problems = [
    ...checkSizes(bullets, input.request.minBullets),
    ...checkEach(bullets, (bullet) => checkCitations(bullet, input)),
    ...checkEach(bullets, (bullet) => checkEvidence(bullet, input)),
    ...checkFacts(bullets, input),
    ...checkEach(bullets, (bullet) => checkPersonalData(bullet, input)),
    ...checkLanguage(bullets, input.language),
    ...checkEach(bullets, checkPlainness),
    ...checkRepetition(bullets, input.previous),
    ...checkEach(bullets, (bullet) => checkArtefacts(bullet, input)),
  ];
  const toDigest = (good: DigestBullet[]): Digest => ({
    mode: "ai",
    language: input.language,
    headline,
    bullets: good,
  });
  if (problems.length === 0) {
    return { kind: "valid", digest: toDigest(bullets) };
  }
  const rest = withoutBad(bullets, problems);
  const isEnough = rest !== null && rest.length >= input.request.minBullets;
  return { kind: "invalid", problems, rest: isEnough ? toDigest(rest) : null };
}

function invalid(problems: DigestProblem[]): Validation {
  return { kind: "invalid", problems, rest: null };
}

/** What a bullet too many is no reason to do without. */
const CURABLE: ReadonlySet<DigestProblemCode> = new Set([
  ...(["too_many_bullets", "digest_too_long"] as const),
]);

/** The good bullets, as many as there is room for; null where all are bad. */
function withoutBad(
  bullets: readonly DigestBullet[],
  problems: readonly DigestProblem[],
): DigestBullet[] | null {
  if (
    problems.some(({ bullet, code }) => bullet === null && !CURABLE.has(code))
  ) {
    return null;
  }
  const bad = new Set(problems.map(({ bullet }) => bullet));
  const kept: DigestBullet[] = [];
  let room = MAX_DIGEST_CHARACTERS;
  for (const [at, bullet] of bullets.entries()) {
    const length = lengthOf(bullet.text);
    if (!bad.has(at) && kept.length < MAX_BULLETS && length <= room) {
      kept.push(bullet);
      room -= length;
    }
  }
  return kept;
}

/** The headline, if nothing is wrong with it: a digest is one without it, too. */
function checkedHeadline(
  headline: string | undefined,
  input: ValidateInput,
): string | undefined {
  const text = headline?.trim() ?? "";
  const lines = [...input.request.lines.values()];
  const cites = lines.map(({ alias }) => alias);
  const bullet: DigestBullet = { kind: "other", text, cites };
  const isGood =
    text !== "" &&
    lengthOf(text) <= MAX_HEADLINE_CHARACTERS &&
    !isForeign(text, input.language) &&
    findUngrounded(text, lines, toLocalTime(input.now, input.timezone))
      .length === 0 &&
    [
      ...checkPersonalData(bullet, input),
      ...checkPlainness(bullet),
      ...checkArtefacts(bullet, input),
    ].every((code) => code === false);
  return isGood ? text : undefined;
}

type Codes = (DigestProblemCode | false)[];

function present(codes: Codes): DigestProblemCode[] {
  return codes.filter((code) => code !== false);
}

function checkEach(
  bullets: readonly DigestBullet[],
  check: (bullet: DigestBullet) => Codes,
): DigestProblem[] {
  return bullets.flatMap((bullet, i) =>
    present(check(bullet)).map((code) => ({ code, bullet: i })),
  );
}

function lengthOf(text: string): number {
  return [...text].length;
}

function checkSizes(
  bullets: readonly DigestBullet[],
  minBullets: number,
): DigestProblem[] {
  const total = bullets.reduce((sum, { text }) => sum + lengthOf(text), 0);
  const whole = present([
    bullets.length < minBullets && "too_few_bullets",
    bullets.length > MAX_BULLETS && "too_many_bullets",
    total > MAX_DIGEST_CHARACTERS && "digest_too_long",
  ]).map((code) => ({ code, bullet: null }));
  const each = checkEach(bullets, ({ text }) => [
    lengthOf(text.trim()) < MIN_BULLET_CHARACTERS && "bullet_too_short",
    lengthOf(text) > MAX_BULLET_CHARACTERS && "bullet_too_long",
  ]);
  return [...whole, ...each];
}

function checkCitations({ cites }: DigestBullet, input: ValidateInput): Codes {
  return [
    cites.length === 0 && "no_citation",
    cites.some((alias) => !input.request.lines.has(alias)) &&
      "unknown_citation",
  ];
}

function citedBy(bullet: DigestBullet, input: ValidateInput): TranscriptLine[] {
  return [...new Set(bullet.cites)].flatMap(
    (alias) => input.request.lines.get(alias) ?? [],
  );
}

/** The questions that cited answers of ours answer. */
function questionsOf(
  cited: readonly TranscriptLine[],
  input: ValidateInput,
): TranscriptLine[] {
  const lines = [...input.request.lines.values()];
  return cited.flatMap((answer) =>
    answer.direction === "inbound"
      ? []
      : (lines.findLast(
          ({ conversationId, direction, sentAt }) =>
            conversationId === answer.conversationId &&
            direction === "inbound" &&
            sentAt <= answer.sentAt,
        ) ?? []),
  );
}

/** Without a citation there is nothing to compare with. */
function checkEvidence(bullet: DigestBullet, input: ValidateInput): Codes {
  const cited = citedBy(bullet, input);
  if (cited.length === 0) {
    return [];
  }
  return [
    (bullet.kind === "waiting" || bullet.kind === "urgent") &&
      cited.every(({ waiting }) => waiting === null) &&
      "not_waiting",
    !isRelated(bullet.text, cited) && "unrelated_citation",
  ];
}

/** Tells which number it is, unless it could be somebody's. */
function checkFacts(
  bullets: readonly DigestBullet[],
  input: ValidateInput,
): DigestProblem[] {
  const today: CalendarDay = toLocalTime(input.now, input.timezone);
  return bullets.flatMap((bullet, at): DigestProblem[] => {
    const cited = citedBy(bullet, input);
    const asked = questionsOf(cited, input);
    const [word] =
      cited.length === 0
        ? []
        : findUngrounded(bullet.text, cited, today, asked);
    if (word === undefined) {
      return [];
    }
    const isSafe =
      word.length <= MAX_WORD && input.scrubber.find(bullet.text).length === 0;
    return [
      {
        code: "ungrounded_number",
        bullet: at,
        ...(isSafe ? { word: word.replaceAll('"', "") } : {}),
      },
    ];
  });
}

/** Links have a reason of their own. */
function checkPersonalData(bullet: DigestBullet, input: ValidateInput): Codes {
  const kinds = input.scrubber.find(bullet.text);
  // Names are masked in what is cited: a word that is left there is a word.
  const isWord =
    kinds.includes("name") &&
    !input.scrubber.find(withoutCited(bullet, input)).includes("name");
  return [
    kinds.some((kind) => kind !== "link" && !(isWord && kind === "name")) &&
      "personal_data",
    kinds.includes("link") && "link",
  ];
}

const WORDS = /\p{L}+/gu;

/** The bullet's text without the words of the messages that it cites. */
function withoutCited(bullet: DigestBullet, input: ValidateInput): string {
  const said = citedBy(bullet, input).map(({ text }) => text.toLowerCase());
  const known = new Set(said.join(" ").match(WORDS) ?? []);
  return bullet.text.replace(WORDS, (word) =>
    known.has(word.toLowerCase()) ? "-" : word,
  );
}

function checkLanguage(
  bullets: readonly DigestBullet[],
  language: DigestLanguage,
): DigestProblem[] {
  const whole = bullets.map(({ text }) => text).join(" ");
  const foreign = checkEach(bullets, ({ text }) => [
    isForeign(text, language) && "wrong_language",
  ]);
  const isSome = foreign.length > 0 && foreign.length < bullets.length;
  return isSome || isWrittenIn(whole, language)
    ? foreign
    : [{ code: "wrong_language", bullet: null }];
}

/** Markdown, HTML and entities, table rows, and lists inside a bullet. */
const MARKUP =
  /\*\*|__|``?|~~|^\s*(?:[-*#>•]|\d+[.)])\s|(?<!\p{L})[*_]\p{L}[^*_]*[*_](?!\p{L})|\]\(|\|\s*-{2,}|<\/?[a-z][^<>]*>|&(?:[a-z]{2,8}|#\d+);|[\r\n]/iu;

function checkPlainness({ text }: DigestBullet): Codes {
  return [
    MARKUP.test(text) && "markup",
    hasHidden(text.replace(/[\r\n\t]/g, " ").replace(/\ufe0f|\u200d/g, "")) &&
      "hidden_characters",
  ];
}

function checkRepetition(
  bullets: readonly DigestBullet[],
  previous: readonly string[],
): DigestProblem[] {
  // More of them are refused anyway; each is compared with all before it.
  const compared = bullets.slice(0, 2 * MAX_BULLETS);
  const problems: DigestProblem[] = compared.flatMap(({ text }, i) =>
    compared
      .slice(0, i)
      .some((other) => similarity(text, other.text) > MAX_BULLET_SIMILARITY)
      ? [{ code: "repeats_itself", bullet: i }]
      : [],
  );
  const whole = bullets.map(({ text }) => text).join(" ");
  const isCopy =
    previous.length > 0 &&
    similarity(whole, previous.join(" ")) > MAX_DIGEST_SIMILARITY;
  return isCopy
    ? [...problems, { code: "repeats_previous", bullet: null }]
    : problems;
}

function checkArtefacts(bullet: DigestBullet, input: ValidateInput): Codes {
  const cited = citedBy(bullet, input)
    .map(({ text }) => text)
    .join("\n");
  return [
    (hasArtefact(bullet.text, cited) ||
      bullet.text.includes(input.request.fence)) &&
      "artefact",
    isCutOff(bullet.text) && "cut_off",
  ];
}
