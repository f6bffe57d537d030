/** Access checks of merges, which are about two rows. */
import { ConvexError } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import {
  type Membership,
  requireContact,
  requireConversation,
  requireIdentity,
  requireWorkspaceMember,
} from "./access";

type Role = Doc<"members">["role"];

/**
 * Two live contacts of one workspace that the caller may see.
 *
 * @throws ConvexError as `requireContact`; `self_merge` for one contact twice,
 *   `different_workspaces` for contacts of two of the caller's workspaces,
 *   `already_merged` when one of them has been merged.
 */
export async function requireTwoContacts(
  ctx: QueryCtx,
  [id, otherId]: readonly [Id<"contacts">, Id<"contacts">],
  role: Role,
): Promise<Membership & { contacts: [Doc<"contacts">, Doc<"contacts">] }> {
  const { contact, ...membership } = await requireContact(ctx, id, role);
  const { contact: other } = await requireContact(ctx, otherId, role);
  requireTwo([id, contact], [otherId, other]);
  return { ...membership, contacts: [contact, other] };
}

/** {@link requireTwoContacts} of two conversations. */
export async function requireTwoConversations(
  ctx: QueryCtx,
  [id, otherId]: readonly [Id<"conversations">, Id<"conversations">],
  role: Role,
): Promise<
  Membership & { conversations: [Doc<"conversations">, Doc<"conversations">] }
> {
  const { conversation, ...membership } = await requireConversation(
    ctx,
    id,
    role,
  );
  const { conversation: other } = await requireConversation(ctx, otherId, role);
  requireTwo([id, conversation], [otherId, other]);
  return { ...membership, conversations: [conversation, other] };
}

type Row = Pick<Doc<"contacts">, "workspace_id"> & { _id: string };

/** Each id with the row that it leads to. */
function requireTwo(
  [id, row]: readonly [string, Row],
  [otherId, other]: readonly [string, Row],
): void {
  if (id === otherId) {
    throw new ConvexError({ code: "self_merge" });
  }
  if (row.workspace_id !== other.workspace_id) {
    throw new ConvexError({ code: "different_workspaces" });
  }
  if (row._id !== id || other._id !== otherId) {
    throw new ConvexError({ code: "already_merged" });
  }
}

/**
 * A merge of a workspace that the caller may see.
 *
 * @throws ConvexError as `requireContact`.
 */
export async function requireMerge(
  ctx: QueryCtx,
  mergeId: Id<"mergeLog">,
  role: Role,
): Promise<Membership & { merge: Doc<"mergeLog"> }> {
  await requireIdentity(ctx);
  const merge = await ctx.db.get("mergeLog", mergeId);
  if (merge === null) {
    throw new ConvexError({ code: "not_found" });
  }
  const membership = await requireWorkspaceMember(
    ctx,
    merge.workspace_id,
    role,
  );
  return { ...membership, merge };
}
