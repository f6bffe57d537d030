/** Everything in src/lib that reads foreign text, with texts that are hard on it. */
import { readCeiling } from "../../../src/lib/ai/config";
import { classifyRefusal } from "../../../src/lib/ai/failure";
import { findPrice, isSameModel } from "../../../src/lib/ai/prices";
import { presetOf, providerOf } from "../../../src/lib/ai/providers";
import { buildBody, findOmission } from "../../../src/lib/ai/request";
import { parseRetryAfter } from "../../../src/lib/ai/retryAfter";
import { isSuspectedSpam } from "../../../src/lib/spam/score";
import { isUrgent } from "../../../src/lib/crm/urgent";
import { hasArtefact, isCutOff } from "../../../src/lib/digest/artefacts";
import { isRelated } from "../../../src/lib/digest/evidence";
import { listWaiting } from "../../../src/lib/digest/list";
import { offeredKeys, statedFacts } from "../../../src/lib/digest/facts/facts";
import { toClockDigits } from "../../../src/lib/digest/facts/spokenClock";
import { fnv1a32 } from "../../../src/lib/crypto/fnv";
import { isForeign, isWrittenIn } from "../../../src/lib/digest/language";
import { joinBullets } from "../../../src/lib/digest/merge";
import { readBullets } from "../../../src/lib/digest/output";
import { hasHidden, toPlainLine } from "../../../src/lib/digest/plainLine";
import { findPersonalData } from "../../../src/lib/digest/prompt";
import { signalsOf } from "../../../src/lib/digest/signals";
import { similarity } from "../../../src/lib/digest/similarity";
import {
  toTranscript,
  type TranscriptLine,
} from "../../../src/lib/digest/transcript";
import type { DigestBullet } from "../../../src/lib/digest/types";
import { contentWordsOf, wordsOf } from "../../../src/lib/digest/words";
import { formatEvent } from "../../../src/lib/log";
import { normalizePhone, searchKeys } from "../../../src/lib/phone/normalize";
import { parseKeyring } from "../../../src/lib/secrets/seal";
import { isolateBidi } from "../../../src/lib/text/bidi";
import { cutByCodePoint } from "../../../src/lib/text/cut";
import { foldedSpellings, foldText } from "../../../src/lib/text/fold";
import { MAX_JSON_BYTES } from "../../../src/lib/text/limits";
import { makeSafe } from "../../../src/lib/text/makeSafe";
import { parseInstant } from "../../../src/lib/time/instant";
import { isTimezone } from "../../../src/lib/time/timezone";
import { limitKey } from "../../../src/lib/webhooks/address";
import { meaningOf as meaningOfEvent } from "../../../src/lib/kapso/eventNames";
import {
  parseTime,
  phoneField,
  textField,
  urlField,
} from "../../../src/lib/kapso/fields";
import { parseJson, toDataJson } from "../../../src/lib/kapso/json";
import { splitBody } from "../../../src/lib/webhooks/payloadParts";
import { conversation, message, MORNING, standing } from "../digest/builders";
import { judge, NOW, TIMEZONE, toContent } from "../digest/corpus/scenario";

import { CRM_SCANNERS } from "./crmScanners";
import { PERSONAL_SCANNERS } from "./personalScanners";
import {
  DIGITS,
  JSON_SIGNS,
  LETTERS,
  scanner,
  scrubber,
  TIMES,
  type Scanner,
} from "./scanner";

const DAY = { year: 2026, month: 11, day: 21 };

function bulletOf(text: string): DigestBullet {
  return { kind: "other", text, cites: ["m1"] };
}

const request = buildBody(
  {
    messages: [],
    maxOutputTokens: 1,
    temperature: 0,
    schema: { name: "x", schema: {} },
  },
  {
    preset: presetOf("openai"),
    model: "a",
    tier: "default",
    identifier: "a",
    omitted: [],
  },
);

