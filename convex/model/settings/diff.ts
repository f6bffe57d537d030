/** What a version, or what was pulled, changes against the active version. */
import { v } from "convex/values";
import {
  diffContents,
  diffHashOf,
  type Change,
} from "../../../src/lib/settings/diff";
import { showMasked } from "../../../src/lib/settings/masking";
import { cutByCodePoint } from "../../../src/lib/text/cut";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { loadContent } from "./contents";
import { findSync } from "./sync";
import { findActive, loadVersion } from "./versions";

/** Changes that are told; a person reads no more. */
const MAX_CHANGES = 500;
/** Characters of a value that are told. */
const MAX_VALUE_CHARACTERS = 4_000;

const vChange = v.object({
  part: v.union(
    v.literal("workflow"),
    v.literal("node"),
    v.literal("edge"),
    v.literal("setting"),
  ),
  kind: v.union(v.literal("added"), v.literal("changed"), v.literal("removed")),
  workflow_id: v.optional(v.string()),
  workflow_name: v.optional(v.string()),
  /** Of a node or an edge. */
  id: v.optional(v.string()),
  name: v.optional(v.string()),
  /** Within it; empty for the whole. */
  path: v.array(v.string()),
  /** Texts as they are, everything else as JSON; secrets as "••••3f9a". */
  before: v.optional(v.string()),
  after: v.optional(v.string()),
});

export const vSettingsDiff = v.object({
  /** For `confirm` and `restore`: names exactly this diff. */
  diff_hash: v.string(),
  /** The active version; absent before the first one. */
  from_version: v.optional(v.number()),
  /** Absent for what was pulled. */
  to_version: v.optional(v.number()),
  pulled_at: v.optional(v.number()),
  is_identical: v.boolean(),
  changes: v.array(vChange),
  /** There are more than are told. */
  has_more: v.boolean(),
});
export type SettingsDiff = typeof vSettingsDiff.type;

function toText(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return cutByCodePoint(showMasked(text), MAX_VALUE_CHARACTERS).text;
}

const toView = (change: Change): typeof vChange.type =>
  withoutAbsent({
    part: change.part,
    kind: change.kind,
    workflow_id: change.workflowId,
    workflow_name: change.workflowName,
    id: change.id,
    name: change.name,
    path: change.path,
    before: toText(change.before),
    after: toText(change.after),
  });

/**
 * From the active version to another one, or to what was pulled last; null
 * before anything was pulled.
 *
 * @throws ConvexError `not_found` for a version that is not there.
 */
export async function readDiff(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  number: number | undefined,
): Promise<SettingsDiff | null> {
  const target =
    number === undefined ? null : await loadVersion(ctx, workspaceId, number);
  const sync = target === null ? await findSync(ctx, workspaceId) : null;
  const to = target?.content_sha256 ?? sync?.pulled_sha256;
  if (to === undefined) {
    return null;
  }
  const active = await findActive(ctx, workspaceId, target?.source ?? "kapso");
  const from = active?.content_sha256;
  const [before, after] = await Promise.all([
    loadContent(ctx, workspaceId, from),
    loadContent(ctx, workspaceId, to),
  ]);
  const changes = from === to ? [] : diffContents(before, after);
  return withoutAbsent({
    diff_hash: diffHashOf(from, to),
    from_version: active?.version,
    to_version: number,
    pulled_at: sync?.pulled_at,
    is_identical: from === to,
    changes: changes.slice(0, MAX_CHANGES).map(toView),
    has_more: changes.length > MAX_CHANGES,
  });
}
