/** Pulling workflows from Kapso, and confirming what was pulled. */
import { v } from "convex/values";
import type { KapsoFailure } from "../../src/lib/kapso/api/failure";
import { sha256Hex } from "../../src/lib/crypto/sha256";
import {
  MARK_DIGITS,
  maskOf,
  replaceSecrets,
} from "../../src/lib/settings/masking";
import {
  toSnapshot,
  type PulledWorkflow,
  type SettingsContent,
} from "../../src/lib/settings/snapshot";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  type ActionCtx,
} from "../_generated/server";
import { loadConnection, type Connection } from "../kapso/keys";
import { readDefinition, readWorkflows, type Read } from "../kapso/read";
import { writeContent } from "../model/settings/contents";
import {
  beginSync,
  confirmPulled,
  failSync,
  findSync,
  finishSync,
  type Confirmed,
} from "../model/settings/sync";
import { vKapsoFailureCode } from "../model/settings/tables";
import { logEvent } from "../model/shared/log";
import { kapsoRefusal } from "../model/shared/refuse";
import { requireWorkspaceMember } from "../model/workspaces/access";

/** A project has a handful; each is a request of the key's budget. */
const MAX_WORKFLOWS = 200;
/** What a transaction takes with room to spare. */
const MAX_CONTENT_BYTES = 3 * 1024 * 1024;

const vFailure = v.object({
  code: vKapsoFailureCode,
  retryAfterMs: v.optional(v.number()),
});

export const begin = internalMutation({
  args: { workspace_id: v.id("workspaces") },
  returns: v.null(),
  handler: async (ctx, args) => {
    await beginSync(ctx, args.workspace_id);
    return null;
  },
});

/** Notes a failure; one that passes is followed by another try. */
export const fail = internalMutation({
  args: { workspace_id: v.id("workspaces"), failure: vFailure },
  returns: v.null(),
  handler: async (ctx, { workspace_id, failure }) => {
    const retryAt = await failSync(ctx, workspace_id, failure);
    if (retryAt !== undefined) {
      await ctx.scheduler.runAt(retryAt, internal.settings.sync.retry, {
        workspace_id,
        retry_at: retryAt,
      });
    }
    return null;
  },
});

export const finish = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    text: v.string(),
    sha256: v.string(),
  },
  returns: v.null(),
  handler: async (ctx, { workspace_id, ...content }) => {
    await finishSync(ctx, workspace_id, content);
    return null;
  },
});

/** Pulls once. Never throws for anything that Kapso does. */
export async function pullSettings(
  ctx: ActionCtx,
  workspaceId: Id<"workspaces">,
): Promise<KapsoFailure | null> {
  const workspace_id = workspaceId;
  await ctx.runMutation(internal.settings.sync.begin, { workspace_id });
  const read = await readSettings(ctx, workspaceId);
  if (read.kind === "failure") {
    const { failure } = read;
    await ctx.runMutation(internal.settings.sync.fail, {
      workspace_id,
      failure,
    });
    return failure;
  }
  const content = await writeContent(read.value);
  if (content.text.length > MAX_CONTENT_BYTES) {
    const failure = { code: "kapso_too_large" } as const;
    await ctx.runMutation(internal.settings.sync.fail, {
      workspace_id,
      failure,
    });
    return failure;
  }
  await ctx.runMutation(internal.settings.sync.finish, {
    workspace_id,
    ...content,
  });
  logEvent("settings.pulled", {
    workspace_id,
    workflow_count: read.value.workflows.length,
  });
  return null;
}

/** The try that a failure announced, unless somebody has pulled since. */
export const retry = internalAction({
  args: { workspace_id: v.id("workspaces"), retry_at: v.number() },
  returns: v.null(),
  handler: async (ctx, { workspace_id, retry_at }) => {
    const isStill: boolean = await ctx.runMutation(
      internal.settings.sync.claimRetry,
      { workspace_id, retry_at },
    );
    if (isStill) {
      await pullSettings(ctx, workspace_id);
    }
    return null;
  },
});

