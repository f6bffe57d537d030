/** From what a person entered to what may be stored, or a refusal. */
import {
  customFieldPath,
  type SingleField,
} from "../../../src/lib/crm/contactEvents";
import { readCustomValue } from "../../../src/lib/crm/customFields";
import { normalizeEmail } from "../../../src/lib/crm/email";
import { normalizeTag } from "../../../src/lib/crm/tags";
import { MAX_NAME_CHARACTERS } from "../../../src/lib/text/limits";
import { oneLine } from "../../../src/lib/text/oneLine";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { editRefusal } from "../shared/refuse";
import { findMember } from "../workspaces/members";
import type { ContactChange } from "./change";
import { findCustomField } from "./customFields";
import type { SingleValue } from "./fieldStates";

/** A change of one field, ready to be stored. */
export type FieldChange =
  | { field: SingleField; value: SingleValue }
  | { field: "tags"; add: string[]; remove: string[] };

/**
 * The changes one by one, values in the form they are stored in.
 *
 * @throws ConvexError `invalid_name`, `invalid_email`, `unknown_owner`,
 *   `invalid_tag`, `unknown_field`, `invalid_value`.
 */
export async function checkChange(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  change: ContactChange,
): Promise<FieldChange[]> {
  const { name, email, owner_id: ownerId, lead_status: status, tags } = change;
  const changes: FieldChange[] = [];
  if (name !== undefined) {
    changes.push({ field: "name", value: readName(name) });
  }
  if (email !== undefined) {
    changes.push({ field: "email", value: readEmail(email) });
  }
  if (ownerId !== undefined) {
    if (ownerId !== null && !(await findMember(ctx, workspaceId, ownerId))) {
      throw editRefusal("unknownOwner");
    }
    changes.push({ field: "owner_id", value: ownerId });
  }
  if (status !== undefined) {
    changes.push({ field: "lead_status", value: status });
  }
  if (tags !== undefined) {
    const { add = [], remove = [] } = tags;
    changes.push({
      field: "tags",
      add: add.map(readTag),
      remove: remove.map(readTag),
    });
  }
  for (const [key, value] of Object.entries(change.custom_values ?? {})) {
    changes.push({
      field: customFieldPath(key),
      value: await readCustom(ctx, workspaceId, key, value),
    });
  }
  return changes;
}

/** Blank is as good as none. */
const isBlank = (text: string | null): text is null =>
  text === null || text.trim() === "";

function readName(text: string | null): string | null {
  if (isBlank(text)) {
    return null;
  }
  const name = oneLine(text, MAX_NAME_CHARACTERS);
  if (name === null) {
    throw editRefusal("invalidName");
  }
  return name;
}

function readEmail(text: string | null): string | null {
  if (isBlank(text)) {
    return null;
  }
  const email = normalizeEmail(text);
  if (email === null) {
    throw editRefusal("invalidEmail");
  }
  return email;
}

function readTag(text: string): string {
  const tag = normalizeTag(text);
  if (tag === null) {
    throw editRefusal("invalidTag");
  }
  return tag;
}

async function readCustom(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  key: string,
  value: SingleValue,
): Promise<SingleValue> {
  const field = await findCustomField(ctx, workspaceId, key);
  if (field === null || field.archived_at !== undefined) {
    throw editRefusal("unknownField");
  }
  if (value === null || value === "") {
    return null;
  }
  const read = readCustomValue(field, value);
  if (read === null) {
    throw editRefusal("invalidValue");
  }
  return read;
}
