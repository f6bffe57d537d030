/**
 * Whose event it is: the tenant is found by our own number, never by a default.
 */
import { ConvexError } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";

/** What every step of applying one event needs to know. */
export interface Scope {
  workspace: Doc<"workspaces">;
  /** Time of this transaction, ms UTC. */
  now: number;
}

/**
 * The workspace that owns a business number.
 *
 * @param endpointWorkspaceId set when the endpoint speaks for one workspace.
 * @throws ConvexError `unclaimed_phone_number` when nobody owns the number yet,
 *   `foreign_phone_number` when the endpoint may not speak for its owner.
 */
export async function loadScope(
  ctx: QueryCtx,
  phoneNumberId: string,
  endpointWorkspaceId: Id<"workspaces"> | undefined,
): Promise<Scope> {
  const number = await findPhoneNumber(ctx, phoneNumberId);
  if (number?.workspace_id === undefined) {
    throw new ConvexError({ code: "unclaimed_phone_number" });
  }
  if (
    endpointWorkspaceId !== undefined &&
    endpointWorkspaceId !== number.workspace_id
  ) {
    throw new ConvexError({ code: "foreign_phone_number" });
  }
  const workspace = await ctx.db.get("workspaces", number.workspace_id);
  if (workspace === null) {
    throw new Error("a claimed number has a workspace -- invariant");
  }
  return { workspace, now: Date.now() };
}

export async function findPhoneNumber(
  ctx: QueryCtx,
  phoneNumberId: string,
): Promise<Doc<"phoneNumbers"> | null> {
  return await ctx.db
    .query("phoneNumbers")
    .withIndex("by_phone_number_id", (q) =>
      q.eq("phone_number_id", phoneNumberId),
    )
    .first();
}
