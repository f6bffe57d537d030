/** Making tenants and giving them their numbers. */
import { ConvexError } from "convex/values";
import { isSupportedRegion } from "../../src/lib/phone/region";
import { isTimezone } from "../../src/lib/time/timezone";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
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
  owner_subject: string;
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

/**
 * Makes a workspace with its owner and numbers.
 *
 * @throws ConvexError `invalid_slug`, `invalid_timezone`, `invalid_region`,
 *   `slug_taken`, or as {@link claimPhoneNumber}.
 */
export async function createWorkspace(
  ctx: MutationCtx,
  input: NewWorkspace,
): Promise<Id<"workspaces">> {
  if (!SLUG_PATTERN.test(input.slug)) {
    throw new ConvexError({ code: "invalid_slug" });
  }
  if (!isTimezone(input.timezone)) {
    throw new ConvexError({ code: "invalid_timezone" });
  }
  if (!isSupportedRegion(input.default_region)) {
    throw new ConvexError({ code: "invalid_region" });
  }
  if ((await findWorkspace(ctx, input.slug)) !== null) {
    throw new ConvexError({ code: "slug_taken" });
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
  await ctx.db.insert("members", {
    workspace_id: workspaceId,
    user_id: input.owner_subject,
    role: "owner",
  });
  for (const phoneNumberId of input.phone_number_ids) {
    await claimPhoneNumber(ctx, workspaceId, phoneNumberId);
  }
  return workspaceId;
}

/**
 * Gives a business number to a workspace and starts what waited for it.
 *
 * @throws ConvexError `invalid_phone_number_id`, `phone_number_taken`.
 */
export async function claimPhoneNumber(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  phoneNumberId: string,
): Promise<void> {
  if (!PHONE_NUMBER_ID_PATTERN.test(phoneNumberId)) {
    throw new ConvexError({ code: "invalid_phone_number_id" });
  }
  const number = await findPhoneNumber(ctx, phoneNumberId);
  if (number === null) {
    await ctx.db.insert("phoneNumbers", {
      phone_number_id: phoneNumberId,
      workspace_id: workspaceId,
      status: "active",
    });
  } else if (number.workspace_id === undefined) {
    await ctx.db.patch("phoneNumbers", number._id, {
      workspace_id: workspaceId,
      status: number.status === "unclaimed" ? "active" : number.status,
    });
  } else if (number.workspace_id !== workspaceId) {
    throw new ConvexError({ code: "phone_number_taken" });
  }
  await ctx.scheduler.runAfter(0, internal.webhooks.reprocess.wakeUnclaimed, {
    phone_number_id: phoneNumberId,
  });
}
