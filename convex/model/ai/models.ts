/** What a model taught us, so that the next call does not learn it again. */
import { isSameModel } from "../../../src/lib/ai/prices";
import type { Provider } from "../../../src/lib/ai/providers";
import type { Omission } from "../../../src/lib/ai/request";
import { DAY_MS } from "../../../src/lib/time/units";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { raiseAlertOnce } from "../alerts/alerts";

/** Providers change what they take: a refusal is forgotten after this long. */
const FORGET_AFTER_MS = 30 * DAY_MS;

interface AskedModel {
  provider: Provider;
  model: string;
}

export async function findModel(
  ctx: QueryCtx,
  { provider, model }: AskedModel,
): Promise<Doc<"aiModels"> | null> {
  return await ctx.db
    .query("aiModels")
    .withIndex("by_provider_and_model", (q) =>
      q.eq("provider", provider).eq("model", model),
    )
    .first();
}

/** What to leave out of a request to this model. */
export function omittedBy(
  learned: Doc<"aiModels"> | null,
  now: number,
): Omission[] {
  return learned?.refused_at !== undefined &&
    learned.refused_at + FORGET_AFTER_MS > now
    ? learned.omitted
    : [];
}

/** Remembers a refused field; what had been forgotten stays forgotten. */
export async function rememberRefusal(
  ctx: MutationCtx,
  asked: AskedModel,
  omission: Omission,
): Promise<void> {
  const now = Date.now();
  const learned = await findModel(ctx, asked);
  const omitted = omittedBy(learned, now);
  if (omitted.includes(omission)) {
    return;
  }
  await upsert(ctx, asked, learned, {
    omitted: [...omitted, omission],
    refused_at: now,
  });
}

/**
 * Remembers under which name a model answers, and tells of one that is another:
 * it has another price.
 */
export async function rememberServed(
  ctx: MutationCtx,
  asked: AskedModel,
  served: string,
): Promise<void> {
  const learned = await findModel(ctx, asked);
  const servedAs = isSameModel(asked.model, served) ? undefined : served;
  if (servedAs !== learned?.served_as) {
    await upsert(ctx, asked, learned, { served_as: servedAs });
  }
  if (servedAs !== undefined) {
    await raiseAlertOnce(ctx, {
      kind: "ai_model_substituted",
      key: `${asked.provider}:${asked.model}:${servedAs}`,
    });
  }
}

async function upsert(
  ctx: MutationCtx,
  asked: AskedModel,
  learned: Doc<"aiModels"> | null,
  change: Partial<
    Pick<Doc<"aiModels">, "omitted" | "refused_at" | "served_as">
  >,
): Promise<void> {
  if (learned === null) {
    const { provider, model } = asked;
    await ctx.db.insert("aiModels", {
      provider,
      model,
      omitted: [],
      ...change,
    });
  } else {
    await ctx.db.patch("aiModels", learned._id, change);
  }
}
