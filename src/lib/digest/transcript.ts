/**
 * The chosen messages as a model and a reader may see them: short aliases for
 * ids, pseudonymised text, local times. Owns the way back from alias to id.
 */
import type { Direction } from "../crm/events";
import { cutByCodePoint } from "../text/cut";
import { toLocalTime, type LocalTime } from "../time/localTime";
import { MINUTE_MS, HOUR_MS, DAY_MS } from "../time/units";
import { MAX_MESSAGE_CHARACTERS } from "./pages";
import type { Scrubber } from "./personal/scrub";
import type {
  DigestBullet,
  SelectedConversation,
  SourceMessage,
  WrittenBullet,
} from "./types";

export interface TranscriptLine {
  /** "m17": stands for the message in this run. */
  alias: string;
  messageId: string;
  conversationId: string;
  direction: Direction;
  /** Pseudonymised and cut, after "[image]" and its like for media. */
  text: string;
  /** ms UTC. */
  sentAt: number;
  local: LocalTime;
  /** How long its conversation waits; null when nobody waits there. */
  waiting: Duration | null;
}

export interface TranscriptConversation {
  /** "c1". */
  alias: string;
  conversationId: string;
  lines: TranscriptLine[];
  leftOutCount: number;
  waitingSince: number | null;
  waiting: Duration | null;
  isUrgent: boolean;
  isCarried: boolean;
}

export interface Transcript {
  pages: TranscriptConversation[][];
  /** Every line by its alias. */
  lines: ReadonlyMap<string, TranscriptLine>;
}

/** A rounded length of time, as one would say it. */
export interface Duration {
  unit: "minute" | "hour" | "day";
  count: number;
}

export interface TranscriptSetting {
  scrubber: Scrubber;
  /** IANA zone of the workspace. */
  timezone: string;
  /** ms UTC. */
  now: number;
}

/** Gives aliases in order over all pages. */
export function toTranscript(
  pages: readonly (readonly SelectedConversation[])[],
  setting: TranscriptSetting,
): Transcript {
  const lines = new Map<string, TranscriptLine>();
  let conversationCount = 0;
  const written = pages.map((page) =>
    page.map((conversation): TranscriptConversation => {
      conversationCount += 1;
      const waiting = waitingOf(conversation, setting.now);
      const scrubber = setting.scrubber.within(conversation.conversationId);
      const own = conversation.messages.map((message): TranscriptLine => {
        const line = {
          alias: `m${lines.size + 1}`,
          messageId: message.id,
          conversationId: conversation.conversationId,
          direction: message.direction,
          text: toText(message, scrubber),
          sentAt: message.sentAt,
          local: toLocalTime(message.sentAt, setting.timezone),
          waiting,
        };
        lines.set(line.alias, line);
        return line;
      });
      return {
        alias: `c${conversationCount}`,
        conversationId: conversation.conversationId,
        lines: own,
        leftOutCount: conversation.leftOutCount,
        waitingSince: conversation.waitingSince,
        waiting,
        isUrgent: conversation.isUrgent,
        isCarried: conversation.isCarried,
      };
    }),
  );
  return { pages: written, lines };
}

/**
 * "[image] ready kak?": what a message is stands before what was written. Cut
 * after scrubbing: half a phone number is not recognised any more.
 */
function toText(
  { text, label }: Pick<SourceMessage, "text" | "label">,
  scrubber: Scrubber,
): string {
  const scrubbed = scrubber.scrub(label === "" ? text : `${label} ${text}`);
  if (scrubbed === "") {
    return "[message]";
  }
  const cut = cutByCodePoint(scrubbed, MAX_MESSAGE_CHARACTERS).text;
  // A cut can leave what reads as something else; what it leaves is checked.
  return cut === scrubbed ? cut : scrubber.scrub(cut);
}

function waitingOf(
  { waitingSince }: SelectedConversation,
  now: number,
): Duration | null {
  return waitingSince === null ? null : toDuration(now - waitingSince);
}

/** Rounded down, at least a minute. */
export function toDuration(ms: number): Duration {
  if (ms >= 2 * DAY_MS) {
    return { unit: "day", count: Math.floor(ms / DAY_MS) };
  }
  return ms >= HOUR_MS
    ? { unit: "hour", count: Math.floor(ms / HOUR_MS) }
    : { unit: "minute", count: Math.max(1, Math.floor(ms / MINUTE_MS)) };
}

/**
 * Maps citations back; no message is cited twice.
 *
 * @throws Error for an alias that the transcript does not have: validation
 * comes first.
 */
export function resolveBullets(
  bullets: readonly DigestBullet[],
  { lines }: Pick<Transcript, "lines">,
): WrittenBullet[] {
  return bullets.map(({ kind, text, cites }) => {
    const ids = cites.map((alias) => {
      const line = lines.get(alias);
      if (line === undefined) {
        throw new Error("citation of an unknown message -- invariant");
      }
      return line.messageId;
    });
    return { kind, text, messageIds: [...new Set(ids)] };
  });
}
