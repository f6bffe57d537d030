/**
 * What digests cost and when they are ready, worked out with the same pure code
 * that makes them; no provider is asked and no money spent.
 */
import { costOf, DEFAULT_CEILING } from "../../src/lib/ai/cost";
import { toFence } from "../../src/lib/digest/fence";
import { toPages } from "../../src/lib/digest/pages";
import { createScrubber } from "../../src/lib/digest/personal/scrub";
import {
  buildMergeRequest,
  buildPageRequest,
  type PromptSetting,
} from "../../src/lib/digest/prompt";
import { countCharacters } from "../../src/lib/ai/request";
import { staggerSeconds } from "../../src/lib/digest/schedule";
import { selectMessages } from "../../src/lib/digest/select";
import { toTranscript } from "../../src/lib/digest/transcript";
import type { SourceMessage } from "../../src/lib/digest/types";
import { DAY_MS } from "../../src/lib/time/units";
import { standingsOf } from "../eval/standings";
import { createRandom, type Random } from "../sim/random";
import { sayAnswer, sayQuestion } from "../sim/texts";

/** Mean of Indonesian chat with o200k (measured with its tokenizer). */
const CHARACTERS_PER_TOKEN = 3.07;
/** A usual answer: five bullets with their citations. */
const OUTPUT_TOKENS = 500;
const MODEL = "gpt-6-luna";
const TIMEZONE = "Asia/Jakarta";
const START = Date.UTC(2026, 9, 1, 2);
const MAX_PAGES = 6;
/** Whoever waits longer was answered some other way. */
const MAX_CARRIED = 100;
const NANO_USD_PER_CENT = 1e7;
/** What a provider takes for one digest, seconds. */
const SECONDS_PER_DIGEST = 8;

const NOBODY = { names: [], phones: [], emails: [], handles: [] };

/** One message in a day of so many, spread over conversations of about six. */
function tellMessage(
  random: Random,
  day: number,
  at: number,
  perDay: number,
): SourceMessage {
  const conversations = Math.max(1, Math.round(perDay / 6));
  const conversation = random.integer(1, conversations);
  const isInbound = random.chance(0.6);
  const say = isInbound ? sayQuestion : sayAnswer;
  const sentences = random.integer(1, 4);
  const mark = day * 1_000_000 + at;
  return {
    id: `message-${mark}`,
    conversationId: `conversation-${day}-${conversation}`,
    direction: isInbound ? "inbound" : "outbound",
    label: "",
    text: Array.from({ length: sentences }, () => say(random, "id")).join(" "),
    sentAt: START + (day - 1) * DAY_MS + (at / perDay) * DAY_MS,
    mark,
  };
}

export interface DayFigures {
  day: number;
  calls: number;
  inputTokens: number;
  /** Of everything ever written, sent anew each day. */
  naiveTokens: number;
  nanoUsd: number;
}

const tokensIn = (characters: number) =>
  Math.ceil(characters / CHARACTERS_PER_TOKEN);

function price(inputTokens: number, calls: number, tier: string): number {
  const usage = {
    input: inputTokens,
    cached: 0,
    cacheWrite: 0,
    output: calls * OUTPUT_TOKENS,
  };
  const model = { model: MODEL, at: START, ceiling: DEFAULT_CEILING };
  return costOf({ provider: "openai", ...model }, usage, tier).nanoUsd;
}

/** Days 1 to `days` of one workspace that writes `perDay` messages a day. */
export function* simulateWorkspace(
  perDay: number,
  days: number,
): Generator<DayFigures> {
  const random = createRandom(perDay);
  const scrubber = createScrubber("ID", NOBODY);
  let waiting: SourceMessage[] = [];
  let historyCharacters = 0;
  for (let day = 1; day <= days; day += 1) {
    const now = START + day * DAY_MS;
    const messages = Array.from({ length: perDay }, (_, at) =>
      tellMessage(random, day, at, perDay),
    );
    const after = (day - 1) * 1_000_000 + perDay;
    const standings = standingsOf([...waiting, ...messages], { after });
    const selection = selectMessages({
      messages,
      after,
      upTo: day * 1_000_000 + perDay,
      standings,
    });
    const { pages } = toPages(selection.conversations, MAX_PAGES);
    const transcript = toTranscript(pages, {
      scrubber,
      timezone: TIMEZONE,
      now,
    });
    const setting: PromptSetting = {
      language: "id",
      timezone: TIMEZONE,
      now,
      fence: toFence(new Uint8Array(8).fill(day)),
    };
    const of = transcript.pages.length;
    const requests = transcript.pages.map((page, at) =>
      buildPageRequest(page, { number: at + 1, of }, setting),
    );
    if (of > 1) {
      requests.push(buildMergeRequest([], transcript, setting));
    }
    const characters = requests.map(({ chat }) => countCharacters(chat));
    const inputTokens = tokensIn(characters.reduce((sum, n) => sum + n, 0));
    historyCharacters += messages.reduce(
      (sum, { text }) => sum + text.length + 25,
      0,
    );
    waiting = standings
      .flatMap((standing) => standing.waiting?.messages ?? [])
      .slice(-MAX_CARRIED);
    yield {
      day,
      calls: requests.length,
      inputTokens,
      naiveTokens: tokensIn(historyCharacters) + 900,
      nanoUsd: price(inputTokens, requests.length, "flex"),
    };
  }
}

