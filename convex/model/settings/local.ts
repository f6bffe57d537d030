/**
 * The service's own settings of a workspace as versions: when its digest comes,
 * what it asks of leads, what AI may cost. For how long messages are kept is not
 * among them: restoring that could delete what nothing brings back.
 */
import { z } from "zod";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { readLimit, setLimit } from "../ai/budgets";
import { changeSchedule, setModelAllowed } from "../digests/schedule";
import { changeLeadSettings, loadLeadSettings } from "../leads/settings";
import type { UserId } from "../users/tables";
import { keepContent, writeContent } from "./contents";
import { addVersion, findActive, type Authorship } from "./versions";

/** What is there to be restored; other keys are of a newer version of ours. */
const settingsSchema = z.object({
  timezone: z.string(),
  digest_hour: z.number(),
  digest_by_model: z.boolean(),
  monthly_limit_nano_usd: z.number().nullable(),
  leads: z.object({
    message_threshold: z.number(),
    greeting_hours: z.number(),
    archive_hours: z.number(),
    team_phones: z.array(z.string()),
    classifier_enabled: z.boolean(),
  }),
});
type LocalSettings = z.infer<typeof settingsSchema>;

async function readSettings(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
): Promise<LocalSettings> {
  const limit = await readLimit(ctx, workspace);
  return {
    timezone: workspace.timezone,
    digest_hour: workspace.digest_hour,
    digest_by_model: workspace.digest_model_off !== true,
    monthly_limit_nano_usd: limit.is_default ? null : limit.limit_nano_usd,
    leads: await loadLeadSettings(ctx, workspace._id),
  };
}

/**
 * Makes what a change does to local settings a version, and before the first
 * change one of how they were until then.
 */
export async function withLocalVersion<T>(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: UserId | undefined,
  change: () => Promise<T>,
): Promise<T> {
  if ((await findActive(ctx, workspaceId, "local")) === null) {
    await recordLocal(ctx, workspaceId, { userId: undefined });
  }
  const result = await change();
  await recordLocal(ctx, workspaceId, { userId });
  return result;
}

async function recordLocal(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  authorship: Authorship,
): Promise<void> {
  const workspace = await ctx.db.get("workspaces", workspaceId);
  if (workspace === null) {
    throw new Error("a workspace that is changed exists -- invariant");
  }
  const settings = await readSettings(ctx, workspace);
  const content = await writeContent({ workflows: [], settings });
  await keepContent(ctx, workspaceId, content);
  const { sha256 } = content;
  await addVersion(ctx, workspaceId, { source: "local", sha256 }, authorship);
}

/** Sets a workspace as a version says; what it does not say stays. */
export async function applyLocal(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  settings: unknown,
): Promise<void> {
  const wanted = settingsSchema.partial().parse(settings);
  const now = await readSettings(ctx, workspace);
  const { timezone = now.timezone, digest_hour = now.digest_hour } = wanted;
  if (timezone !== now.timezone || digest_hour !== now.digest_hour) {
    await changeSchedule(ctx, workspace, { timezone, digest_hour });
  }
  const { digest_by_model: byModel, leads } = wanted;
  if (byModel !== undefined && byModel !== now.digest_by_model) {
    await setModelAllowed(ctx, workspace, byModel);
  }
  if (leads !== undefined) {
    await changeLeadSettings(ctx, workspace, leads);
  }
  const limit = wanted.monthly_limit_nano_usd;
  if (limit !== undefined && limit !== now.monthly_limit_nano_usd) {
    await setLimit(ctx, workspace, limit);
  }
}
