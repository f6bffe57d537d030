/** What a message holds besides words: links, numbers, amounts, capitals. */
import type { SpamText } from "./text";

export interface Traits {
  hasLink: boolean;
  /** A link that hides where it leads: a shortener, a bare address, other letters. */
  hasHiddenLink: boolean;
  hasAppFile: boolean;
  /** A phone number to call or write to. */
  hasNumber: boolean;
  /** Four to six digits to send a text to. */
  hasShortCode: boolean;
  /** A number that costs the caller, as British ones of 2000 and later look. */
  hasPremiumNumber: boolean;
  /** Eight digits and more that are no phone number. */
  hasAccountNumber: boolean;
  hasAmount: boolean;
  isShouting: boolean;
}

/** With a scheme or "www", or a name that ends in a domain people know. */
const LINK =
  /https?:\/\/|\bwww\.|\b[\w-]{2,40}\.(?:com|net|org|info|biz|co|id|uk|me|ly|xyz|top|site|online|club|shop|link|click|vip|live|icu|cc|tk|ml|ga|cf|gq|pw|buzz|win|bet|blogspot|weebly|wordpress|example)\b(?!@)/i;

const HIDDEN_LINK =
  /\b(?:bit\.ly|s\.id|tinyurl\.com|t\.co|goo\.gl|cutt\.ly|is\.gd|ow\.ly|rb\.gy|rebrand\.ly|shorturl|linktr\.ee|lynk\.id|tiny\.cc|t\.me|blogspot|weebly|wordpress|jimdo|webnode|000webhost)\b|https?:\/\/\d{1,3}\.\d{1,3}\.|xn--|\.(?:xyz|top|club|vip|icu|cc|tk|ml|ga|cf|gq|pw|buzz|win|bet)\b/i;

/** A program to install, as phone thieves send it. */
const APP_FILE = /\.(?:apk|exe)\b/i;

/** Digits with the signs that people put between them. */
const DIGIT_RUN = /\d(?:[ .()-]{0,2}\d){3,19}/g;

/** "12.500.000": an amount, no account. */
const GROUPED = /\b\d{1,3}(?:[.,]\d{3}){1,5}\b/g;

const AMOUNT =
  /(?:£|\$|€|\bú|\brp\b\.?|\bidr\b|\busd\b|\bgbp\b) ?\d|\d ?(?:jt|juta|jutaan|rb|ribu|milyar|miliar|million|thousand|pounds|pound|dollars|quid|k|p)\b/i;

const PREMIUM =
  /^(?:09\d{8,9}|08(?:00|08|4\d|7\d)\d{5,8}|070\d{8}|1?900\d{7})$/;
const MOBILE = /^(?:0|62|0062)8\d{7,11}$/;

/** Letters of which so many are capitals are shouted. */
const SHOUTED_SHARE = 0.45;
const MIN_LETTERS = 25;

export function traitsOf({ raw, words }: SpamText): Traits {
  const runs = (raw.replace(GROUPED, " ").match(DIGIT_RUN) ?? []).map((run) =>
    run.replace(/\D/g, ""),
  );
  const isPremium = (run: string) => PREMIUM.test(run);
  const isMobile = (run: string) => MOBILE.test(run);
  return {
    hasLink: LINK.test(raw),
    hasHiddenLink: HIDDEN_LINK.test(raw),
    hasAppFile: APP_FILE.test(raw),
    hasNumber: runs.some((run) => run.length >= 9 && run.length <= 14),
    hasShortCode: SHORT_CODE.test(words),
    hasPremiumNumber: runs.some(isPremium),
    hasAccountNumber: runs.some(
      (run) => run.length >= 8 && !isPremium(run) && !isMobile(run),
    ),
    hasAmount: AMOUNT.test(raw),
    isShouting: isShouting(raw),
  };
}

/** "txt WIN to 80086", "ketik REG kirim ke 9090". */
const SHORT_CODE =
  / (?:txt|text|send|sms|reply|kirim|ketik|call) (?:[\p{L}\p{N}]{1,12} ){0,6}(?:to|2|ke|on) (?:no |number )?\d{4,6} /u;

function isShouting(raw: string): boolean {
  const letters = raw.match(/\p{L}/gu) ?? [];
  const capitals = raw.match(/\p{Lu}/gu) ?? [];
  return (
    letters.length >= MIN_LETTERS &&
    capitals.length / letters.length >= SHOUTED_SHARE
  );
}