export interface MonthFigures {
  perDay: number;
  inputTokens: number;
  naiveTokens: number;
  /** Input tokens against sending everything each time. */
  share: number;
  centsFlex: number;
  centsStandard: number;
}

export function measureMonth(perDay: number): MonthFigures {
  const days = [...simulateWorkspace(perDay, 30)];
  const sum = (of: (day: DayFigures) => number) =>
    days.reduce((total, day) => total + of(day), 0);
  const inputTokens = sum((day) => day.inputTokens);
  const naiveTokens = sum((day) => day.naiveTokens);
  const standard = sum((day) => price(day.inputTokens, day.calls, "default"));
  return {
    perDay,
    inputTokens,
    naiveTokens,
    share: inputTokens / naiveTokens,
    centsFlex: sum((day) => day.nanoUsd) / NANO_USD_PER_CENT,
    centsStandard: standard / NANO_USD_PER_CENT,
  };
}

export interface DrainFigures {
  pool: number;
  /** Most digests due in one minute. */
  peakPerMinute: number;
  /** Minutes after the full hour at which the last one is ready. */
  readyAfterMinutes: number;
  /** The longest that one waited for a place. */
  longestWaitMinutes: number;
}

/** Workspaces of one zone and hour, worked off by a pool. */
export function measureDrain(workspaces: number, pool: number): DrainFigures {
  const random = createRandom(workspaces);
  const starts = Array.from({ length: workspaces }, () =>
    staggerSeconds(random.hex(32).toLowerCase()),
  ).sort((a, b) => a - b);
  const minutes = new Map<number, number>();
  const freeAt = new Array<number>(pool).fill(0);
  let longestWait = 0;
  let last = 0;
  for (const due of starts) {
    const minute = Math.floor(due / 60);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    const first = Math.min(...freeAt);
    const begins = Math.max(due, first);
    longestWait = Math.max(longestWait, begins - due);
    last = begins + SECONDS_PER_DIGEST;
    freeAt[freeAt.indexOf(first)] = last;
  }
  return {
    pool,
    peakPerMinute: Math.max(...minutes.values()),
    readyAfterMinutes: last / 60,
    longestWaitMinutes: longestWait / 60,
  };
}

/** A year of days takes a while. */
const NOTE_EVERY_DAYS = 73;

/**
 * Every figure as one text.
 *
 * @param note told what is computed now: each part keeps this process busy
 */
export function describeDigests(note: (text: string) => void): string {
  note("a year of one workspace");
  const days: DayFigures[] = [];
  for (const told of simulateWorkspace(100, 365)) {
    days.push(told);
    if (told.day % NOTE_EVERY_DAYS === 0) {
      note(`day ${told.day} of 365`);
    }
  }
  const shown = days.filter(({ day }) => [1, 30, 365].includes(day));
  const months = [30, 100, 300].map((perDay) => {
    note(`a month with ${perDay} messages a day`);
    return measureMonth(perDay);
  });
  note("3,000 workspaces at once");
  const drains = [3, 10].map((pool) => measureDrain(3000, pool));
  return [
    `input tokens of one digest at 100 messages a day`,
    ...shown.map(
      ({ day, inputTokens, naiveTokens }) =>
        `  day ${day}: ${inputTokens}; everything each time: ${naiveTokens}`,
    ),
    "",
    `one workspace-month with ${MODEL}`,
    ...months.map(
      (month) =>
        `  ${month.perDay} messages a day: ${month.inputTokens} tokens, ${(100 * month.share).toFixed(1)} % of everything each time; ${month.centsFlex.toFixed(2)} US cents flex, ${month.centsStandard.toFixed(2)} standard`,
    ),
    "",
    `3,000 workspaces of one zone and hour, ${SECONDS_PER_DIGEST} s a digest`,
    ...drains.map(
      (drain) =>
        `  pool of ${drain.pool}: up to ${drain.peakPerMinute} due in a minute, the last ready after ${drain.readyAfterMinutes.toFixed(0)} minutes, longest wait ${drain.longestWaitMinutes.toFixed(1)}`,
    ),
  ].join("\n");
}
