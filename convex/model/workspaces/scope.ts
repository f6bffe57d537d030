/**
 * Whose event it is: the tenant is found by our own number, never by a default.
 */
import { ConvexError } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** What every step of applying one event needs to know. */
export interface Scope {
  workspace: Doc<"workspaces">;
  /** Time of this transaction, ms UTC. */
  now: number;
  /** The delivery that tells of it: whatever follows from it names it. */
  auditId?: Id<"webhookAudit"> | undefined;
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
  return await loadWorkspaceScope(ctx, number.workspace_id);
}

/** The scope of a workspace that something refers to. */
export async function loadWorkspaceScope(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Scope> {
  const workspace = await ctx.db.get("workspaces", workspaceId);
  if (workspace === null) {
    throw new Error("a referenced workspace exists -- invariant");
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

/** The workspace of a row, or who owns its number by now. */
export async function findOwner(
  ctx: QueryCtx,
  row: Pick<Doc<"webhookAudit">, "workspace_id" | "phone_number_id">,
): Promise<Id<"workspaces"> | undefined> {
  if (row.workspace_id !== undefined || row.phone_number_id === undefined) {
    return row.workspace_id;
  }
  const number = await findPhoneNumber(ctx, row.phone_number_id);
  return number?.workspace_id;
}
