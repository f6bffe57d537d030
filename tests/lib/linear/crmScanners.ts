/** What reads messages for lists and for who waits, with texts that are hard on it. */
import { previewOf } from "../../../src/lib/crm/preview";
import { findWaiting } from "../../../src/lib/crm/waiting";
import { meaningOf } from "../../../src/lib/crm/waiting/customer";
import { ourMeaningOf } from "../../../src/lib/crm/waiting/ours";
import { DIGITS, LETTERS, scanner, type Scanner } from "./scanner";

export const CRM_SCANNERS: readonly Scanner[] = [
  scanner(
    "crm/waiting/customer.ts",
    "meaningOf",
    (text) => [meaningOf(text), ourMeaningOf(text)],
    [
      ...LETTERS,
      ...DIGITS,
      "sudah ",
      "transfer ",
      "terima ",
      "terima kasih ",
      "ga jadi ",
      "let me ",
      "?",
      "a.",
      "'",
      "😀",
      "りが",
    ],
  ),
  scanner(
    "crm/waiting.ts",
    "findWaiting",
    (text) =>
      findWaiting(
        text.split("|").map((part, i) => ({
          id: String(i),
          direction: i % 2 === 0 ? "inbound" : "outbound",
          type: "text",
          text: part,
          sentAt: i * 60_000,
        })),
      ),
    ["a|", "cek dulu|", "|"],
  ),
  scanner(
    "crm/preview.ts",
    "previewOf",
    (text) =>
      previewOf({
        type: "document",
        direction: "inbound",
        text,
        media: { filename: text },
      }),
    ["a", " ", "\n", "\u202e", "a ", "😀"],
  ),
];
