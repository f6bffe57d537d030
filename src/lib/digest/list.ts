/**
 * The list of a digest, which rules make whether or not a model is asked: a line
 * for everyone who waits, by name, and what changed. Same input, same list. What
 * people wrote is quoted as they wrote it: it is for members, and leaves nothing.
 */
import { cutByCodePoint } from "../text/cut";
import {
  formatDay,
  toLocalTime,
  weekdayOf,
  type LocalTime,
} from "../time/localTime";
import { DAY_MS } from "../time/units";
import { CHANGE_KINDS, type Change } from "./changes";
import { toPlainLine } from "./plainLine";
import { questionOf, urgentMessageOf } from "./standing";
import { TEXTS } from "./texts";
import { saysWhatIsWanted } from "../crm/waiting/customer";
import type {
  DigestLanguage,
  Person,
  SourceMessage,
  Standing,
  Unanswered,
  WrittenBullet,
} from "./types";

/** So many people have a line of their own; the others are named together. */
export const MAX_LINES = 40;
/** So many are named; who is behind them is found in the inbox. */
export const MAX_NAMED = 1000;
const MAX_CHANGED_NAMES = 12;
const MAX_QUOTE_CHARACTERS = 110;
/** Shorter ones are the beginning of what the next message says: "anak saya". */
const MIN_QUOTE_CHARACTERS = 12;
const MAX_NAME_CHARACTERS = 40;
/** From here on a weekday alone could be another week's. */
const WEEKDAY_MS = 6 * DAY_MS;

export interface ListSetting {
  language: DigestLanguage;
  /** IANA zone. */
  timezone: string;
  /** ms UTC. */
  now: number;
}

interface Waiting {
  person: Person;
  waiting: Unanswered;
  urgent: SourceMessage | null;
}

/** Urgent ones first, the newest day first; within a day who waits longest. */
export function listWaiting(
  standings: readonly Standing[],
  setting: ListSetting,
): WrittenBullet[] {
  const dayOf = (at: number) => formatDay(toLocalTime(at, setting.timezone));
  const all = standings
    .flatMap((standing): Waiting[] =>
      standing.waiting === null
        ? []
        : [
            {
              person: standing.person,
              waiting: standing.waiting,
              urgent: urgentMessageOf(standing),
            },
          ],
    )
    .map((one) => ({ ...one, day: dayOf(one.waiting.since) }));
  const urgent = all
    .filter((one) => one.urgent !== null)
    .sort((a, b) => (b.urgent?.sentAt ?? 0) - (a.urgent?.sentAt ?? 0));
  const others = all
    .filter((one) => one.urgent === null)
    .sort((a, b) =>
      a.day === b.day
        ? a.waiting.since - b.waiting.since
        : a.day < b.day
          ? 1
          : -1,
    );
  const ordered = [...urgent, ...others];
  const lines = ordered
    .slice(0, MAX_LINES)
    .map((one) => toBullet(one, setting));
  const older = ordered.slice(MAX_LINES);
  return older.length === 0 ? lines : [...lines, toOlder(older, setting)];
}

function toBullet(
  { person, waiting, urgent }: Waiting,
  setting: ListSetting,
): WrittenBullet {
  const texts = TEXTS[setting.language];
  const quoted = urgent ?? questionOf(waiting);
  const clock = (at: number) => toClock(at, setting);
  const when = clock(waiting.since);
  const quote = quoted === null ? "" : toQuote(quoted, waiting, setting);
  const others = waiting.messages.filter(
    (message) => message !== quoted && saysWhatIsWanted(message.text),
  ).length;
  const facts = [
    nameOf(person, setting.language, true),
    waiting.isLonger ? texts.sinceBefore(when) : texts.since(when),
    texts.messages(waiting.count),
  ].join(" · ");
  const more = others > 0 ? ` (+${others})` : "";
  const promise =
    waiting.promisedAt === null
      ? ""
      : ` · ${texts.promised(clock(waiting.promisedAt))}`;
  return {
    kind: urgent === null ? "waiting" : "urgent",
    text: `${facts}${quote === "" ? "" : `: ${quote}`}${more}${promise}`,
    messageIds: citedOf(waiting, quoted),
  };
}

/** The one that is quoted, and the one since which they wait. */
function citedOf(
  { messages }: Unanswered,
  quoted: SourceMessage | null,
): string[] {
  const first = messages[0];
  return [
    ...new Set(
      [quoted, first].flatMap((message) =>
        message === null || message === undefined ? [] : [message.id],
      ),
    ),
  ];
}

