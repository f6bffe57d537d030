/** Reads a chat completion: the SDK passes on whatever a server calls JSON. */
import { v } from "convex/values";
import { z } from "zod";
import { readUsage, type ReportedUsage } from "./tokens";

/** Why the model stopped; anything unknown is "other". */
export const FINISH_REASONS = [
  "stop",
  "length",
  "content_filter",
  "other",
] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];
export const vFinishReason = v.union(
  ...FINISH_REASONS.map((reason) => v.literal(reason)),
);

export interface Answer {
  text: string;
  finishReason: FinishReason;
  /** As the provider names it; absent when it does not. */
  modelServed?: string;
  tierServed?: string;
  /** Null when the provider said nothing usable. */
  usage: ReportedUsage | null;
}

const word = z.string().max(200).optional().catch(undefined);

const completionSchema = z.looseObject({
  model: word,
  service_tier: word,
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.unknown().optional(),
});

const finishSchema = z.enum(FINISH_REASONS).catch("other");

/** The answer in a response body, or null when it is no chat completion. */
export function readAnswer(body: unknown): Answer | null {
  const parsed = completionSchema.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (parsed.data === undefined || choice === undefined) {
    return null;
  }
  const { message, finish_reason: finish } = choice;
  const isRefused = (message.refusal ?? "") !== "";
  return {
    text: isRefused ? "" : (message.content ?? ""),
    finishReason: isRefused ? "content_filter" : finishSchema.parse(finish),
    modelServed: parsed.data.model,
    tierServed: parsed.data.service_tier,
    usage: readUsage(parsed.data.usage),
  };
}
