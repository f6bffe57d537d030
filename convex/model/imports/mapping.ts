/** What the columns of a file are, guessed, remembered and said. */
import { sha256Hex } from "../../../src/lib/crypto/sha256";
import {
  checkMapping,
  guessTargets,
  headingsKey,
  readTarget,
  type MappingProblem,
  type Target,
} from "../../../src/lib/imports/targets";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { listCustomFields } from "../contacts/customFields";
import type { Import } from "./work";

async function loadFields(ctx: QueryCtx, { workspace_id }: Import) {
  const fields = await listCustomFields(ctx, workspace_id);
  return fields.filter((field) => field.archived_at === undefined);
}

/** What the columns were last time, or what their headings sound like. */
export async function guessMapping(
  ctx: QueryCtx,
  file: Import,
): Promise<Target[]> {
  const fields = await loadFields(ctx, file);
  const stored = await findMapping(ctx, file);
  const targets = stored?.targets.map((text) => readTarget(text) ?? "ignore");
  const isUsable =
    targets !== undefined &&
    targets.length === file.headings.length &&
    checkMapping(targets, fields) === null;
  return isUsable ? targets : guessTargets(file.headings, fields);
}

/** The targets as they are meant, or what is wrong with them. */
export async function readMapping(
  ctx: QueryCtx,
  file: Import,
  texts: readonly string[],
): Promise<Target[] | MappingProblem> {
  const targets = texts.map(readTarget);
  const known = targets.filter((target) => target !== null);
  if (known.length !== file.headings.length || texts.length !== known.length) {
    return "unknown_target";
  }
  return checkMapping(known, await loadFields(ctx, file)) ?? known;
}

/** Keeps a mapping for the next file with these headings. */
export async function rememberMapping(
  ctx: MutationCtx,
  file: Import,
): Promise<void> {
  const stored = await findMapping(ctx, file);
  const { targets, workspace_id } = file;
  if (stored === null) {
    const headings_sha256 = await hashOf(file);
    await ctx.db.insert("importMappings", {
      workspace_id,
      headings_sha256,
      targets,
    });
  } else {
    await ctx.db.patch("importMappings", stored._id, { targets });
  }
}

const hashOf = async ({ headings }: Import): Promise<string> =>
  await sha256Hex(new TextEncoder().encode(headingsKey(headings)));

async function findMapping(
  ctx: QueryCtx,
  file: Import,
): Promise<Doc<"importMappings"> | null> {
  const hash = await hashOf(file);
  return await ctx.db
    .query("importMappings")
    .withIndex("by_workspace_id_and_headings_sha256", (q) =>
      q.eq("workspace_id", file.workspace_id).eq("headings_sha256", hash),
    )
    .first();
}
