/**
 * Asks a model for a digest, page by page. A refused answer is asked for once
 * more with the reasons; of the second one the good bullets are kept.
 */
import {
  citedAliases,
  isAnswerTo,
  requestHash,
} from "../../src/lib/digest/kept";
import { mergeDigests } from "../../src/lib/digest/merge";
import { toAdvice } from "../../src/lib/digest/problems";
import {
  buildMergeRequest,
  withReasons,
  type DigestRequest,
} from "../../src/lib/digest/prompt";
import { chooseModel, type ModelSize } from "../../src/lib/digest/routing";
import type { Digest } from "../../src/lib/digest/types";
import { validateDigest, type Validation } from "../../src/lib/digest/validate";
import type { AiReason } from "../../src/lib/ai/reasons";
import { MINUTE_MS } from "../../src/lib/time/units";
import { completeWithBudget, type Completion } from "../ai/complete";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { logEvent } from "../model/shared/log";
import type { KeptPage } from "../model/digests/tables";
import type { Material, Run } from "./material";

/** Max delay before the extractive fallback. */
const MAX_LATENESS_MS = 30 * MINUTE_MS;

/** Why a digest quotes instead. */
export type QuotingReason = AiReason;

export type Asked =
  | { kind: "digest"; digest: Digest }
  /** Rate limited: the run goes on later. */
  | { kind: "paused" }
  /** No model's digest. */
  | { kind: "refused"; reason: QuotingReason };

/** One run's questions, with what the failing one has behind it. */
interface Inquiry {
  run: Run;
  material: Material;
  failures: number;
  firstCallAt: number | undefined;
}

export async function askForDigest(
  ctx: ActionCtx,
  run: Run,
  material: Material,
): Promise<Asked> {
  const inquiry: Inquiry = {
    run,
    material,
    failures: run.call_attempts,
    firstCallAt: run.first_call_at,
  };
  const { requests, transcript } = material.prepared;
  const digests: Digest[] = [];
  for (const [at, request] of requests.entries()) {
    const asked = await ask(ctx, inquiry, request, at);
    if (asked.kind !== "digest") {
      return asked;
    }
    digests.push(asked.digest);
  }
  const [only, ...others] = digests;
  if (only !== undefined && others.length === 0) {
    return { kind: "digest", digest: only };
  }
  const request = buildMergeRequest(
    digests.map(({ bullets }) => bullets),
    transcript,
    material.setting,
  );
  const merged = await ask(ctx, inquiry, request, requests.length);
  // Every part passed its checks, so the parts together are a digest too.
  return merged.kind === "refused"
    ? { kind: "digest", digest: mergeDigests(digests) }
    : merged;
}

/** @param page where the answer is kept */
async function ask(
  ctx: ActionCtx,
  inquiry: Inquiry,
  request: DigestRequest,
  page: number,
): Promise<Asked> {
  const { run } = inquiry;
  const hash = await requestHash(request);
  let latest = findKept(run, request, page, hash);
  for (;;) {
    let question = request;
    let rest: Digest | null = null;
    if (latest !== undefined) {
      const validation = check(inquiry, request, latest);
      if (validation.kind === "valid") {
        return { kind: "digest", digest: validation.digest };
      }
      logEvent("digest.answer_refused", {
        run_id: run.run_id,
        reason: validation.problems[0]?.code,
        problem_count: validation.problems.length,
      });
      rest = validation.rest;
      question = withReasons(request, toAdvice(validation.problems));
    }
    const answers = latest?.answer_count ?? 0;
    const size = chooseModel(run.plan, answers);
    if (size === null) {
      return rest === null
        ? { kind: "refused", reason: "output_refused" }
        : { kind: "digest", digest: rest };
    }
    const completion = await complete(ctx, inquiry, question, size);
    if (completion.kind === "refused") {
      return completion;
    }
    if (completion.kind === "retry_at") {
      return await pause(ctx, inquiry, completion.at, completion.reason);
    }
    inquiry.failures = 0;
    inquiry.firstCallAt = undefined;
    latest = {
      page,
      request_sha256: hash,
      fence: request.fence,
      answer: completion.text,
      finish_reason: completion.finish_reason,
      answer_count: answers + 1,
      aliases: citedAliases(completion.text, request),
    };
    // Before it is judged: a refused answer is paid for, too.
    await ctx.runMutation(internal.digests.writes.keepPage, {
      run_id: run.run_id,
      ...latest,
    });
  }
}

async function complete(
  ctx: ActionCtx,
  inquiry: Inquiry,
  question: DigestRequest,
  size: ModelSize,
): Promise<Completion> {
  inquiry.firstCallAt ??= Date.now();
  return await completeWithBudget(ctx, {
    workspace_id: inquiry.run.workspace_id,
    run_id: inquiry.run.run_id,
    request: question.chat,
    scrubber: inquiry.material.prepared.scrubber,
    lines: question.lines,
    size,
    attempt: inquiry.failures + 1,
    first_attempt_at: inquiry.firstCallAt,
  });
}

/** What an earlier start was answered to this very request. */
function findKept(
  { pages }: Run,
  request: DigestRequest,
  page: number,
  hash: string,
): KeptPage | undefined {
  return pages.find(
    (one) => one.page === page && isAnswerTo(one, request, hash),
  );
}

function check(
  { run, material }: Inquiry,
  request: DigestRequest,
  { answer, finish_reason }: KeptPage,
): Validation {
  return validateDigest({
    finishReason: finish_reason,
    content: answer,
    request,
    language: run.language,
    scrubber: material.prepared.scrubber,
    timezone: run.timezone,
    now: run.due_at,
    previous: run.last_bullets,
  });
}

async function pause(
  ctx: ActionCtx,
  { run, failures, firstCallAt }: Inquiry,
  retryAt: number,
  reason: QuotingReason,
): Promise<Asked> {
  if (retryAt > run.due_at + MAX_LATENESS_MS) {
    return { kind: "refused", reason };
  }
  await ctx.runMutation(internal.digests.writes.pause, {
    run_id: run.run_id,
    retry_at: retryAt,
    call_attempts: failures + 1,
    first_call_at: firstCallAt ?? Date.now(),
  });
  return { kind: "paused" };
}
