/** Digits that are no identifier: dates, times and amounts stay readable. */
import { matchSpans, type Span } from "./view";

const DAY = "(?:0?[1-9]|[12]\\d|3[01])";
const MONTH = "(?:0?[1-9]|1[0-2])";
const YEAR = "(?:(?:19|20)\\d{2}|\\d{2})";
const CLOCK = "(?:[01]?\\d|2[0-4])[:.][0-5]\\d(?:[:.][0-5]\\d)?";
const DATE = [
  ...["-", "/", "\\."].map(
    (sign) => `${DAY}(?: ?- ?${DAY})?${sign}${MONTH}${sign}${YEAR}`,
  ),
  `${MONTH}/${DAY}/${YEAR}`,
  `(?:19|20)\\d{2}-${MONTH}-${DAY}`,
].join("|");

const CURRENCY = "(?:rp\\.?|idr|usd|sgd|myr|rm|eur|s?\\$|€|£)";
const UNIT =
  "(?:rupiah|perak|rb|ribu|k|jt|juta|m|miliar|milyar|dollars?|usd|idr|euros?)";
const GROUPED = "[1-9]\\d{0,2}(?:[.,]\\d{3}){1,3}(?:[.,]\\d{1,2})?";
/** "150.000-200.000": both ends round, as in a price list. */
const ROUND = "[1-9]\\d{0,2}(?:[.,]\\d{3}){0,2}[.,]\\d00";
const AMOUNT = [
  `${ROUND} ?[-–] ?${ROUND}`,
  `${CURRENCY} ?(?:${GROUPED}(?:\\.\\d{3})?|[1-9]\\d{0,9}(?:[.,]\\d{1,2})?)(?:,-)?(?: ?${UNIT}\\b)?`,
  `(?:${GROUPED}|[1-9]\\d{0,9}(?:[.,]\\d{1,2})?) ?${UNIT}\\b`,
  GROUPED,
  // A round number below a thousand million; whose phone ends in 000 is known.
  "[1-9]\\d{0,5}000",
].join("|");

/** "INV/2026/11/0012": what shops number by the year. */
const NUMBERED =
  "(?:inv|po|so|do|sj|ord|ref)[-/ ]?(?:19|20)\\d{2}(?:[-/.]?\\d{1,5}){1,3}";

/** What may not touch a quantity, or it is a part of something longer. */
const QUANTITY = new RegExp(
  `(?<![\\p{L}\\d]|\\d[-.,:/()+])(?:${[
    `(?:${DATE})(?: ?[-–] ?(?:${DATE}))?(?:[ T,]{1,2}${CLOCK})?`,
    `${CLOCK}(?: ?[-–/] ?${CLOCK}){0,5}`,
    AMOUNT,
    NUMBERED,
  ].join("|")})(?![\\d]|[-.,:/()]\\d|[-/]\\p{L})`,
  "giu",
);

/** Where dates, times and amounts stand. */
export function findQuantities(text: string): Span[] {
  return matchSpans(text, QUANTITY);
}
