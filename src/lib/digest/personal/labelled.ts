/** What is personal because of the word before it: dates of birth, secret codes. */
import { digitsIn } from "./digits";
import type { Finder, Found } from "./kinds";

const BEFORE = "(?<![\\p{L}\\p{N}])";

const MONTH =
  "(?:jan|feb|mar|apr|mei|may|jun|jul|agu|aug|agt|sep|okt|oct|nov|des|dec)\\p{L}{0,6}";
/** A day with month and year, or a year alone. */
const DATE = `(?:(?:19|20)\\d{2}[ ./-]\\d{1,2}[ ./-]\\d{1,2}|\\d{1,2}(?:st|nd|rd|th)?[ ./,-]{0,3}(?:\\d{1,2}|${MONTH})[ ./,-]{0,3}(?:(?:19|20)\\d{2}|\\d{2})|${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\\d{2}|(?:19|20)\\d{2})(?!\\d)`;

const BIRTH = new RegExp(
  `${BEFORE}((?:(?:tgl|tanggal|tempat|tmpt|hari)[ ./,&]{1,3}){0,3}lahir|ttl|born|birth ?da(?:y|te)|date of birth|d\\.?o\\.?b\\.?)(?![\\p{L}\\p{N}])((?:[^\\p{L}\\p{N}]{1,3}(?!${MONTH} ?\\d)\\p{L}{1,20}){0,3}[^\\p{L}\\p{N}]{1,3})${DATE}`,
  "giu",
);
/** Birthdays are celebrated: only a year that is long ago is one of birth. */
const ANNIVERSARY = /birth ?day/iu;
const LONG_AGO = /(?:19\d{2}|200\d|201[0-5])(?!\d)/u;

export const birthFinder: Finder = (text) =>
  Array.from(text.matchAll(BIRTH), (match): Found[] => {
    const [whole, label = "", between = ""] = match;
    const start = match.index + label.length + between.length;
    const end = match.index + whole.length;
    return ANNIVERSARY.test(label) && !LONG_AGO.test(text.slice(start, end))
      ? []
      : [{ kind: "id", start, end }];
  }).flat();

/** Words that a code follows, with what may stand in between. */
const CODE_LABEL = new RegExp(
  `${BEFORE}(?:otp|cvv2?|cvc2?|cvn|pin|passcode|password|kata sandi|kode (?:otp|verifikasi|keamanan|rahasia|akses)|(?:verification|security|access|login) code)(?:nya|ku)?(?![\\p{L}\\p{N}])(?:[^\\p{L}\\p{N}]{0,3}(?:is|are|nya|saya|aku|adalah|itu|ini|kak|my|code|kode|atm|kartu|anda|kamu|number|nomor|no)(?![\\p{L}\\p{N}])){0,3}[^\\p{L}\\p{N}]{0,4}`,
  "giu",
);
const MIN_CODE_DIGITS = 3;
const MAX_CODE_DIGITS = 10;
/** Signs between two digits of a code. */
const CODE_GAP = /^[^\p{L}\p{N}]{0,4}$/u;
/** "pin 100 pcs" is an order of pins. */
const COUNTED =
  /^ ?(?:pcs|pc|buah|biji|lusin|set|pack|pak|x|rb|ribu|k|jt|juta)(?!\p{L})/iu;

export const codesFinder: Finder = (text) => {
  const digits = digitsIn(text);
  let next = 0;
  return Array.from(text.matchAll(CODE_LABEL), (match): Found[] => {
    const from = match.index + match[0].length;
    while ((digits[next]?.start ?? Infinity) < from) {
      next += 1;
    }
    let end = from;
    let count = 0;
    for (const digit of digits.slice(next, next + MAX_CODE_DIGITS)) {
      if (!CODE_GAP.test(text.slice(end, Math.min(digit.start, end + 9)))) {
        break;
      }
      if (digit.start > end + 8) {
        break;
      }
      end = digit.end;
      count += 1;
    }
    const isCode =
      count >= MIN_CODE_DIGITS && !COUNTED.test(text.slice(end, end + 12));
    return isCode ? [{ kind: "id", start: from, end }] : [];
  }).flat();
};
