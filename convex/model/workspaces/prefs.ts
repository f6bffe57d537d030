/** How a member likes the page: kept here, so that it is so on every device. */
import { ConvexError, v, type Infer } from "convex/values";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Member } from "./members";

const MAX_COLUMNS = 60;
const MAX_KEY_CHARACTERS = 64;
/** Pixels: a checkbox, and a screen. */
const WIDTHS = { least: 24, most: 2_000 };

const vColumn = v.object({
  /** Which column, in the page's words, or `custom:<key>`. */
  key: v.string(),
  /** Pixels. */
  width: v.optional(v.number()),
});

/** Every preference may be absent: then the page decides. */
export const vPrefs = v.object({
  /** Columns of the contact list, in their order; others are hidden. */
  contact_columns: v.optional(v.array(vColumn)),
  density: v.optional(v.union(v.literal("normal"), v.literal("compact"))),
  language: v.optional(v.union(v.literal("id"), v.literal("en"))),
  /** Keys without Ctrl or Cmd (WCAG 2.1.4 wants a switch). */
  single_letter_keys: v.optional(v.boolean()),
  /** Panes that are folded away. */
  folded_panes: v.optional(v.array(v.string())),
});
export type Prefs = Infer<typeof vPrefs>;

export async function loadPrefs(ctx: QueryCtx, member: Member): Promise<Prefs> {
  const row = await findPrefs(ctx, member);
  return row?.prefs ?? {};
}

/**
 * Sets the preferences that are given and keeps the others.
 *
 * @returns What they were before.
 * @throws ConvexError `invalid_prefs`
 */
export async function savePrefs(
  ctx: MutationCtx,
  member: Member,
  given: Prefs,
): Promise<Prefs> {
  if (!isSound(given)) {
    throw new ConvexError({ code: "invalid_prefs" });
  }
  const row = await findPrefs(ctx, member);
  const before = row?.prefs ?? {};
  const prefs = { ...before, ...given };
  if (row === null) {
    const { workspace_id, user_id } = member;
    await ctx.db.insert("memberPrefs", { workspace_id, user_id, prefs });
  } else {
    await ctx.db.patch("memberPrefs", row._id, { prefs });
  }
  return before;
}

async function findPrefs(ctx: QueryCtx, member: Member) {
  return await ctx.db
    .query("memberPrefs")
    .withIndex("by_user_id_and_workspace_id", (q) =>
      q.eq("user_id", member.user_id).eq("workspace_id", member.workspace_id),
    )
    .first();
}

function isSound({ contact_columns: columns = [], folded_panes }: Prefs) {
  const keys = [...columns.map(({ key }) => key), ...(folded_panes ?? [])];
  return (
    columns.length <= MAX_COLUMNS &&
    (folded_panes ?? []).length <= MAX_COLUMNS &&
    new Set(columns.map(({ key }) => key)).size === columns.length &&
    keys.every((key) => key !== "" && key.length <= MAX_KEY_CHARACTERS) &&
    columns.every(
      ({ width = WIDTHS.least }) =>
        width >= WIDTHS.least && width <= WIDTHS.most,
    )
  );
}
