/** Fields that a workspace adds to its contacts. */
import {
  customFieldKey,
  MAX_CUSTOM_FIELDS,
  normalizeLabel,
  readChoices,
  type CustomFieldType,
} from "../../../src/lib/crm/customFields";
import { tagKey } from "../../../src/lib/crm/tags";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { editRefusal } from "../shared/refuse";

type Field = Doc<"customFields">;

/** Fields of a workspace, archived ones too: far above what anybody needs. */
const MAX_FIELDS_EVER = 500;

export async function findCustomField(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  key: string,
): Promise<Field | null> {
  return await ctx.db
    .query("customFields")
    .withIndex("by_workspace_id_and_key", (q) =>
      q.eq("workspace_id", workspaceId).eq("key", key),
    )
    .first();
}

/** All fields in their order, archived ones last. */
export async function listCustomFields(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Field[]> {
  const fields = await ctx.db
    .query("customFields")
    .withIndex("by_workspace_id_and_key", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .take(MAX_FIELDS_EVER);
  const isArchived = (field: Field) => Number(field.archived_at !== undefined);
  return fields.sort(
    (a, b) => isArchived(a) - isArchived(b) || a.position - b.position,
  );
}

const inUse = (fields: Field[]): Field[] =>
  fields.filter((field) => field.archived_at === undefined);

/** @throws ConvexError `invalid_label`, `label_taken`. */
function readLabel(
  label: string,
  fields: Field[],
  own?: Id<"customFields">,
): string {
  const read = normalizeLabel(label);
  if (read === null) {
    throw editRefusal("invalidLabel");
  }
  const isTaken = inUse(fields).some(
    (field) => field._id !== own && tagKey(field.label) === tagKey(read),
  );
  if (isTaken) {
    throw editRefusal("labelTaken");
  }
  return read;
}

/** @throws ConvexError `invalid_choices`. */
function readFieldChoices(
  type: CustomFieldType,
  choices: string[] | undefined,
): string[] | undefined {
  const read = choices && readChoices(choices);
  if (read === null || (type === "choice") !== (read !== undefined)) {
    throw editRefusal("invalidChoices");
  }
  return read;
}

/** @throws ConvexError `too_many_fields`. */
function requireRoom(fields: Field[]): void {
  const isFull =
    inUse(fields).length >= MAX_CUSTOM_FIELDS ||
    fields.length >= MAX_FIELDS_EVER;
  if (isFull) {
    throw editRefusal("tooManyFields");
  }
}

const nextPosition = (fields: Field[]): number =>
  Math.max(0, ...fields.map((field) => field.position + 1));

/** @throws ConvexError as the checks above. */
export async function createField(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  wanted: { label: string; type: CustomFieldType; choices?: string[] },
): Promise<Id<"customFields">> {
  const fields = await listCustomFields(ctx, workspaceId);
  requireRoom(fields);
  const label = readLabel(wanted.label, fields);
  return await ctx.db.insert("customFields", {
    workspace_id: workspaceId,
    key: customFieldKey(label, new Set(fields.map((field) => field.key))),
    label,
    type: wanted.type,
    choices: readFieldChoices(wanted.type, wanted.choices),
    position: nextPosition(fields),
  });
}

/**
 * Gives a field another label or other choices. Values that are no choice any
 * more stay until somebody changes them.
 *
 * @throws ConvexError `invalid_label`, `label_taken`, `invalid_choices`.
 */
export async function updateField(
  ctx: MutationCtx,
  field: Field,
  wanted: { label?: string; choices?: string[] },
): Promise<void> {
  const fields = await listCustomFields(ctx, field.workspace_id);
  const { label, choices } = wanted;
  await ctx.db.patch("customFields", field._id, {
    ...(label !== undefined && { label: readLabel(label, fields, field._id) }),
    ...(choices !== undefined && {
      choices: readFieldChoices(field.type, choices),
    }),
  });
}

/**
 * Takes a field out of use, or back into it.
 *
 * @throws ConvexError `too_many_fields`, `label_taken`.
 */
export async function setFieldArchived(
  ctx: MutationCtx,
  field: Field,
  isArchived: boolean,
  now: number,
): Promise<void> {
  if (isArchived === (field.archived_at !== undefined)) {
    return;
  }
  if (!isArchived) {
    const fields = await listCustomFields(ctx, field.workspace_id);
    requireRoom(inUse(fields));
    readLabel(field.label, fields, field._id);
  }
  await ctx.db.patch("customFields", field._id, {
    archived_at: isArchived ? now : undefined,
  });
}

/**
 * Puts the fields in use in another order; the order before.
 *
 * @throws ConvexError `invalid_order` unless each is named once.
 */
export async function reorderFields(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  order: readonly Id<"customFields">[],
): Promise<Id<"customFields">[]> {
  const fields = inUse(await listCustomFields(ctx, workspaceId));
  const byId = new Map(fields.map((field) => [field._id, field]));
  const isWhole =
    order.length === fields.length && new Set(order).size === fields.length;
  if (!isWhole || !order.every((id) => byId.has(id))) {
    throw editRefusal("invalidOrder");
  }
  for (const [position, id] of order.entries()) {
    if (byId.get(id)?.position !== position) {
      await ctx.db.patch("customFields", id, { position });
    }
  }
  return fields.map((field) => field._id);
}