function toOlder(
  older: readonly Waiting[],
  { language }: ListSetting,
): WrittenBullet {
  const named = older.slice(0, MAX_NAMED);
  const names = named.map(({ person }) => nameOf(person, language, false));
  const rest = older.length - named.length;
  const list = [
    ...names,
    ...(rest > 0 ? [TEXTS[language].andMore(rest)] : []),
  ].join(", ");
  return {
    kind: "waiting",
    text: TEXTS[language].older(older.length, list),
    messageIds: named.flatMap(({ waiting }) => waiting.messages[0]?.id ?? []),
  };
}

/** A line for each kind of change. */
export function listChanges(
  changes: readonly Change[],
  { language }: ListSetting,
): WrittenBullet[] {
  const texts = TEXTS[language];
  return CHANGE_KINDS.flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    const shown = own.slice(0, MAX_CHANGED_NAMES);
    const names = shown.map(({ standing }) =>
      nameOf(standing.person, language, false),
    );
    const rest = own.length - shown.length;
    const list = [...names, ...(rest > 0 ? [texts.andMore(rest)] : [])];
    return own.length === 0
      ? []
      : [
          {
            kind: "change" as const,
            text: `${texts.changes[kind]} (${own.length}): ${list.join(", ")}`,
            messageIds: shown.map(({ messageId }) => messageId),
          },
        ];
  });
}

/**
 * How members know a person: "Sekar Wulandari (…0101)".
 *
 * @param withDigits Also of those who have a name.
 */
export function nameOf(
  { name, digits }: Person,
  language: DigestLanguage,
  withDigits: boolean,
): string {
  const shown = plain(name ?? "", MAX_NAME_CHARACTERS);
  if (shown === "") {
    return digits === null
      ? TEXTS[language].nameless
      : `${TEXTS[language].nameless} (…${digits})`;
  }
  return withDigits && digits !== null ? `${shown} (…${digits})` : shown;
}

/** "Kam 14.05"; with the day and month where it is longer ago. */
function toClock(at: number, setting: ListSetting): string {
  const local = toLocalTime(at, setting.timezone);
  const day = TEXTS[setting.language].weekdays[weekdayOf(local)] ?? "";
  const isLongAgo = setting.now - at >= WEEKDAY_MS;
  const date = isLongAgo ? ` ${local.day}/${local.month}` : "";
  return `${day}${date} ${clockOf(local, setting.language)}`;
}

function clockOf(
  { hour, minute }: LocalTime,
  language: DigestLanguage,
): string {
  const sign = language === "id" ? "." : ":";
  return [hour, minute].map((part) => String(part).padStart(2, "0")).join(sign);
}

/** “Kak, ready?”; a picture or a beginning with what was written after it. */
function toQuote(
  message: SourceMessage,
  { messages }: Unanswered,
  { language }: ListSetting,
): string {
  const next = messages[messages.indexOf(message) + 1];
  const isWhole = message.text.length >= MIN_QUOTE_CHARACTERS;
  const rest = isWhole ? "" : (next?.text ?? "");
  const text = [message.text, rest].filter((part) => part !== "").join(" ");
  const label = toLabel(message.label, language);
  const said = plain(text, MAX_QUOTE_CHARACTERS);
  return [label, said === "" ? "" : `“${said}”`]
    .filter((part) => part !== "")
    .join(" ");
}

/** "[document denah.pdf]" in the digest's language. */
function toLabel(label: string, language: DigestLanguage): string {
  return plain(
    label.replace(
      /^\[([a-z_]+)/,
      (all, word: string) => `[${TEXTS[language].media[word] ?? word}`,
    ),
    MAX_QUOTE_CHARACTERS,
  );
}

/** One line without markup or quotation marks of its own, cut between words. */
function plain(text: string, max: number): string {
  const line = toPlainLine(text)
    .replace(/["“”«»]/g, "'")
    .replace(/[*_~`<>|#]+|&(?=#?\w+;)|\]\(/g, " ")
    .replace(/ +/g, " ")
    .trim();
  const { text: cut, fullLength } = cutByCodePoint(line, max);
  return fullLength === undefined ? line : `${cut.replace(/ [^ ]*$/, "")} …`;
}