const AI: Scanner[] = [
  scanner("ai/config.ts", "readCeiling", readCeiling, ["1", "1/", " "]),
  scanner("ai/prices.ts", "findPrice", (text) => findPrice(text, NOW), [
    "a",
    "-",
    "models/",
    "-2026-01-01",
  ]),
  scanner("ai/prices.ts", "isSameModel", (text) => isSameModel(text, "a"), [
    "a",
    "-latest",
  ]),
  scanner(
    "ai/providers.ts",
    "providerOf",
    (text) => providerOf(`http://${text}/v1`),
    ["a.", "a", "1.", "10."],
  ),
  scanner(
    "ai/request.ts",
    "findOmission",
    (text) => findOmission(request, { param: null, message: text }),
    ["a_", "aA", "temperature ", "a "],
  ),
  scanner(
    "ai/retryAfter.ts",
    "parseRetryAfter",
    (text) => parseRetryAfter({ retryAfter: text, retryAfterMs: text }, NOW),
    ["1", " ", "1.", "Mon, "],
  ),
  scanner(
    "ai/failure.ts",
    "classifyRefusal",
    (text) =>
      classifyRefusal(
        { status: 400, code: null, message: text, header: () => null },
        NOW,
      ),
    ["used all ", "monthly ", "a"],
  ),
];

const DIGEST: Scanner[] = [
  scanner(
    "digest/artefacts.ts",
    "hasArtefact",
    (text) => [hasArtefact(text, ""), hasArtefact("x", text), isCutOff(text)],
    ["[a", "[a]", ".", " ", "“"],
  ),
  scanner(
    "digest/list.ts",
    "listWaiting",
    (text) =>
      listWaiting([standing([message({ text, label: `[${text}` })])], {
        language: "id",
        timezone: "Asia/Jakarta",
        now: MORNING,
      }),
    ["a ", "&a", "*", "a", "_"],
  ),
  scanner("spam/score.ts", "isSuspectedSpam", isSuspectedSpam, [
    ...LETTERS,
    ...DIGITS,
    "a.",
    "http",
    "🔥",
    "dana ",
    "wa.",
  ]),
  scanner("crm/urgent.ts", "isUrgent", isUrgent, [
    ...LETTERS,
    ...DIGITS,
    "anak ",
    "jatuh ",
    "n jam ",
    "nya",
  ]),
  scanner(
    "digest/facts/facts.ts",
    "statedFacts",
    (text) => [statedFacts(text, DAY), offeredKeys(text, DAY)],
    [...LETTERS, ...DIGITS, ...TIMES],
  ),
  scanner("digest/facts/spokenClock.ts", "toClockDigits", toClockDigits, [
    ...LETTERS,
    "half past ",
    "quarter to ",
    "jam setengah ",
    "ten ",
    "ten-",
    "pukul satu lewat ",
  ]),
  scanner("crypto/fnv.ts", "fnv1a32", fnv1a32, ["a"]),
  scanner(
    "digest/language.ts",
    "isWrittenIn",
    (text) => [isWrittenIn(text, "id"), isForeign(text, "en")],
    ['"', "a ", '"a', "“"],
  ),
  scanner(
    "digest/merge.ts",
    "joinBullets",
    (text) => joinBullets([bulletOf("x"), bulletOf(text)]),
    ["“", "“a", "”", "a"],
  ),
  scanner("digest/output.ts", "readBullets", readBullets, JSON_SIGNS),
  {
    ...scanner("digest/output.ts", "readBullets", readBullets, JSON_SIGNS),
    start: "```json",
  },
  scanner(
    "digest/plainLine.ts",
    "toPlainLine",
    (text) => [toPlainLine(text), hasHidden(text)],
    [" ", "\u200b", "\u3316", "a\u0301"],
  ),
  {
    ...scanner(
      "digest/prompt.ts",
      "findPersonalData",
      (text) =>
        findPersonalData(
          { messages: [{ role: "user", content: text }] },
          scrubber,
        ),
      ["m1 < 1/1 08:00 a\n", "\n", "m1 "],
    ),
    longest: 8 * 1024,
  },
  scanner("digest/signals.ts", "signalsOf", signalsOf, [
    ...LETTERS,
    ...DIGITS,
    "ok ",
    "belum ",
    "talk to ",
  ]),
  scanner(
    "digest/similarity.ts",
    "similarity",
    (text) => similarity(text, "halo"),
    ["a", "abc ", " "],
  ),
  {
    ...scanner(
      "digest/validate.ts",
      "validateDigest",
      (text) => judge(toContent([["other", text, "m1"]]), "en"),
      ["*", "<a", "a ", "&#1", "*a", "| ", "_a_", "1 "],
    ),
    longest: 8 * 1024,
  },
  {
    ...scanner(
      "digest/validate.ts",
      "validateDigest, of many bullets",
      (text) =>
        judge(
          toContent(
            text
              .split(" ")
              .map((part, i) => ["other", `${part}${i * 7919}`, "m1"]),
          ),
          "en",
        ),
      ["a ", "halo "],
    ),
    longest: 4 * 1024,
  },
  scanner(
    "digest/evidence.ts",
    "isRelated",
    (text) =>
      isRelated(
        manyWords(text, "bcdfghjkmp"),
        citing(manyWords(text, "qrstvwlnxz")),
      ),
    ["oo ", "uuuu "],
  ),
  scanner(
    "digest/words.ts",
    "contentWordsOf",
    (text) => [wordsOf(text), contentWordsOf(text)],
    [...LETTERS, "[a"],
  ),
];

