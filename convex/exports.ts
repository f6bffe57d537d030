/** Taking contacts out, as CSV or JSON: exactly a filter, or those named. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { ConvexError, v } from "convex/values";
import { readColumns } from "../src/lib/exports/columns";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { rateLimiter } from "./componentClients";
import {
  exportQuery,
  workspaceAction,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import { readFilter, vContactFilter } from "./model/contacts/filter";
import { loadSelected } from "./model/contacts/selected";
import { vLink, type Link } from "./model/downloads/tables";
import { newToken, toUrl } from "./model/downloads/tokens";
import { vExportFormat } from "./model/exports/tables";
import { goOn } from "./model/exports/writing";
import { requireWithinLimit } from "./model/shared/limit";
import { editRefusal, passRefusal } from "./model/shared/refuse";
import schema from "./schema";

const vExport = v.object({
  export_id: v.id("exports"),
  created_at: v.number(),
  ...schema
    .doc("exports")
    .omit(
      "_id",
      "_creationTime",
      "contact_ids",
      "cursor",
      "step",
      "step_id",
      "attempts",
    ).fields,
});

function toExportView(row: Doc<"exports">): typeof vExport.type {
  const {
    _id,
    _creationTime,
    contact_ids: _contactIds,
    cursor: _cursor,
    step: _step,
    step_id: _stepId,
    attempts: _attempts,
    ...view
  } = row;
  return { export_id: _id, created_at: _creationTime, ...view };
}

/**
 * Begins an export of the contacts that a list with the same filter shows, or of
 * those named by up to 500 ids. Columns: docs/import-export.md. Who took what out
 * is kept.
 *
 * @throws ConvexError `unauthenticated`, `not_found` also for a contact of
 *   another workspace, `forbidden` below agent, `invalid_columns`,
 *   `invalid_filter`, `invalid_selection`, `rate_limited` with `retry_after_ms`
 *   above 20 an hour.
 */
export const create = workspaceMutation({
  role: "agent",
  args: {
    filter: v.optional(vContactFilter),
    contact_ids: v.optional(v.array(v.id("contacts"))),
    columns: v.array(v.string()),
    format: vExportFormat,
  },
  returns: v.object({ export_id: v.id("exports") }),
  handler: async (ctx, { filter, contact_ids: ids, columns, format }) => {
    const { workspace, member } = ctx;
    if (readColumns(columns) === null) {
      throw new ConvexError({ code: "invalid_columns" });
    }
    if ((filter === undefined) === (ids === undefined)) {
      throw editRefusal("invalidSelection");
    }
    readFilter(filter ?? {}, member.user_id);
    const contactIds = ids && (await loadSelected(ctx, workspace._id, ids));
    await requireWithinLimit(
      rateLimiter.limit(ctx, "exportFile", { key: workspace._id }),
    );
    const export_id = await ctx.db.insert("exports", {
      workspace_id: workspace._id,
      created_by: member.user_id,
      filter: filter ?? {},
      ...(contactIds && { contact_ids: [...contactIds] }),
      columns,
      format,
      status: "running",
      row_count: 0,
      files: [],
      step: 0,
      attempts: 0,
      download_count: 0,
    });
    const row = await ctx.db.get("exports", export_id);
    if (row === null) {
      throw new Error("a row just stored exists -- invariant");
    }
    await goOn(ctx, row);
    return { export_id };
  },
});

/**
 * One export; its files can be downloaded until `expires_at`.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below agent.
 */
export const get = exportQuery({
  role: "agent",
  args: {},
  returns: vExport,
  handler: async (ctx) => toExportView(ctx.contactExport),
});

/**
 * Who took what out, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below agent.
 */
export const list = workspaceQuery({
  role: "agent",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vExport),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("exports")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toExportView) };
  },
});

/**
 * A link that downloads a file of an export, once and within a minute.
 *
 * @throws ConvexError as {@link get}; `not_found` for one that is not done, has
 *   expired or has no such file.
 */
export const link = workspaceAction({
  role: "agent",
  args: { export_id: v.id("exports"), file: v.optional(v.number()) },
  returns: vLink,
  handler: async (ctx, { export_id, file = 0 }): Promise<Link> => {
    const { token, token_sha256 } = await newToken();
    const { expires_at } = await passRefusal(
      ctx.runMutation(internal.downloads.links.open, {
        workspace_id: ctx.workspace._id,
        token_sha256,
        content: { kind: "export", export_id, file },
      }),
    );
    return { url: toUrl(token), expires_at };
  },
});
