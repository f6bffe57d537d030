/**
 * Whether AI can be used, for operators: what the environment says, whether the
 * provider's host answers, and one tiny request that is paid for like any other.
 */
import { v } from "convex/values";
import { readConfig } from "../../src/lib/ai/config";
import { vProvider } from "../../src/lib/ai/providers";
import { AI_REASONS, type AiReason } from "../../src/lib/ai/reasons";
import type { ChatRequest } from "../../src/lib/ai/request";
import { MAX_ATTEMPTS } from "../../src/lib/ai/retry";
import { createScrubber } from "../../src/lib/digest/personal/scrub";
import { MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import {
  env,
  internalAction,
  internalMutation,
  internalQuery,
  type ActionCtx,
} from "../_generated/server";
import { tellOfNoAnswer } from "../model/ai/usability";
import { findWorkspace } from "../model/workspaces/workspaces";
import { reachProvider } from "./client";
import { completeWithBudget } from "./complete";

/** A start waits for it; a host that is there answers sooner. */
const REACH_TIMEOUT_MS = 2500;
/** A person waits for it. */
const TRY_TIMEOUT_MS = MINUTE_MS;

const QUESTION: ChatRequest = {
  messages: [{ role: "user", content: 'Answer with the one word "ok".' }],
  // Room for models that reason before they speak.
  maxOutputTokens: 256,
};

const vReason = v.union(...reasons().map((reason) => v.literal(reason)));

function reasons(): AiReason[] {
  return Object.keys(AI_REASONS).filter(isReason);
}

function isReason(name: string): name is AiReason {
  return name in AI_REASONS;
}

const vUsable = {
  provider: vProvider,
  model: v.string(),
  host: v.string(),
};

/** What a start says of AI: see `AiStatus`. Sends no key and asks no model. */
export const status = internalAction({
  args: {},
  returns: v.union(
    v.object({ kind: v.literal("off") }),
    v.object({ kind: v.literal("unusable"), reason: vReason }),
    v.object({ kind: v.literal("usable"), ...vUsable }),
  ),
  handler: async (ctx) => {
    const read = readConfig(env);
    if (read.kind === "unconfigured") {
      return read.reason === "not_configured"
        ? { kind: "off" as const }
        : { kind: "unusable" as const, reason: read.reason };
    }
    const { config } = read;
    const failure = await reachProvider(config, REACH_TIMEOUT_MS);
    if (failure !== null) {
      await ctx.runMutation(internal.ai.check.report, { reason: failure });
      return { kind: "unusable" as const, reason: failure };
    }
    const { host } = new URL(config.baseUrl);
    const { provider, model } = config;
    return { kind: "usable" as const, provider, model, host };
  },
});

const vAnswered = v.object({
  kind: v.literal("answered"),
  ...vUsable,
  model_served: v.optional(v.string()),
  /** Slug of the workspace whose budget paid. */
  workspace: v.string(),
  input_tokens: v.number(),
  output_tokens: v.number(),
  cost_nano_usd: v.number(),
  /** The tokens or the cost are not the provider's own word. */
  is_estimated: v.boolean(),
});

/**
 * Asks the model one tiny question, within the budget of a workspace (the oldest
 * one unless named). `npx convex run ai/check:run`.
 */
export const run = internalAction({
  args: { workspace: v.optional(v.string()) },
  returns: v.union(
    vAnswered,
    v.object({ kind: v.literal("refused"), reason: vReason }),
    v.object({ kind: v.literal("no_workspace") }),
  ),
  handler: async (ctx, args): Promise<Checked> => {
    const read = readConfig(env);
    if (read.kind === "unconfigured") {
      return { kind: "refused", reason: read.reason };
    }
    const payer = await ctx.runQuery(internal.ai.check.payer, args);
    if (payer === null) {
      return { kind: "no_workspace" };
    }
    const completion = await completeWithBudget(ctx, {
      workspace_id: payer._id,
      request: QUESTION,
      scrubber: createScrubber(payer.default_region, NOBODY),
      // The last attempt: at the standard tier, and not tried again.
      attempt: MAX_ATTEMPTS,
      first_attempt_at: Date.now(),
      timeout_ms: TRY_TIMEOUT_MS,
    });
    if (completion.kind !== "ok") {
      return await refuse(ctx, completion.reason);
    }
    const bill = await ctx.runQuery(internal.ai.check.bill, {
      usage_id: completion.usage_id,
    });
    const { host } = new URL(read.config.baseUrl);
    return { kind: "answered", host, workspace: payer.slug, ...bill };
  },
});

type Checked =
  | typeof vAnswered.type
  | { kind: "refused"; reason: AiReason }
  | { kind: "no_workspace" };

const NOBODY = { names: [], phones: [], emails: [], handles: [] };

async function refuse(ctx: ActionCtx, reason: AiReason): Promise<Checked> {
  await ctx.runMutation(internal.ai.check.report, { reason });
  return { kind: "refused", reason };
}

/** Tells of a provider that did not answer. */
export const report = internalMutation({
  args: { reason: vReason },
  returns: v.null(),
  handler: async (ctx, { reason }) => {
    await tellOfNoAnswer(ctx, reason);
    return null;
  },
});

/** Whose budget pays. */
export const payer = internalQuery({
  args: { workspace: v.optional(v.string()) },
  returns: v.union(
    v.null(),
    v.object({
      _id: v.id("workspaces"),
      slug: v.string(),
      default_region: v.string(),
    }),
  ),
  handler: async (ctx, { workspace: slug }) => {
    const found: Doc<"workspaces"> | null =
      slug === undefined
        ? await ctx.db.query("workspaces").first()
        : await findWorkspace(ctx, slug);
    return (
      found && {
        _id: found._id,
        slug: found.slug,
        default_region: found.default_region,
      }
    );
  },
});

/** What a call cost. */
export const bill = internalQuery({
  args: { usage_id: v.id("aiUsage") },
  returns: vAnswered.omit("kind", "host", "workspace"),
  handler: async (ctx, args) => {
    const call = await ctx.db.get("aiUsage", args.usage_id);
    if (call === null) {
      throw new Error("a paid call has a row -- invariant");
    }
    const { provider, model, model_served, is_estimated } = call;
    const { input_tokens, output_tokens, cost_nano_usd } = call;
    return {
      provider,
      model,
      model_served,
      input_tokens,
      output_tokens,
      cost_nano_usd,
      is_estimated,
    };
  },
});
