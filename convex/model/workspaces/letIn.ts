/** Who may sign in at all. */
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findOpenInvitations, isMemberAnywhere } from "./invitations";

/**
 * Whether an address is somebody's who belongs here: has signed in before, is a
 * member, or is invited. A row in `users` alone says nothing: it may be left of
 * an invitation that was revoked.
 */
export async function isLetIn(
  ctx: QueryCtx,
  email: string,
  user: Doc<"users"> | null,
): Promise<boolean> {
  return (
    user?.email_proven_at !== undefined ||
    (user !== null && (await isMemberAnywhere(ctx, user._id))) ||
    (await findOpenInvitations(ctx, email, Date.now())).length > 0
  );
}
