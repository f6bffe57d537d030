/** The rules that find people, for any text and for people who are known. */
import {
  handlesFinder,
  knownHandlesFinder,
  linksFinder,
} from "../../../src/lib/digest/personal/addresses";
import { digitsIn } from "../../../src/lib/digest/personal/digits";
import {
  emailsFinder,
  knownEmailsFinder,
} from "../../../src/lib/digest/personal/emails";
import {
  fold,
  foldLeet,
  foldLetters,
} from "../../../src/lib/digest/personal/fold";
import { createGluedFinder } from "../../../src/lib/digest/personal/glued";
import {
  birthFinder,
  codesFinder,
} from "../../../src/lib/digest/personal/labelled";
import { MASK } from "../../../src/lib/digest/personal/kinds";
import { createLookup } from "../../../src/lib/digest/personal/lookup";
import { knownNamesFinder } from "../../../src/lib/digest/personal/names";
import {
  knownPhonesFinder,
  longNumbersFinder,
} from "../../../src/lib/digest/personal/numbers";
import { findQuantities } from "../../../src/lib/digest/personal/quantities";
import { simplify } from "../../../src/lib/digest/personal/simplify";
import { spokenNamesFinder } from "../../../src/lib/digest/personal/spokenNames";
import { squash } from "../../../src/lib/digest/personal/squash";
import { streetsFinder } from "../../../src/lib/digest/personal/streets";
import {
  ALL,
  DIGITS,
  KNOWN,
  LETTERS,
  MAIL,
  scanner,
  scrubber,
  SIGNS,
  SPOKEN,
  TIMES,
  type Scanner,
} from "./scanner";

const lookup = createLookup(["aa", "aaaaaaab", "a".repeat(64)]);

export const PERSONAL_SCANNERS: readonly Scanner[] = [
  scanner("digest/personal/addresses.ts", "linksFinder", linksFinder, ALL),
  scanner("digest/personal/addresses.ts", "handlesFinder", handlesFinder, [
    ...LETTERS,
    ...SIGNS,
    "ig ",
    "ig: ",
    "ig a1 ",
    "@a.",
  ]),
  scanner(
    "digest/personal/addresses.ts",
    "knownHandlesFinder",
    knownHandlesFinder(KNOWN.handles),
    [...LETTERS, "aaa-", "@aaa-a"],
  ),
  scanner("digest/personal/digits.ts", "digitsIn", digitsIn, [
    ...LETTERS,
    ...DIGITS,
  ]),
  scanner("digest/personal/emails.ts", "emailsFinder", emailsFinder, ALL),
  scanner(
    "digest/personal/emails.ts",
    "knownEmailsFinder",
    knownEmailsFinder(KNOWN.emails),
    [...LETTERS, ...MAIL],
  ),
  scanner("digest/personal/fold.ts", "fold", fold, LETTERS),
  scanner(
    "digest/personal/fold.ts",
    "foldLeet",
    (text) => foldLeet(foldLetters(text)),
    [...LETTERS, "r", "v"],
  ),
  scanner(
    "digest/personal/glued.ts",
    "createGluedFinder",
    createGluedFinder(new Set(["rina", "aaaa"])),
    ["a", "rina", "halo", "kakrina", "ada"],
  ),
  scanner("digest/personal/kinds.ts", "MASK", (text) => text.split(MASK), [
    "[name",
    "[name]",
    "[",
  ]),
  scanner("digest/personal/labelled.ts", "birthFinder", birthFinder, ALL),
  scanner("digest/personal/labelled.ts", "codesFinder", codesFinder, [
    ...DIGITS,
    "otp ",
    "pin saya ",
    "otp 1 ",
    "cvv: ",
  ]),
  scanner(
    "digest/personal/lookup.ts",
    "createLookup",
    (text) => lookup.findIn(text),
    ["a", "ab"],
  ),
  scanner(
    "digest/personal/names.ts",
    "knownNamesFinder",
    knownNamesFinder(KNOWN.names, true),
    [...LETTERS, ...DIGITS, ...SIGNS],
  ),
  scanner(
    "digest/personal/numbers.ts",
    "knownPhonesFinder",
    knownPhonesFinder(KNOWN.phones),
    [...DIGITS, ...SIGNS, "81370001234", "0 a "],
  ),
  scanner(
    "digest/personal/numbers.ts",
    "longNumbersFinder",
    longNumbersFinder("ID"),
    [...DIGITS, ...SIGNS, ...TIMES, "081234567890 ", "+62", "1, 2, "],
  ),
  scanner("digest/personal/quantities.ts", "findQuantities", findQuantities, [
    ...DIGITS,
    ...TIMES,
  ]),
  scanner("digest/personal/simplify.ts", "simplify", simplify, [
    ...DIGITS,
    ...SIGNS,
    "[name]",
    "❶",
  ]),
  scanner(
    "digest/personal/spokenNames.ts",
    "spokenNamesFinder",
    spokenNamesFinder,
    [...LETTERS, ...SPOKEN],
  ),
  scanner("digest/personal/squash.ts", "squash", squash, [
    ...LETTERS,
    ...SIGNS,
  ]),
  scanner("digest/personal/streets.ts", "streetsFinder", streetsFinder, ALL),
  scanner("digest/personal/scrub.ts", "find", (text) => scrubber.find(text), [
    "a",
    "a@",
    "0",
    "r ",
    "Pak A",
    "\u3316",
    "[a",
  ]),
  // What is shown is bounded, so that only reading the text grows.
  scanner("digest/personal/scrub.ts", "scrub", (text) => scrubber.scrub(text), [
    "a",
    "a ",
    "\u3316",
  ]),
];
