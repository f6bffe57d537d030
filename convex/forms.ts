/** Lead forms on other people's pages, for the admins of a workspace. */
import { v } from "convex/values";
import { siteUrl } from "./model/shared/siteUrl";
import {
  contactQuery,
  formMutation,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import {
  checkForm,
  insertForm,
  newFormKey,
  vFormInput,
} from "./model/leads/forms";
import schema from "./schema";

/** Far above what a company has. */
const MAX_FORMS = 100;
const MAX_SUBMISSIONS = 100;

const vForm = schema.doc("leadForms").extend({
  /** Where it is sent to. */
  url: v.string(),
});
/**
 * The workspace's forms, oldest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const list = workspaceQuery({
  role: "admin",
  args: {},
  returns: v.array(vForm),
  handler: async (ctx) => {
    const forms = await ctx.db
      .query("leadForms")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .take(MAX_FORMS);
    return forms.map((form) => ({
      ...form,
      url: siteUrl(`/leads/${form.form_key}`),
    }));
  },
});

/**
 * Makes a form: it takes submissions at `POST /leads/<form_key>` at once.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_form`.
 */
export const create = workspaceMutation({
  role: "admin",
  args: vFormInput.fields,
  returns: v.object({ form_id: v.id("leadForms"), form_key: v.string() }),
  handler: async (ctx, input) => {
    const { workspace, member } = ctx;
    return await insertForm(ctx, workspace._id, member.user_id, input);
  },
});

/**
 * Changes a form; null takes the consent's text or the address away.
 *
 * @throws ConvexError as {@link create}.
 */
export const update = formMutation({
  role: "admin",
  args: {
    ...vFormInput.partial().fields,
    consent_text: v.optional(v.union(v.string(), v.null())),
    redirect_url: v.optional(v.union(v.string(), v.null())),
    /** Switches it off and on again. */
    disabled: v.optional(v.boolean()),
  },
  returns: v.null(),
  handler: async (ctx, { disabled, ...change }) => {
    const { form } = ctx;
    const next = { ...form, ...change };
    const checked = checkForm({
      name: next.name,
      origins: next.origins,
      fields: next.fields,
      consent_text: next.consent_text ?? undefined,
      redirect_url: next.redirect_url ?? undefined,
    });
    const disabledAt = disabled === true ? Date.now() : undefined;
    await ctx.db.patch("leadForms", form._id, {
      ...checked,
      disabled_at: disabled === undefined ? form.disabled_at : disabledAt,
    });
    return null;
  },
});

/**
 * Gives a form another address; the old one takes nothing any more.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const rotateKey = formMutation({
  role: "admin",
  args: {},
  returns: v.object({ form_key: v.string() }),
  handler: async (ctx) => {
    const form_key = newFormKey();
    await ctx.db.patch("leadForms", ctx.form._id, { form_key });
    return { form_key };
  },
});

/**
 * What somebody said in forms, newest first. Where the contact was known already
 * these are suggestions: nothing of the contact was changed by them.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const submissions = contactQuery({
  role: "viewer",
  args: {},
  returns: v.array(
    schema.doc("formSubmissions").omit("workspace_id", "home_contact_id"),
  ),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("formSubmissions")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", ctx.contact._id))
      .order("desc")
      .take(MAX_SUBMISSIONS);
    return rows.map(
      ({ workspace_id: _workspaceId, home_contact_id: _home, ...row }) => row,
    );
  },
});
