/** A delivery's raw body for people: masked, and each look is noted. */
import { v, type Infer } from "convex/values";
import { maskBody } from "../../../src/lib/webhooks/maskBody";
import { cutByCodePoint } from "../../../src/lib/text/cut";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { UserId } from "../users/tables";
import { readStoredBody } from "./deliveries";
import { vPayloadHeaders } from "./tables";

/** So much is shown; a body may be 3 MiB. */
const MAX_SHOWN = 200_000;
/** Masking takes about a millisecond a kilobyte, of a transaction's second. */
const MAX_MASKED_BYTES = 256 * 1024;

export const vBody = v.union(
  v.object({
    kind: v.literal("kept"),
    /** Indented JSON with personal data masked. */
    body: v.string(),
    headers: vPayloadHeaders,
    expires_at: v.number(),
  }),
  /** `deleted_at` is when it went, as far as that was noted. */
  v.object({ kind: v.literal("deleted"), deleted_at: v.optional(v.number()) }),
  v.object({ kind: v.literal("too_large"), body_bytes: v.number() }),
);

export async function lookAtBody(
  ctx: MutationCtx,
  audit: Doc<"webhookAudit">,
  userId: UserId | undefined,
): Promise<Infer<typeof vBody>> {
  const workspace =
    audit.workspace_id && (await ctx.db.get("workspaces", audit.workspace_id));
  const stored = await readStoredBody(ctx, audit._id);
  if (stored === null) {
    return { kind: "deleted", deleted_at: audit.body_expires_at };
  }
  if (audit.body_bytes > MAX_MASKED_BYTES) {
    return { kind: "too_large", body_bytes: audit.body_bytes };
  }
  await ctx.db.insert("bodyLooks", {
    audit_id: audit._id,
    workspace_id: audit.workspace_id,
    user_id: userId,
    at: Date.now(),
  });
  const masked = maskBody(stored.body, workspace?.default_region ?? "ID");
  return {
    kind: "kept",
    body: cutByCodePoint(masked, MAX_SHOWN).text,
    headers: stored.headers,
    expires_at: stored.expiresAt,
  };
}