const OTHERS: Scanner[] = [
  scanner(
    "log.ts",
    "formatEvent",
    (text) => formatEvent("a.b", { reason: text }),
    ["a", " "],
  ),
  scanner(
    "phone/normalize.ts",
    "normalizePhone",
    (text) => [normalizePhone(text, "ID"), searchKeys(text, "ID")],
    ["0", "+", "1 ", "(0)", "\u3316", "a", "٠"],
  ),
  scanner("secrets/seal.ts", "parseKeyring", keyringOf, ["a", ":", "a:b,"]),
  scanner("text/bidi.ts", "isolateBidi", isolateBidi, [
    "\u2066",
    "\u2069",
    "\r",
  ]),
  scanner("text/cut.ts", "cutByCodePoint", (text) => cutByCodePoint(text, 9), [
    "a",
    "😀",
  ]),
  scanner(
    "text/fold.ts",
    "foldText",
    (text) => [foldText(text), foldedSpellings(text)],
    ["a", "ä", "\u0301", "ß", "\ufdfa"],
  ),
  scanner("text/makeSafe.ts", "makeSafe", makeSafe, ["a", "\ud800", "\0"]),
  scanner("time/instant.ts", "parseInstant", parseInstant, ["2026-", "1", "a"]),
  scanner("time/timezone.ts", "isTimezone", isTimezone, ["a", "A/"]),
  scanner("webhooks/address.ts", "limitKey", limitKey, ["1.", "a:", ":", "%"]),
  scanner("kapso/eventNames.ts", "meaningOf", meaningOfEvent, ["a.", "a"]),
  scanner(
    "kapso/fields.ts",
    "fields",
    (text) => [textField, phoneField, urlField].map((one) => one.parse(text)),
    ["a", "0", "https://", "+", "\ud800", " "],
  ),
  {
    ...scanner(
      "kapso/json.ts",
      "toDataJson",
      (text) => [parseJson(text), toDataJson({ text })],
      [...JSON_SIGNS, "a", "é"],
    ),
    // From here on it is cut, which is other work.
    start: "a".repeat(MAX_JSON_BYTES),
  },
  scanner("webhooks/payloadParts.ts", "splitBody", splitBody, ["a", "😀"]),
  scanner("kapso/fields.ts", "parseTime", parseTime, ["1", "2026-", "a"]),
];

/** Of one message, as the digest shows it. */
function transcriptOf(text: string) {
  return toTranscript([[conversation([message({ text })])]], {
    scrubber,
    timezone: TIMEZONE,
    now: NOW,
  });
}

/** Each word another one, with its number in the given letters. */
function manyWords(text: string, letters: string): string {
  const spell = (n: number) =>
    Array.from(String(n), (digit) => letters.charAt(Number(digit))).join("");
  return text
    .split(" ")
    .map((word, i) => word + spell(i))
    .join(" ");
}

/** One message that says so. */
function citing(text: string): TranscriptLine[] {
  return [...transcriptOf("").lines.values()].map((line) => ({
    ...line,
    text,
  }));
}

function keyringOf(text: string): unknown {
  try {
    return parseKeyring(text);
  } catch {
    return null;
  }
}

export const SCANNERS: readonly Scanner[] = [
  ...AI,
  ...PERSONAL_SCANNERS,
  ...CRM_SCANNERS,
  ...DIGEST,
  ...OTHERS,
];
