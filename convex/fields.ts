/** Fields that a workspace adds to its contacts: text, number, date or choice. */
import { v } from "convex/values";
import { CUSTOM_FIELD_TYPES } from "../src/lib/crm/customFields";
import type { Doc } from "./_generated/dataModel";
import { fieldMutation, workspaceMutation, workspaceQuery } from "./functions";
import {
  createField,
  listCustomFields,
  reorderFields,
  setFieldArchived,
  updateField,
} from "./model/contacts/customFields";

const vType = v.union(...CUSTOM_FIELD_TYPES.map((type) => v.literal(type)));

const vField = v.object({
  field_id: v.id("customFields"),
  /** Names it in a contact's `custom_values`; never changes. */
  key: v.string(),
  label: v.string(),
  type: vType,
  choices: v.optional(v.array(v.string())),
  archived_at: v.optional(v.number()),
});

const toFieldView = (field: Doc<"customFields">): typeof vField.type => ({
  field_id: field._id,
  key: field.key,
  label: field.label,
  type: field.type,
  choices: field.choices,
  archived_at: field.archived_at,
});

/**
 * The workspace's fields in their order, archived ones last.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(vField),
  handler: async (ctx) =>
    (await listCustomFields(ctx, ctx.workspace._id)).map(toFieldView),
});

/**
 * Adds a field behind the others. `undo` is for {@link archive}.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_label`, `label_taken`, `invalid_choices`, `too_many_fields`.
 */
export const create = workspaceMutation({
  role: "admin",
  args: {
    label: v.string(),
    type: vType,
    /** For a choice, and for it only. */
    choices: v.optional(v.array(v.string())),
  },
  returns: v.object({
    field_id: v.id("customFields"),
    undo: v.object({ field_id: v.id("customFields"), archived: v.boolean() }),
  }),
  handler: async (ctx, wanted) => {
    const field_id = await createField(ctx, ctx.workspace._id, wanted);
    return { field_id, undo: { field_id, archived: true } };
  },
});

/**
 * Changes a field's label or choices; its type stays. `undo` is for this
 * function again.
 *
 * @throws ConvexError as {@link create}.
 */
export const update = fieldMutation({
  role: "admin",
  args: {
    label: v.optional(v.string()),
    choices: v.optional(v.array(v.string())),
  },
  returns: v.object({
    undo: v.object({
      field_id: v.id("customFields"),
      label: v.string(),
      choices: v.optional(v.array(v.string())),
    }),
  }),
  handler: async (ctx, wanted) => {
    const { _id: field_id, label, choices } = ctx.field;
    await updateField(ctx, ctx.field, wanted);
    return { undo: { field_id, label, choices } };
  },
});

/**
 * Takes a field out of use, or brings it back; its values are kept. `undo` is
 * for this function again.
 *
 * @throws ConvexError as {@link create}.
 */
export const archive = fieldMutation({
  role: "admin",
  args: { archived: v.boolean() },
  returns: v.object({
    undo: v.object({ field_id: v.id("customFields"), archived: v.boolean() }),
  }),
  handler: async (ctx, { archived }) => {
    const before = ctx.field.archived_at !== undefined;
    await setFieldArchived(ctx, ctx.field, archived, Date.now());
    return { undo: { field_id: ctx.field._id, archived: before } };
  },
});

/**
 * Puts the fields in use in another order: every id once. `undo` is for this
 * function again.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_order`.
 */
export const reorder = workspaceMutation({
  role: "admin",
  args: { field_ids: v.array(v.id("customFields")) },
  returns: v.object({
    undo: v.object({
      workspace_id: v.id("workspaces"),
      field_ids: v.array(v.id("customFields")),
    }),
  }),
  handler: async (ctx, args) => {
    const workspace_id = ctx.workspace._id;
    const field_ids = await reorderFields(ctx, workspace_id, args.field_ids);
    return { undo: { workspace_id, field_ids } };
  },
});
