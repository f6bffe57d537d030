/** Making tenants, naming them, and giving them their numbers. */
import { v } from "convex/values";
import { isSupportedRegion } from "../../../src/lib/phone/region";
import { isTimezone } from "../../../src/lib/time/timezone";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { refusal } from "../shared/refuse";
import { ensureNamedUser } from "../users/users";
import { setMember } from "./members";
import { findPhoneNumber } from "./scope";

/** Slugs stand in URLs: lower-case letters, digits and single hyphens. */
const SLUG_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PHONE_NUMBER_ID_PATTERN = /^\d{1,32}$/;

export interface NewWorkspace {
  slug: string;
  name: string;
  timezone: string;
  default_region: string;
  plan: Doc<"workspaces">["plan"];
  /** E-mail address or subject. */
  owner: string;
  phone_number_ids: string[];
}

export async function findWorkspace(
  ctx: QueryCtx,
  slug: string,
): Promise<Doc<"workspaces"> | null> {
  return await ctx.db
    .query("workspaces")
    .withIndex("by_slug", (q) => q.eq("slug", slug))
    .first();
}

/** How operators name a workspace: by its slug, or by its id. */
export const vWorkspaceRef = v.object({
  workspace: v.optional(v.string()),
  workspace_id: v.optional(v.id("workspaces")),
});
export type WorkspaceRef = typeof vWorkspaceRef.type;

/** True when a workspace is named at all; lists may do without. */
export const namesWorkspace = (ref: WorkspaceRef): boolean =>
  ref.workspace !== undefined || ref.workspace_id !== undefined;

/**
 * The workspace that an operator named.
 *
 * @throws ConvexError `workspace_missing`, `workspace_ambiguous`, `not_found`.
 */
export async function requireWorkspace(
  ctx: QueryCtx,
  { workspace: slug, workspace_id: id }: WorkspaceRef,
): Promise<Doc<"workspaces">> {
  if (slug === undefined && id === undefined) {
    throw refusal("noWorkspaceNamed");
  }
  const found =
    slug === undefined
      ? id && (await ctx.db.get("workspaces", id))
      : await findWorkspace(ctx, slug);
  if (!found) {
    throw refusal("unknownWorkspace");
  }
  if (id !== undefined && found._id !== id) {
    throw refusal("twoWorkspacesNamed");
  }
  return found;
}

/**
 * Makes a workspace with its owner and numbers. Its digests are to be scheduled
 * in the same mutation (`setNextDigest`).
 *
 * @throws ConvexError `invalid_slug`, `invalid_timezone`, `invalid_region`,
 *   `slug_taken`, `invalid_user`, or as {@link claimPhoneNumber}.
 */
export async function insertWorkspace(
  ctx: MutationCtx,
  input: NewWorkspace,
): Promise<Id<"workspaces">> {
  if (!SLUG_PATTERN.test(input.slug)) {
    throw refusal("invalidSlug");
  }
  if (!isTimezone(input.timezone)) {
    throw refusal("invalidTimezone");
  }
  if (!isSupportedRegion(input.default_region)) {
    throw refusal("invalidRegion");
  }
  if ((await findWorkspace(ctx, input.slug)) !== null) {
    throw refusal("slugTaken");
  }
  const workspaceId = await ctx.db.insert("workspaces", {
    slug: input.slug,
    name: input.name,
    timezone: input.timezone,
    default_region: input.default_region,
    plan: input.plan,
    digest_hour: 9,
    automations_paused: false,
  });
  const ownerId = await ensureNamedUser(ctx, input.owner);
  await setMember(ctx, workspaceId, ownerId, "owner");
  for (const phoneNumberId of input.phone_number_ids) {
    await claimPhoneNumber(ctx, workspaceId, phoneNumberId);
  }
  return workspaceId;
}

/**
 * Gives a business number to a workspace and starts what waited for it.
 *
 * @returns The number's status: one that Kapso called deleted stays deleted.
 * @throws ConvexError `invalid_phone_number_id`, `phone_number_taken`.
 */
export async function claimPhoneNumber(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  phoneNumberId: string,
): Promise<Doc<"phoneNumbers">["status"]> {
  if (!PHONE_NUMBER_ID_PATTERN.test(phoneNumberId)) {
    throw refusal("invalidPhoneNumberId");
  }
  const number = await findPhoneNumber(ctx, phoneNumberId);
  if (
    number?.workspace_id !== undefined &&
    number.workspace_id !== workspaceId
  ) {
    throw refusal("phoneNumberTaken");
  }
  const known = number?.status ?? "unclaimed";
  const status = known === "unclaimed" ? "active" : known;
  if (number === null) {
    await ctx.db.insert("phoneNumbers", {
      phone_number_id: phoneNumberId,
      workspace_id: workspaceId,
      status,
    });
  } else if (number.workspace_id === undefined) {
    await ctx.db.patch("phoneNumbers", number._id, {
      workspace_id: workspaceId,
      status,
    });
  }
  await ctx.scheduler.runAfter(0, internal.webhooks.reprocess.wakeUnclaimed, {
    phone_number_id: phoneNumberId,
  });
  return status;
}

/**
 * Takes a number from its workspace: what comes for it waits, unclaimed.
 *
 * @throws ConvexError `not_found` unless it is the workspace's.
 */
export async function releasePhoneNumber(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  phoneNumberId: string,
): Promise<void> {
  const number = await findPhoneNumber(ctx, phoneNumberId);
  if (number?.workspace_id !== workspaceId) {
    throw refusal("unknownNumber");
  }
  await ctx.db.patch("phoneNumbers", number._id, {
    workspace_id: undefined,
    status: number.status === "active" ? "unclaimed" : number.status,
  });
}
