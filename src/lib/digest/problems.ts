/** Why an answer is refused: stable codes, and what to tell the model. */

export const DIGEST_PROBLEM_CODES = [
  /** The model did not finish by itself. */
  "not_finished",
  "not_json",
  "wrong_shape",
  "too_few_bullets",
  "too_many_bullets",
  "bullet_too_short",
  "bullet_too_long",
  "digest_too_long",
  "no_citation",
  "unknown_citation",
  /** A number, amount, date or time that no cited message has. */
  "ungrounded_number",
  /** Calls a customer waiting who is not. */
  "not_waiting",
  /** Shares no word with what it cites. */
  "unrelated_citation",
  "personal_data",
  "wrong_language",
  "link",
  "markup",
  "hidden_characters",
  "repeats_itself",
  "repeats_previous",
  /** Talk of a model about itself, a placeholder, a leaked marker. */
  "artefact",
  "cut_off",
] as const;
export type DigestProblemCode = (typeof DIGEST_PROBLEM_CODES)[number];

export interface DigestProblem {
  code: DigestProblemCode;
  /** Which bullet, from 0; null for the whole. */
  bullet: number | null;
  /** What in it is refused, where that helps and is nobody's. */
  word?: string;
}

const ADVICE: Record<DigestProblemCode, string> = {
  not_finished: "it was cut off, be shorter",
  not_json: "it was not JSON",
  wrong_shape: "the JSON did not have the asked shape",
  too_few_bullets: "too few bullets",
  too_many_bullets: "too many bullets",
  bullet_too_short: "too short",
  bullet_too_long: "too long",
  digest_too_long: "all bullets together were too long",
  no_citation: "no citation",
  unknown_citation: "a citation of a message that does not exist",
  ungrounded_number:
    "a number, amount, date or time that the cited messages do not have",
  not_waiting: "kind waiting, but nobody waits in the cited chat",
  unrelated_citation: "nothing in common with the cited messages",
  personal_data: "personal data",
  wrong_language: "the wrong language",
  link: "a link",
  markup: "markup or line breaks",
  hidden_characters: "invisible characters",
  repeats_itself: "two bullets that say the same",
  repeats_previous: "a copy of the previous digest",
  artefact: "talk about yourself or the task, or a placeholder",
  cut_off: "a sentence without an end",
};

/** What to change, for `withReasons`: our words, and the refused one of the answer. */
export function toAdvice(problems: readonly DigestProblem[]): string[] {
  const advice = problems.map(({ code, bullet, word }) =>
    [
      bullet === null ? "" : `bullet ${bullet + 1}: `,
      ADVICE[code],
      word === undefined ? "" : ` ("${word}")`,
    ].join(""),
  );
  return [...new Set(advice)].slice(0, MAX_ADVICE);
}

const MAX_ADVICE = 10;
