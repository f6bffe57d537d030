/** Which tags there are. */
import { stream } from "convex-helpers/server/stream";
import { contactCounts } from "../../componentClients";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { namespaceOf } from "./counts";

/** More are no vocabulary; each costs a read. */
const MAX_TAGS = 500;

export interface TagList {
  tags: { tag: string; count: number }[];
  has_more: boolean;
}

/** The tags of a workspace by name: one read a tag, however many carry it. */
export async function listTags(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<TagList> {
  const firsts = await stream(ctx.db, schema)
    .query("contactTags")
    .withIndex("by_workspace_id_and_tag_and_last_message_at", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .distinct(["tag"])
    .take(MAX_TAGS + 1);
  const names = firsts.slice(0, MAX_TAGS).map((row) => row.tag);
  const counts = await contactCounts.countBatch(
    ctx,
    names.map((tag) => ({ namespace: namespaceOf(workspaceId, `tag:${tag}`) })),
    { stale: true },
  );
  return {
    tags: names.map((tag, at) => ({ tag, count: counts[at] ?? 0 })),
    has_more: firsts.length > MAX_TAGS,
  };
}
