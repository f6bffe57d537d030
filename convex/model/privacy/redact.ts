/** What deliveries and digests say of a person who is erased. */
import { mentions, redactBody } from "../../../src/lib/privacy/redact";
import type { Doc, Id, TableNames } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

type Erasure = Doc<"erasures">;

/** Deliveries whose bodies one slice reads. */
const BODIES_PER_SLICE = 20;
/** Parts of one body, and slices of one: bodies are capped. */
const MAX_PARTS = 500;

/** Removes up to so many rows; how many, and where to go on if there is more. */
export type Stage = (
  ctx: MutationCtx,
  erasure: Erasure,
) => Promise<{ table: TableNames; rows: number; cursor?: string }>;

/** Bodies of the workspace's deliveries: theirs go, shared ones are redacted. */
export const redactPayloads: Stage = async (ctx, erasure) => {
  const page = await ctx.db
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_received_at", (q) =>
      q
        .eq("workspace_id", erasure.workspace_id)
        .lte("received_at", erasure.requested_at),
    )
    .paginate({ numItems: BODIES_PER_SLICE, cursor: erasure.cursor ?? null });
  let rows = 0;
  for (const { _id } of page.page) {
    rows += await redactDelivery(ctx, _id, erasure.words);
  }
  return {
    table: "webhookPayloads",
    rows,
    ...(!page.isDone && { cursor: page.continueCursor }),
  };
};

async function redactDelivery(
  ctx: MutationCtx,
  auditId: Id<"webhookAudit">,
  words: readonly string[],
): Promise<number> {
  const parts = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_audit_id_and_part", (q) => q.eq("audit_id", auditId))
    .take(MAX_PARTS);
  const [first, ...others] = parts;
  const body = redactBody(parts.map((part) => part.body).join(""), words);
  const slices = await ctx.db
    .query("webhookSlices")
    .withIndex("by_audit_id_and_first_item_and_part", (q) =>
      q.eq("audit_id", auditId),
    )
    .take(MAX_PARTS);
  for (const slice of slices) {
    if (mentions(slice.items, words)) {
      await ctx.db.delete("webhookSlices", slice._id);
    }
  }
  if (first === undefined || body === null) {
    return 0;
  }
  for (const { _id } of others) {
    await ctx.db.delete("webhookPayloads", _id);
  }
  await ctx.db.patch("webhookPayloads", first._id, { body });
  return 1;
}

/** Lines of digests that cite what is gone, or name the person. */
export const redactDigests: Stage = async (ctx, erasure) => {
  const page = await ctx.db
    .query("dailySummaries")
    .withIndex("by_workspace_id_and_watermark", (q) =>
      q.eq("workspace_id", erasure.workspace_id),
    )
    .paginate({ numItems: BODIES_PER_SLICE, cursor: erasure.cursor ?? null });
  let rows = 0;
  for (const summary of page.page) {
    rows += (await redactDigest(ctx, summary)) ? 1 : 0;
  }
  return {
    table: "dailySummaries",
    rows,
    ...(!page.isDone && { cursor: page.continueCursor }),
  };
};

async function redactDigest(
  ctx: MutationCtx,
  summary: Doc<"dailySummaries">,
): Promise<boolean> {
  const isThere = async (id: Id<"messages">) =>
    (await ctx.db.get("messages", id)) !== null;
  const gone: string[] = [];
  const bullets: typeof summary.bullets = [];
  for (const bullet of summary.bullets) {
    const cited = await Promise.all(
      bullet.citations.map(({ message_id }) => isThere(message_id)),
    );
    if (cited.every(Boolean)) {
      bullets.push(bullet);
    } else {
      gone.push(bullet.text);
    }
  }
  const waiting = await Promise.all(
    summary.open_threads.map(async (one) => ({
      one,
      isKept: await isThere(one.message_id),
    })),
  );
  const open_threads = waiting.flatMap(({ one, isKept }) =>
    isKept ? [one] : [],
  );
  if (gone.length === 0 && open_threads.length === waiting.length) {
    return false;
  }
  const text = gone.reduce(
    (whole, line) => whole.replaceAll(`- ${line.trim()}`, "- …"),
    summary.text,
  );
  await ctx.db.patch("dailySummaries", summary._id, {
    bullets,
    open_threads,
    text,
  });
  return true;
}
