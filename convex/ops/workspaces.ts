/** Tenants: making them, changing when their digest comes, listing them. */
import { v } from "convex/values";
import { toLocalIso } from "../../src/lib/time/localTime";
import type { Doc, Id } from "../_generated/dataModel";
import {
  internalMutation,
  internalQuery,
  type MutationCtx,
} from "../_generated/server";
import { changeSchedule, setNextDigest } from "../model/digests/schedule";
import {
  dropEverywhere,
  hasOwner,
  setMember,
} from "../model/workspaces/members";
import { changeRetention, vRetention } from "../model/workspaces/retention";
import { ensureNamedUser, findNamedUser } from "../model/users/users";
import { withLocalVersion } from "../model/settings/local";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { vPlan } from "../model/workspaces/tables";
import {
  findWorkspace,
  insertWorkspace,
  type NewWorkspace,
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

/** How often a plan has a digest, in words. */
const RHYTHMS = { paid: "daily", free: "weekly, on Mondays" } as const;

const vNextDigest = v.object({
  digest: v.union(v.literal(RHYTHMS.paid), v.literal(RHYTHMS.free)),
  /** ms UTC. */
  next_digest_at: v.number(),
  /** The same moment on the workspace's clock. */
  next_digest_local: v.string(),
});

function describeDigest(workspace: Doc<"workspaces">): typeof vNextDigest.type {
  const { plan, timezone, next_digest_at: at } = workspace;
  if (at === undefined) {
    throw new Error("a workspace that was scheduled has a time -- invariant");
  }
  return {
    digest: RHYTHMS[plan],
    next_digest_at: at,
    next_digest_local: toLocalIso(at, timezone),
  };
}

/** The demo tenant: names that docs, the simulator and checks rely on. */
const DEMO = {
  slug: "demo",
  name: "Demo",
  timezone: "Asia/Jakarta",
  default_region: "ID",
  plan: "paid" as const,
  owner: "demo-owner",
  phone_number_ids: ["100000000000017"],
};

/** Where no mail arrives: the demo's owner signs in by printed links alone. */
const DEMO_OWNER_PROFILE = {
  email: "demo-owner@local.invalid",
  name: "Demo owner",
};

async function ensureDemoOwner(ctx: MutationCtx): Promise<Id<"users">> {
  const id = await ensureNamedUser(ctx, DEMO.owner);
  const user = await ctx.db.get("users", id);
  if (user?.email === undefined) {
    await ctx.db.patch("users", id, DEMO_OWNER_PROFILE);
  }
  return id;
}

/** A workspace with the time of its first digest. */
async function makeWorkspace(
  ctx: MutationCtx,
  input: NewWorkspace,
): Promise<Doc<"workspaces">> {
  return await setNextDigest(ctx, await insertWorkspace(ctx, input));
}

/**
 * Makes the demo workspace, or gives it back the owner that {@link closeDemo}
 * took; another call changes nothing.
 */
export const seedDemo = internalMutation({
  args: {},
  returns: v.object({
    workspace_id: v.id("workspaces"),
    owner_subject: v.string(),
  }),
  handler: async (ctx) => {
    const demo =
      (await findWorkspace(ctx, DEMO.slug)) ?? (await makeWorkspace(ctx, DEMO));
    const ownerId = await ensureDemoOwner(ctx);
    if (!(await hasOwner(ctx, demo._id))) {
      await setMember(ctx, demo._id, ownerId, "owner");
    }
    return { workspace_id: demo._id, owner_subject: DEMO.owner };
  },
});

/**
 * Takes the demo's owner, whose subject everybody knows, out of every workspace:
 * for deployments that others can call. Nothing else of them changes. Members
 * that wait for their rows in `users` are known by that subject itself.
 *
 * @returns Their slugs.
 */
export const closeDemo = internalMutation({
  args: {},
  returns: v.object({ workspaces: v.array(v.string()) }),
  handler: async (ctx) => {
    const user = await findNamedUser(ctx, DEMO.owner);
    const workspaces = user ? await dropEverywhere(ctx, user._id) : [];
    workspaces.push(...(await dropEverywhere(ctx, DEMO.owner)));
    return { workspaces };
  },
});

/**
 * Makes a workspace with an owner, an e-mail address or a subject, and, if
 * named, its business numbers. It gets a digest every day; `plan` "free" is one a week, for those who limit it.
 *
 * @throws ConvexError `invalid_slug`, `invalid_timezone`, `invalid_region`,
 *   `slug_taken`, `invalid_user`, `invalid_phone_number_id`,
 *   `phone_number_taken`.
 */
export const createWorkspace = internalMutation({
  args: {
    slug: v.string(),
    name: v.string(),
    timezone: v.string(),
    default_region: v.string(),
    plan: v.optional(vPlan),
    owner_subject: v.string(),
    phone_number_ids: v.optional(v.array(v.string())),
  },
  returns: v.object({
    workspace_id: v.id("workspaces"),
    ...vNextDigest.fields,
  }),
  handler: async (ctx, args) => {
    const { owner_subject, ...given } = args;
    const workspace = await makeWorkspace(ctx, {
      ...given,
      owner: owner_subject,
      plan: args.plan ?? "paid",
      phone_number_ids: args.phone_number_ids ?? [],
    });
    return { workspace_id: workspace._id, ...describeDigest(workspace) };
  },
});

/**
 * Changes when a workspace gets its digest: zone, local hour (0-23), plan
 * ("paid" daily, "free" weekly on Mondays). What was due before is made first.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_timezone`,
 *   `invalid_digest_hour`.
 */
export const updateWorkspace = internalMutation({
  args: {
    ...vWorkspaceRef.fields,
    timezone: v.optional(v.string()),
    digest_hour: v.optional(v.number()),
    plan: v.optional(vPlan),
  },
  returns: vNextDigest,
  handler: async (ctx, args) => {
    const { workspace: _slug, workspace_id: _id, ...changes } = args;
    const workspace = await requireWorkspace(ctx, args);
    return describeDigest(
      await withLocalVersion(ctx, workspace._id, undefined, () =>
        changeSchedule(ctx, workspace, changes),
      ),
    );
  },
});

const vWorkspaceRow = v.object({
  workspace: v.string(),
  workspace_id: v.id("workspaces"),
  name: v.string(),
  timezone: v.string(),
  default_region: v.string(),
  plan: vPlan,
  digest_hour: v.number(),
  next_digest_at: v.optional(v.number()),
  next_digest_local: v.optional(v.string()),
});

/**
 * Changes for how many days a workspace keeps messages (14 to 3650) and raw
 * deliveries (1 to 365); null is for good, and 30 days.
 *
 * @returns What it says then.
 * @throws ConvexError as `requireWorkspace`, `invalid_retention`.
 */
export const setRetention = internalMutation({
  args: { ...vWorkspaceRef.fields, ...vRetention.fields },
  returns: vRetention,
  handler: async (ctx, args) => {
    const { workspace: _slug, workspace_id: _id, ...given } = args;
    const workspace = await requireWorkspace(ctx, args);
    await changeRetention(ctx, workspace, given);
    return {
      payload_retention_days: workspace.payload_retention_days ?? null,
      message_retention_days: workspace.message_retention_days ?? null,
      ...given,
    };
  },
});

/** All workspaces, in the order of their slugs. */
export const listWorkspaces = internalQuery({
  args: { limit: v.optional(v.number()) },
  returns: vRows(vWorkspaceRow),
  handler: async (ctx, args) => {
    const query = ctx.db.query("workspaces").withIndex("by_slug");
    const { rows, has_more } = await takeRows(query, requireLimit(args.limit));
    return { rows: rows.map(toWorkspaceRow), has_more };
  },
});

function toWorkspaceRow(
  workspace: Doc<"workspaces">,
): typeof vWorkspaceRow.type {
  const { next_digest_at: nextAt, timezone } = workspace;
  return {
    workspace: workspace.slug,
    workspace_id: workspace._id,
    name: workspace.name,
    timezone,
    default_region: workspace.default_region,
    plan: workspace.plan,
    digest_hour: workspace.digest_hour,
    next_digest_at: nextAt,
    next_digest_local: toLocalIso(nextAt, timezone),
  };
}
