/**
 * Labelled days with a model: the real request over HTTP by the real client, the
 * scripted answer, and what our checks keep of it.
 */
import { callProvider } from "../../convex/ai/client";
import { readConfig } from "../../src/lib/ai/config";
import { toFence } from "../../src/lib/digest/fence";
import { toPages } from "../../src/lib/digest/pages";
import { createScrubber } from "../../src/lib/digest/personal/scrub";
import { buildPageRequest } from "../../src/lib/digest/prompt";
import { selectMessages } from "../../src/lib/digest/select";
import { toTranscript } from "../../src/lib/digest/transcript";
import { validateDigest } from "../../src/lib/digest/validate";
import { DAY_MS, SECOND_MS } from "../../src/lib/time/units";
import type { LabelledDay } from "./days";
import { withScriptedProvider, type ScriptedAnswer } from "./scriptedProvider";
import { standingsOf } from "./standings";

export interface ModelScore {
  name: string;
  bullets: number;
  kept: number;
  /** Each with why. */
  refused: string[];
  hasHeadline: boolean;
  /** Upper estimate of what the request costs. */
  inputTokens: number;
}

/** Takes a day's customers out of a text. */
export const scrubberOf = ({ people }: LabelledDay, region: "ID" | "GB") =>
  createScrubber(region, {
    names: people.map(({ name }) => name ?? ""),
    ...{ phones: [], emails: [], handles: [] },
  });

/** The request of a labelled day. */
function requestOf(day: LabelledDay) {
  const after = day.dueAt - DAY_MS;
  const people = new Map(day.people.map((one) => [one.conversationId, one]));
  const scrubber = scrubberOf(day, "ID");
  const { conversations } = selectMessages({
    messages: day.messages,
    after,
    upTo: day.dueAt,
    standings: standingsOf(day.messages, { people, after }),
  });
  const clock = { timezone: day.timezone, now: day.dueAt };
  const { pages } = toTranscript(toPages(conversations, 1).pages, {
    scrubber,
    ...clock,
  });
  const request = buildPageRequest(
    pages[0] ?? [],
    { number: 1, of: 1 },
    { language: day.language, ...clock, fence: toFence(new Uint8Array(8)) },
  );
  return { request, scrubber };
}

/** Asks the scripted provider for a day's digest. */
export async function scoreModel(
  day: LabelledDay,
  answer: ScriptedAnswer,
): Promise<ModelScore> {
  const { request, scrubber } = requestOf(day);
  const result = await withScriptedProvider(answer, async (baseUrl) => {
    const read = readConfig({ AI_BASE_URL: baseUrl, AI_MODEL: "scripted" });
    if (read.kind === "unconfigured") {
      throw new Error(`the scripted provider is not usable: ${read.reason}`);
    }
    return await callProvider(read.config, {
      model: read.config.model,
      request: request.chat,
      tier: "default",
      omitted: [],
      identifier: "eval",
      timeoutMs: 10 * SECOND_MS,
    });
  });
  if (result.kind === "failure") {
    throw new Error(`the scripted provider failed: ${result.failure.code}`);
  }
  const { text, finishReason } = result.answer;
  const judged = validateDigest({
    finishReason,
    content: text,
    request,
    language: day.language,
    scrubber,
    timezone: day.timezone,
    now: day.dueAt,
    previous: [],
  });
  // The second answer is the same: of that one the good bullets are kept.
  const digest = judged.kind === "valid" ? judged.digest : judged.rest;
  const problems = judged.kind === "valid" ? [] : judged.problems;
  return {
    name: day.name,
    bullets: answer.bullets.length,
    kept: digest?.bullets.length ?? 0,
    refused: answer.bullets.flatMap((bullet, at) => {
      const codes = problems.filter(({ bullet: which }) => which === at);
      return codes.length === 0
        ? []
        : [`${codes.map(({ code }) => code).join(", ")}: ${bullet.text}`];
    }),
    hasHeadline: digest?.headline !== undefined,
    inputTokens: request.estimatedTokens,
  };
}

/** A table, and below it what was refused and why. */
export function formatModelScores(scores: readonly ModelScore[]): string {
  return [
    "| day, with a model | bullets | kept | refused | headline | input tokens at most |",
    "| --- | ---: | ---: | ---: | --- | ---: |",
    ...scores.map(
      ({ name, bullets, kept, refused, hasHeadline, inputTokens }) =>
        `| ${name} | ${bullets} | ${kept} | ${refused.length} | ${hasHeadline ? "kept" : "left out"} | ${inputTokens} |`,
    ),
    "",
    ...scores.flatMap(({ name, refused }) =>
      refused.map((one) => `${name}: refused: ${one}`),
    ),
  ].join("\n");
}
