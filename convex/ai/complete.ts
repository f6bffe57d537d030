/**
 * One paid question to the AI provider: search it for people, reserve, call,
 * settle. For actions; the caller decides what happens when it should be asked
 * again later.
 */
import {
  readConfig,
  type AiConfig,
  type UnconfiguredReason,
} from "../../src/lib/ai/config";
import type { FinishReason } from "../../src/lib/ai/answer";
import type { FailureCode } from "../../src/lib/ai/failure";
import {
  countCharacters,
  OMISSIONS,
  type ChatRequest,
  type Omission,
} from "../../src/lib/ai/request";
import { nextAttemptAt } from "../../src/lib/ai/retry";
import { tierFor, timeoutFor } from "../../src/lib/ai/tier";
import type { Scrubber } from "../../src/lib/digest/personal/scrub";
import {
  findPersonalData,
  type DigestRequest,
} from "../../src/lib/digest/prompt";
import type { BudgetCode } from "../../src/lib/errors";
import { sha256Hex } from "../../src/lib/crypto/sha256";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { env, type ActionCtx } from "../_generated/server";
import type { CallEnd, PlannedCall } from "../model/ai/usage";
import { logEvent } from "../model/shared/log";
import { callProvider, type CallFailure, type CallResult } from "./client";

export interface CompletionArgs {
  workspace_id: Id<"workspaces">;
  /** The digest run it is for. */
  run_id?: string;
  request: ChatRequest;
  /** Whoever it still finds in the request, the request is not sent. */
  scrubber: Scrubber;
  /** Whose messages the request shows, by alias. */
  lines?: DigestRequest["lines"];
  /** "large": the model for the one retry that may cost more. */
  size?: "small" | "large";
  /** From 1; of this piece of work, over all its actions. */
  attempt: number;
  /** When attempt 1 began, ms UTC. */
  first_attempt_at: number;
  /** For the whole answer; default: by the service tier. */
  timeout_ms?: number;
}

/** Why no further attempt is worth making: use what needs no AI. */
export type RefusedReason =
  UnconfiguredReason | BudgetCode | FailureCode | "personal_data";

export type Completion =
  | {
      kind: "ok";
      text: string;
      /** Anything but "stop" means that the text is not whole. */
      finish_reason: FinishReason;
      usage_id: Id<"aiUsage">;
      model: string;
      model_served?: string;
    }
  /** Ask again with `attempt + 1` at this time (ms UTC), not before. */
  | { kind: "retry_at"; at: number; reason: FailureCode }
  | { kind: "refused"; reason: RefusedReason };

/**
 * Asks the configured provider within the budgets. Every call to it has an
 * aiUsage row of its own, also the ones that only found out which fields the
 * model refuses.
 *
 * @throws Error only when the database fails before the call.
 */
export async function completeWithBudget(
  ctx: ActionCtx,
  args: CompletionArgs,
): Promise<Completion> {
  const read = readConfig(env);
  if (read.kind === "unconfigured") {
    return { kind: "refused", reason: read.reason };
  }
  // Here and nowhere else: there is no other way to the provider.
  if (findPersonalData(args.request, args.scrubber, args.lines).length > 0) {
    return { kind: "refused", reason: "personal_data" };
  }
  const { config } = read;
  const plan = planCall(args, config);
  const { model, tier } = plan;
  const identifier = await identifierOf(args.workspace_id);
  const refused = new Set<Omission>();
  // Each round learns of one more field.
  for (let round = 0; round <= OMISSIONS.length; round += 1) {
    const reserved = await ctx.runMutation(internal.ai.calls.reserve, plan);
    if (reserved.kind === "refused") {
      return reserved;
    }
    const result = await callProvider(config, {
      model,
      request: args.request,
      tier,
      omitted: [...new Set([...reserved.omitted, ...refused])],
      identifier,
      timeoutMs: args.timeout_ms ?? timeoutFor(tier),
    });
    await settle(ctx, reserved.usage_id, toEnd(plan, result));
    if (result.kind === "answer") {
      return {
        kind: "ok",
        text: result.answer.text,
        finish_reason: result.answer.finishReason,
        usage_id: reserved.usage_id,
        model,
        model_served: result.answer.modelServed,
      };
    }
    const { omission } = result.failure;
    if (omission === undefined) {
      return afterFailure(args, result.failure);
    }
    refused.add(omission);
  }
  return { kind: "refused", reason: "invalid_request" };
}

function planCall(args: CompletionArgs, config: AiConfig): PlannedCall {
  const { provider } = config;
  const { attempt } = args;
  const model = args.size === "large" ? config.modelLarge : config.model;
  return {
    workspace_id: args.workspace_id,
    run_id: args.run_id,
    provider,
    model,
    tier: tierFor({ provider, model, attempt, now: Date.now() }),
    input_characters: countCharacters(args.request),
    max_output_tokens: args.request.maxOutputTokens,
  };
}

function afterFailure(args: CompletionArgs, failure: CallFailure): Completion {
  const at = nextAttemptAt({
    code: failure.code,
    retryAfterMs: failure.retryAfterMs,
    attempt: args.attempt,
    firstAttemptAt: args.first_attempt_at,
    now: Date.now(),
    random: Math.random(),
  });
  return at === null
    ? { kind: "refused", reason: failure.code }
    : { kind: "retry_at", at, reason: failure.code };
}

/** Stands for the workspace at the provider, who learns nothing else of it. */
async function identifierOf(workspaceId: Id<"workspaces">): Promise<string> {
  return await sha256Hex(new TextEncoder().encode(`workspace:${workspaceId}`));
}

function toEnd(plan: PlannedCall, result: CallResult): CallEnd {
  if (result.kind === "failure") {
    const { code, omission } = result.failure;
    return { kind: "failed", code, omission };
  }
  const { answer } = result;
  return {
    kind: "answered",
    usage: answer.usage,
    input_characters: plan.input_characters,
    output_characters: answer.text.length,
    model_served: answer.modelServed,
    tier_served: answer.tierServed,
  };
}

/**
 * Records the end. The answer is paid for and must not be lost because of the
 * books: what cannot be recorded is later charged as reserved.
 */
async function settle(
  ctx: ActionCtx,
  usageId: Id<"aiUsage">,
  end: CallEnd,
): Promise<void> {
  if (end.kind === "failed") {
    logEvent("ai.call_failed", { usage_id: usageId, error_code: end.code });
  }
  try {
    await ctx.runMutation(internal.ai.calls.settle, { usage_id: usageId, end });
  } catch (error) {
    logEvent("ai.not_settled", {
      usage_id: usageId,
      error_name: error instanceof Error ? error.name : undefined,
    });
  }
}
