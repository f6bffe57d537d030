/** Why a line of an imported file was not taken: the code, and a sentence. */
import { v } from "convex/values";
import { RECORD_PROBLEMS } from "../csv/read";
import { EDIT_ERROR_CODES } from "../crm/editRefusals";

export const PROBLEM_CODES = [
  ...RECORD_PROBLEMS,
  "no_phone_or_email",
  "invalid_phone",
  "ambiguous_email",
  "unknown_status",
  /** An error of ours kept the line from being applied. */
  "apply_failed",
  ...EDIT_ERROR_CODES,
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];
export const vProblemCode = v.union(
  ...PROBLEM_CODES.map((code) => v.literal(code)),
);

/** Why a file as a whole cannot be read. */
export const FILE_PROBLEMS = [
  /** A spreadsheet, a picture, or UTF-16 that does not say so. */
  "not_text",
  "no_lines",
  "too_many_lines",
] as const;
export const vFileProblem = v.union(
  ...FILE_PROBLEMS.map((code) => v.literal(code)),
);

/** For people who open the list of failed lines; may change. */
const SENTENCES: Partial<Record<ProblemCode, string>> = {
  broken_quotes: "A quotation mark is opened and never closed.",
  line_too_long: "The line is longer than any contact could be.",
  too_many_cells: "The line has more than 256 columns.",
  no_phone_or_email: "The line has neither a phone number nor an e-mail.",
  invalid_phone: "No country has such a phone number.",
  ambiguous_email: "Several people have this e-mail address.",
  unknown_status: "This is no status that an import can give.",
  apply_failed: "The service could not store the line; import it again.",
  invalid_name: "The name is too long.",
  invalid_email: "This is no e-mail address.",
  unknown_owner: "No member of the workspace has this e-mail address.",
  invalid_status_step: "A contact cannot go from its status to this one.",
  invalid_tag: "A tag is too long.",
  too_many_tags: "The contact would have too many tags.",
  unknown_field: "The workspace has this field no more.",
  invalid_value: "The value does not fit its field.",
};

export const describeProblem = (code: ProblemCode): string =>
  SENTENCES[code] ?? code;
