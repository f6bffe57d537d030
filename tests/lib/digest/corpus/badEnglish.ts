/** Sentences that must never be shown to who reads English. */
import type { BadBullet } from "./badIndonesian";

export const BAD_EN: BadBullet[] = [
  [
    "ungrounded_number",
    ["urgent", "The order has not arrived after two weeks and 8 days.", "m1"],
  ],
  [
    "ungrounded_number",
    ["change", "A deposit of Rp 2 million was agreed for the seats.", "m4"],
  ],
  [
    "ungrounded_number",
    ["change", "The transfer is promised for Monday.", "m11"],
  ],
  [
    "ungrounded_number",
    ["change", "The transfer is promised for today at 5 pm.", "m11"],
  ],
  [
    "ungrounded_number",
    ["change", "The appointment is on December 28 at 9:30.", "m14"],
  ],
  [
    "ungrounded_number",
    ["change", "The appointment is on November 28 at 9:45.", "m14"],
  ],
  [
    "ungrounded_number",
    ["change", "The discount of 10% is for thirty portions.", "m10"],
  ],
  [
    "unrelated_citation",
    ["other", "The weather was excellent and everyone rejoiced.", "m13"],
  ],
  [
    "personal_data",
    ["urgent", "Mr. Hartono wants to talk about a wrong invoice.", "m6"],
  ],
  [
    "personal_data",
    ["urgent", "Call +1 415 555 2671 about the wrong invoice.", "m6"],
  ],
  ["link", ["urgent", "The invoice is wrong, see http://evil.test/pay.", "m6"]],
  [
    "artefact",
    ["urgent", "As an AI language model, I see the invoice is wrong.", "m6"],
  ],
  [
    "artefact",
    ["urgent", "I’m sorry, but I cannot tell why the invoice is wrong.", "m6"],
  ],
  [
    "artefact",
    ["urgent", "Certainly! The invoice of a customer is wrong.", "m6"],
  ],
  ["artefact", ["urgent", "Here is the summary: the invoice is wrong.", "m6"]],
  ["artefact", ["urgent", "The invoice of [Customer Name] is wrong.", "m6"]],
  [
    "artefact",
    ["urgent", "The invoice is wrong. Let me know if you need more.", "m6"],
  ],
  [
    "artefact",
    ["urgent", "<think>The invoice is wrong</think> as it seems.", "m6"],
  ],
  [
    "cut_off",
    ["urgent", "A customer says that the invoice is wrong and", "m6"],
  ],
  [
    "not_waiting",
    ["waiting", "A reply about the 10% discount is still open.", "m9"],
  ],
  [
    "wrong_language",
    [
      "urgent",
      "Pelanggan ingin bicara dengan orang karena invoice itu salah dan belum ada jawaban.",
      "m6",
    ],
  ],
];
