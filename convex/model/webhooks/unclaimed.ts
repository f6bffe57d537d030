/**
 * Numbers whose deliveries wait because no workspace has them, and who may take
 * them. A number may be taken where its deliveries prove whose it is: they came
 * through the workspace's own endpoint, or every workspace here is the caller's.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { hasRole } from "../shared/roles";
import type { UserId } from "../users/tables";
import { findMember } from "../workspaces/members";
import { findPhoneNumber } from "../workspaces/scope";

/** Numbers that knock: somebody makes them one by one. */
const MAX_NUMBERS = 100;
/** Whoever has more is no single company. */
const MAX_WORKSPACES = 20;

export interface Unclaimed {
  phone_number_id: string;
  first_at: number;
  last_at: number;
  /** Times that something came for it. */
  count: number;
}

/** The numbers that somebody may take for a workspace, newest last. */
export async function listUnclaimed(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  userId: UserId,
): Promise<Unclaimed[]> {
  const alerts = await ctx.db
    .query("alerts")
    .withIndex("by_kind_and_key", (q) => q.eq("kind", "unclaimed_phone_number"))
    .take(MAX_NUMBERS);
  const isAll = await isAdminOfAll(ctx, userId);
  const found: Unclaimed[] = [];
  for (const { key, first_at, last_at, count } of alerts) {
    if (await mayTake(ctx, workspaceId, key, isAll)) {
      found.push({ phone_number_id: key, first_at, last_at, count });
    }
  }
  return found.sort((a, b) => a.last_at - b.last_at);
}

/** Whether somebody may take a number for a workspace of theirs. */
export async function mayClaim(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  userId: UserId,
  phoneNumberId: string,
): Promise<boolean> {
  const isAll = await isAdminOfAll(ctx, userId);
  // Where nobody else is, a number may be named before anything comes for it.
  return isAll || (await mayTake(ctx, workspaceId, phoneNumberId, isAll));
}

async function mayTake(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  phoneNumberId: string,
  isAll: boolean,
): Promise<boolean> {
  const number = await findPhoneNumber(ctx, phoneNumberId);
  if (number?.workspace_id !== undefined) {
    return false;
  }
  const waiting: Doc<"syncFailures"> | null = await ctx.db
    .query("syncFailures")
    .withIndex("by_phone_number_id_and_error_code_and_resolved_at", (q) =>
      q
        .eq("phone_number_id", phoneNumberId)
        .eq("error_code", "unclaimed_phone_number")
        .eq("resolved_at", undefined),
    )
    .first();
  return (
    waiting !== null &&
    (waiting.workspace_id === workspaceId ||
      (waiting.workspace_id === undefined && isAll))
  );
}

async function isAdminOfAll(ctx: QueryCtx, userId: UserId): Promise<boolean> {
  const workspaces = await ctx.db.query("workspaces").take(MAX_WORKSPACES + 1);
  if (workspaces.length > MAX_WORKSPACES) {
    return false;
  }
  for (const { _id } of workspaces) {
    const member = await findMember(ctx, _id, userId);
    if (member === null || !hasRole(member, "admin")) {
      return false;
    }
  }
  return true;
}
