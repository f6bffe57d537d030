/** Saved views: a filter with a name, one person's or shared with all members. */
import { ConvexError, v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { hasRole } from "../shared/roles";
import type { Member } from "../workspaces/members";

type View = Doc<"savedViews">;

/** Tabs that somebody still finds their way in. */
const MAX_VIEWS = 50;
const MAX_NAME_CHARACTERS = 60;
const MAX_COLUMNS = 60;

export const vSavedView = v.object({
  ...schema
    .doc("savedViews")
    .pick("_id", "name", "is_shared", "filter", "sort", "columns").fields,
  /** Whether the caller may change it. */
  is_editable: v.boolean(),
});

/** What somebody says about a view. */
export const vViewContent = schema
  .doc("savedViews")
  .pick("name", "is_shared", "filter", "sort", "columns");
type ViewContent = Infer<typeof vViewContent>;

export function toSavedView(
  view: View,
  member: Member,
): Infer<typeof vSavedView> {
  const { _id, name, is_shared, filter, sort, columns } = view;
  const is_editable = mayChange(view, member);
  return { _id, name, is_shared, filter, sort, columns, is_editable };
}

/** Agents and up share views; a shared one is its maker's and the admins'. */
function mayChange(view: View, member: Member): boolean {
  return view.user_id === member.user_id
    ? !view.is_shared || hasRole(member, "agent")
    : view.is_shared && hasRole(member, "admin");
}

/** The member's own views and the shared ones, oldest first. */
export async function listViews(
  ctx: QueryCtx,
  member: Member,
): Promise<View[]> {
  const own = await ownViews(ctx, member);
  const shared = await ctx.db
    .query("savedViews")
    .withIndex("by_workspace_id_and_is_shared", (q) =>
      q.eq("workspace_id", member.workspace_id).eq("is_shared", true),
    )
    .take(MAX_VIEWS);
  const personal = own.filter((view) => !view.is_shared);
  return [...personal, ...shared].sort(
    (a, b) => a._creationTime - b._creationTime,
  );
}

async function ownViews(ctx: QueryCtx, member: Member): Promise<View[]> {
  return await ctx.db
    .query("savedViews")
    .withIndex("by_workspace_id_and_user_id", (q) =>
      q.eq("workspace_id", member.workspace_id).eq("user_id", member.user_id),
    )
    .take(2 * MAX_VIEWS);
}

/**
 * A view that the member may change.
 *
 * @throws ConvexError `not_found` for one that they cannot see, `forbidden` for a
 *   shared one of somebody else.
 */
export async function requireView(
  ctx: QueryCtx,
  member: Member,
  viewId: Id<"savedViews">,
): Promise<View> {
  const view = await ctx.db.get("savedViews", viewId);
  const isSeen =
    view?.workspace_id === member.workspace_id &&
    (view.is_shared || view.user_id === member.user_id);
  if (view === null || !isSeen) {
    throw new ConvexError({ code: "not_found" });
  }
  if (!mayChange(view, member)) {
    throw new ConvexError({ code: "forbidden" });
  }
  return view;
}

/**
 * Makes a view or changes one.
 *
 * @param before the one to change; null for a new one
 * @throws ConvexError `invalid_view`; `too_many_views`; `forbidden` for a viewer
 *   who would share it.
 */
export async function saveView(
  ctx: MutationCtx,
  member: Member,
  before: View | null,
  content: ViewContent,
): Promise<Id<"savedViews">> {
  const name = content.name.trim();
  const isValid =
    name !== "" &&
    [...name].length <= MAX_NAME_CHARACTERS &&
    (content.columns?.length ?? 0) <= MAX_COLUMNS;
  if (!isValid) {
    throw new ConvexError({ code: "invalid_view" });
  }
  if (content.is_shared && !hasRole(member, "agent")) {
    throw new ConvexError({ code: "forbidden" });
  }
  await requireRoom(ctx, member, before, content.is_shared);
  if (before !== null) {
    const { sort, columns } = content;
    await ctx.db.patch("savedViews", before._id, {
      ...{ ...content, name, sort, columns },
    });
    return before._id;
  }
  return await ctx.db.insert("savedViews", {
    workspace_id: member.workspace_id,
    user_id: member.user_id,
    ...content,
    name,
  });
}

async function requireRoom(
  ctx: QueryCtx,
  member: Member,
  before: View | null,
  isShared: boolean,
): Promise<void> {
  const views = await listViews(ctx, member);
  const others = views.filter(
    (view) => view.is_shared === isShared && view._id !== before?._id,
  );
  if (others.length >= MAX_VIEWS) {
    throw new ConvexError({ code: "too_many_views" });
  }
}
