import { expect, it } from "vitest";
import {
  describeProblem,
  PROBLEM_CODES,
} from "../../../src/lib/imports/problems";

/** What a line of a file can never be refused for. */
const OF_OTHERS = [
  "invalid_note",
  "invalid_label",
  "label_taken",
  "invalid_choices",
  "too_many_fields",
  "invalid_order",
  "nothing_to_change",
  "invalid_selection",
  "job_running",
  "undo_expired",
  "change_failed",
];

it("has a sentence for every reason that a line can have", () => {
  const bare = PROBLEM_CODES.filter((code) => describeProblem(code) === code);
  expect(OF_OTHERS).toEqual(expect.arrayContaining(bare));
});