async function readSettings(
  ctx: ActionCtx,
  workspaceId: Id<"workspaces">,
): Promise<Read<SettingsContent>> {
  const connection = await loadConnection(ctx, workspaceId);
  if (typeof connection === "string") {
    return { kind: "failure", failure: { code: connection } };
  }
  const pulled = await readProject(ctx, connection);
  if (pulled.kind === "failure") {
    return pulled;
  }
  const value = await maskAll(pulled.value, workspaceId);
  return { kind: "read", value };
}

async function readProject(
  ctx: ActionCtx,
  connection: Connection,
): Promise<Read<PulledWorkflow[]>> {
  const workflows = await readWorkflows(ctx, connection);
  if (workflows.kind === "failure") {
    return workflows;
  }
  if (workflows.value.length > MAX_WORKFLOWS) {
    return { kind: "failure", failure: { code: "kapso_too_large" } };
  }
  const pulled: PulledWorkflow[] = [];
  for (const workflow of workflows.value) {
    const definition = await readDefinition(ctx, connection, workflow.id);
    if (definition.kind === "read") {
      pulled.push({ workflow, definition: definition.value });
    } else if (definition.failure.code !== "kapso_not_found") {
      return definition;
    }
    // One that is not found was deleted since it was listed.
  }
  return { kind: "read", value: pulled };
}

/** Marks of secrets are bound to the workspace: they compare nothing beyond it. */
async function maskAll(
  pulled: PulledWorkflow[],
  workspaceId: string,
): Promise<SettingsContent> {
  const secrets = new Set<string>();
  for (const { definition } of pulled) {
    for (const { data } of definition.nodes) {
      replaceSecrets(data.config, (secret) => {
        secrets.add(secret);
        return secret;
      });
    }
  }
  const masks = new Map<string, string>();
  for (const secret of secrets) {
    const bytes = new TextEncoder().encode(`${workspaceId}:${secret}`);
    const mark = (await sha256Hex(bytes)).slice(0, MARK_DIGITS);
    masks.set(secret, maskOf(secret, mark));
  }
  return toSnapshot(
    pulled,
    (secret) => masks.get(secret) ?? maskOf(secret, ""),
  );
}

/** True when the announced try is still wanted. */
export const claimRetry = internalMutation({
  args: { workspace_id: v.id("workspaces"), retry_at: v.number() },
  returns: v.boolean(),
  handler: async (ctx, { workspace_id, retry_at }) => {
    const sync = await findSync(ctx, workspace_id);
    return sync?.state === "error" && sync.retry_at === retry_at;
  },
});

export const vConfirmed = v.union(
  v.object({
    status: v.union(v.literal("stored"), v.literal("identical")),
    version: v.number(),
  }),
  v.object({ status: v.literal("changed"), diff_hash: v.string() }),
);

export const confirm = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    diff_hash: v.string(),
    /** Whether a member asked, whose name the version has; else an operator. */
    is_member: v.boolean(),
  },
  returns: vConfirmed,
  handler: async (ctx, { workspace_id, diff_hash, is_member }) => {
    const userId = is_member
      ? (await requireWorkspaceMember(ctx, workspace_id, "admin")).member
          .user_id
      : undefined;
    return await confirmPulled(ctx, workspace_id, diff_hash, { userId });
  },
});

/**
 * Pulls once more and makes it the active version, if the diff is the one that
 * was shown; else says which one there is now.
 *
 * @throws ConvexError with the code of a failure: what Kapso has cannot be
 *   known then.
 */
export async function confirmSettings(
  ctx: ActionCtx,
  workspaceId: Id<"workspaces">,
  { diffHash, isMember }: { diffHash: string; isMember: boolean },
): Promise<Confirmed> {
  const failure = await pullSettings(ctx, workspaceId);
  if (failure !== null) {
    throw kapsoRefusal(failure.code);
  }
  return await ctx.runMutation(internal.settings.sync.confirm, {
    workspace_id: workspaceId,
    diff_hash: diffHash,
    is_member: isMember,
  });
}
