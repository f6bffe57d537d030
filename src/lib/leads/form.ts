/** A lead form: what it asks, and reading what somebody sent. */
import { normalizeEmail } from "../crm/email";
import { foldText } from "../text/fold";
import { oneLine } from "../text/oneLine";
import { makeSafe } from "../text/makeSafe";
import { SECOND_MS } from "../time/units";
import { v, type Infer } from "convex/values";

export const MAX_FORM_FIELDS = 20;
const MAX_LINE_CHARACTERS = 256;
const MAX_LONG_CHARACTERS = 2_000;
/** Nobody fills in a form faster. */
export const MIN_FILL_MS = 3 * SECOND_MS;

/** A field that people do not see: who fills it in is a program. */
export const HONEYPOT = "website_url";
/** Milliseconds from seeing the form to sending it, by its script. */
export const FILL_TIME = "elapsed_ms";
/** Whether the box under the consent's text is ticked. */
export const CONSENT = "consent";

export const FORM_FIELD_TYPES = [
  "name",
  "phone",
  "email",
  "text",
  "long_text",
  "choice",
] as const;
export const vFormField = v.object({
  /** Its name in the form; lower-case letters, digits and "_". */
  key: v.string(),
  label: v.string(),
  type: v.union(...FORM_FIELD_TYPES.map((type) => v.literal(type))),
  required: v.boolean(),
  choices: v.optional(v.array(v.string())),
});
export type FormField = Infer<typeof vFormField>;

const MAX_KEY_CHARACTERS = 32;
const KEY = /^[a-z][a-z0-9_]{0,31}$/;
const RESERVED: ReadonlySet<string> = new Set([HONEYPOT, FILL_TIME, CONSENT]);

/** Whether fields can be a form: keys once each, and a way to reach somebody. */
export function areFormFields(fields: readonly FormField[]): boolean {
  const keys = fields.map(({ key }) => key);
  return (
    fields.length >= 1 &&
    fields.length <= MAX_FORM_FIELDS &&
    new Set(keys).size === keys.length &&
    keys.every((key) => KEY.test(key) && !RESERVED.has(key)) &&
    fields.every(isField) &&
    fields.some(({ type }) => type === "phone" || type === "email")
  );
}

/**
 * A key for a field with that label: its letters and digits as far as they are
 * ASCII, and none of `taken`.
 */
export function keyOfLabel(label: string, taken: ReadonlySet<string>): string {
  const letters = foldText(label)
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+/, "");
  const base = letters.slice(0, MAX_KEY_CHARACTERS - 3).replace(/_$/, "");
  const first = base === "" ? "field" : base;
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? first : `${first}_${n}`;
    if (!taken.has(key) && !RESERVED.has(key)) {
      return key;
    }
  }
}

const isField = ({ label, type, choices }: FormField): boolean =>
  oneLine(label, MAX_LINE_CHARACTERS) !== null &&
  (type === "choice") === (choices !== undefined && choices.length > 0);

/** An origin as browsers send it: "https://toko.example", with a port if any. */
export function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}

/** What is wrong with one answer. */
export type AnswerProblem = "required" | "invalid" | "too_long";

export type Submission =
  | { kind: "answers"; answers: Record<string, string> }
  | { kind: "problems"; problems: Record<string, AnswerProblem> }
  /** The honeypot was filled in. */
  | { kind: "program" }
  /** Sent faster than anybody writes. */
  | { kind: "too_fast" };

/** Reads what was sent against what the form asks; other names are left out. */
export function readSubmission(
  fields: readonly FormField[],
  sent: Readonly<Record<string, string>>,
  { asksConsent, isTimed }: { asksConsent: boolean; isTimed: boolean },
): Submission {
  if ((sent[HONEYPOT] ?? "") !== "") {
    return { kind: "program" };
  }
  const elapsed = Number(sent[FILL_TIME] ?? (isTimed ? 0 : MIN_FILL_MS));
  if (!(elapsed >= MIN_FILL_MS) && (isTimed || sent[FILL_TIME] !== "")) {
    return { kind: "too_fast" };
  }
  const answers: Record<string, string> = {};
  const problems: Record<string, AnswerProblem> = {};
  for (const field of fields) {
    const read = readAnswer(field, sent[field.key] ?? "");
    if ("problem" in read) {
      problems[field.key] = read.problem;
    } else if (read.value !== "") {
      answers[field.key] = read.value;
    }
  }
  if (asksConsent && (sent[CONSENT] ?? "") === "") {
    problems[CONSENT] = "required";
  }
  return Object.keys(problems).length > 0
    ? { kind: "problems", problems }
    : { kind: "answers", answers };
}

type Read = { value: string } | { problem: AnswerProblem };

function readAnswer(field: FormField, sent: string): Read {
  const text = makeSafe(sent).trim();
  if (text === "") {
    return field.required ? { problem: "required" } : { value: "" };
  }
  switch (field.type) {
    case "email": {
      const email = normalizeEmail(text);
      return email === null ? { problem: "invalid" } : { value: email };
    }
    case "phone":
      return /^[+\d][\d\s().-]{4,31}$/.test(text)
        ? { value: text }
        : { problem: "invalid" };
    case "choice":
      return field.choices?.includes(text) === true
        ? { value: text }
        : { problem: "invalid" };
    case "long_text":
      return [...text].length > MAX_LONG_CHARACTERS
        ? { problem: "too_long" }
        : { value: text };
    case "name":
    case "text": {
      const line = oneLine(text, MAX_LINE_CHARACTERS);
      return line === null ? { problem: "too_long" } : { value: line };
    }
  }
}

/** The answer to the first field of a type that was answered. */
export const answerOf = (
  fields: readonly FormField[],
  answers: Readonly<Record<string, string>>,
  type: FormField["type"],
): string | undefined =>
  fields
    .filter((field) => field.type === type)
    .map(({ key }) => answers[key])
    .find((answer) => answer !== undefined);
