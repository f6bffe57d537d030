/** Lead forms, for operators. */
import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import {
  internalMutation,
  internalQuery,
  type QueryCtx,
} from "../_generated/server";
import { insertForm, newFormKey, vFormInput } from "../model/leads/forms";
import { refusal } from "../model/shared/refuse";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { requireNamedMember } from "../model/workspaces/members";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";
import schema from "../schema";

/** Submissions of one form that are counted. */
const MAX_COUNTED = 1000;

/**
 * A workspace's forms, oldest first, with how much came, up to 1,000.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_limit`.
 */
export const listForms = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: vRows(
    v.object({
      ...schema
        .doc("leadForms")
        .pick("form_key", "name", "origins", "disabled_at").fields,
      submissions: v.number(),
      last_at: v.optional(v.number()),
    }),
  ),
  handler: async (ctx, args) => {
    const { _id } = await requireWorkspace(ctx, args);
    const forms = ctx.db
      .query("leadForms")
      .withIndex("by_workspace_id", (q) => q.eq("workspace_id", _id));
    const { rows, has_more } = await takeRows(forms, requireLimit(args.limit));
    const shown = rows.map(async (form) => {
      const sent = await ctx.db
        .query("formSubmissions")
        .withIndex("by_form_id", (q) => q.eq("form_id", form._id))
        .order("desc")
        .take(MAX_COUNTED);
      return {
        form_key: form.form_key,
        name: form.name,
        origins: form.origins,
        disabled_at: form.disabled_at,
        submissions: sent.length,
        last_at: sent[0]?.submitted_at,
      };
    });
    return { rows: await Promise.all(shown), has_more };
  },
});

/**
 * Makes a form in a member's name; it takes submissions at once.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`, `invalid_form`.
 */
export const createForm = internalMutation({
  args: { ...vWorkspaceRef.fields, by: v.string(), ...vFormInput.fields },
  returns: v.object({ form_key: v.string() }),
  handler: async (ctx, args) => {
    const { workspace: _slug, workspace_id: _ref, by, ...input } = args;
    const { _id } = await requireWorkspace(ctx, args);
    const { user_id } = await requireNamedMember(ctx, _id, by);
    const { form_key } = await insertForm(ctx, _id, user_id, input);
    return { form_key };
  },
});

async function requireForm(
  ctx: QueryCtx,
  formKey: string,
): Promise<Doc<"leadForms">> {
  const form = await ctx.db
    .query("leadForms")
    .withIndex("by_form_key", (q) => q.eq("form_key", formKey))
    .first();
  if (form === null) {
    throw refusal("unknownForm");
  }
  return form;
}

/**
 * Gives a form another key; the old one takes nothing any more.
 *
 * @throws ConvexError `not_found`.
 */
export const rotateForm = internalMutation({
  args: { form_key: v.string() },
  returns: v.object({ form_key: v.string() }),
  handler: async (ctx, args) => {
    const form = await requireForm(ctx, args.form_key);
    const form_key = newFormKey();
    await ctx.db.patch("leadForms", form._id, { form_key });
    return { form_key };
  },
});

/**
 * Makes a form take nothing, or something again.
 *
 * @throws ConvexError `not_found`.
 */
export const disableForm = internalMutation({
  args: { form_key: v.string(), disabled: v.boolean() },
  returns: v.object({ form_key: v.string(), disabled: v.boolean() }),
  handler: async (ctx, { form_key, disabled }) => {
    const form = await requireForm(ctx, form_key);
    await ctx.db.patch("leadForms", form._id, {
      disabled_at: disabled ? (form.disabled_at ?? Date.now()) : undefined,
    });
    return { form_key, disabled };
  },
});
