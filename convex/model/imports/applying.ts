/** Writing what a file says of people: the importer's own word, as typed. */
import {
  asSingleField,
  customFieldPath,
} from "../../../src/lib/crm/contactEvents";
import {
  EDIT_REFUSALS,
  type EditRefusalName,
} from "../../../src/lib/crm/editRefusals";
import { emailKey } from "../../../src/lib/crm/email";
import { columnOf } from "../../../src/lib/imports/person";
import type { ProblemCode } from "../../../src/lib/imports/problems";
import { ifAny } from "../../../src/lib/values/records";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { FieldChange } from "../contacts/checkChange";
import { draftEdit, saveDraft, type Editor } from "../contacts/edits";
import { recordContactEvent } from "../contacts/events";
import {
  phoneFieldsOf,
  type FieldSource,
} from "../../../src/lib/crm/contactFields";
import { stateOf } from "../contacts/fieldStates";
import {
  attachIdentities,
  findIdentities,
  toIdentityKeys,
} from "../contacts/identities";
import { scheduleScan } from "../contacts/scan";
import { insertContact } from "../contacts/write";
import type { UserId } from "../users/tables";
import type { Scope } from "../workspaces/scope";
import { findKnown, readStored, type Context, type Person } from "./people";
import type { ConflictRule } from "./tables";

type Contact = Doc<"contacts">;
type Line = Doc<"importLines">;

/** An import under way. */
export interface Run {
  scope: Scope;
  context: Context;
  rule: ConflictRule;
  /** Who started it. */
  userId: UserId;
  importId: Doc<"imports">["_id"];
}

/** What became of a line. */
export type Outcome = Pick<
  Line,
  "result" | "contact_id" | "event_ids" | "problem" | "column"
> & { result: NonNullable<Line["result"]> };

/**
 * Applies a line that was new or an update when it was checked. Who it is about
 * is looked for again: others were at work since.
 */
export async function applyLine(
  ctx: MutationCtx,
  run: Run,
  line: Line,
): Promise<Outcome> {
  const read = readStored(line, run.context);
  if (read.kind === "problem") {
    const { code, column } = read.problem;
    return failure(code, column);
  }
  const { person } = read;
  const found = await findKnown(ctx, run.scope, person);
  switch (found.kind) {
    case "problem":
      return failure(found.code, columnOf(run.context.targets, found.target));
    case "new": {
      const contact = await createContact(ctx, run, person);
      return { result: "created", contact_id: contact._id };
    }
    case "known":
      return await updateContact(ctx, run, found.contact, person);
  }
}

const failure = (code: ProblemCode, column: number | undefined): Outcome => ({
  result: "failed",
  problem: code,
  column,
});

const editorOf = ({ userId, scope }: Run): Editor => ({
  actor: { kind: "member", user_id: userId },
  at: scope.now,
});

async function createContact(
  ctx: MutationCtx,
  run: Run,
  person: Person,
): Promise<Contact> {
  const { scope, importId } = run;
  const phone = person.phone?.typed;
  const contact = await insertContact(ctx, {
    workspace_id: scope.workspace._id,
    ...toFields(run, person),
    ...(phone !== undefined && {
      phone,
      ...phoneFieldsOf(phone, scope.workspace.default_region),
    }),
    source: "import",
    message_count: 0,
  });
  const keys = toIdentityKeys({ phone }, scope.workspace.default_region);
  const hits = await findIdentities(ctx, scope, keys);
  await attachIdentities(ctx, scope, contact._id, contact._id, hits);
  await scheduleScan(ctx, contact._id);
  await recordContactEvent(ctx, contact, {
    kind: "imported",
    ...editorOf(run),
    aboutId: importId,
  });
  return contact;
}

/** What people say of somebody new, each value with its source. */
function toFields({ scope, userId }: Run, person: Person) {
  const source: FieldSource = { at: scope.now, source: "human", by: userId };
  const { name, email, owner_id, lead_status, tags, phone } = person;
  const custom = Object.keys(person.custom_values);
  return {
    name,
    email,
    email_normalized: email && emailKey(email),
    owner_id,
    lead_status: lead_status ?? ("none" as const),
    tags: [...new Set(tags)].sort(),
    custom_values: ifAny(person.custom_values),
    field_sources: {
      ...(phone && { phone: source }),
      ...(name !== undefined && { name: source }),
      ...(email !== undefined && { email: source }),
      ...(owner_id !== undefined && { owner_id: source }),
      ...(lead_status !== undefined && { lead_status: source }),
      ...(tags.length > 0 && { tags: source }),
      ...(custom.length > 0 && {
        custom_values: Object.fromEntries(custom.map((key) => [key, source])),
      }),
    },
  };
}

async function updateContact(
  ctx: MutationCtx,
  run: Run,
  contact: Contact,
  person: Person,
): Promise<Outcome> {
  const editor = editorOf(run);
  const changes = changesOf(contact, person, run.rule);
  const draft = draftEdit(contact, changes, editor);
  if (typeof draft === "string") {
    const { code } = EDIT_REFUSALS[draft];
    return failure(code, columnOf(run.context.targets, fieldOf(draft)));
  }
  const { eventIds } = await saveDraft(
    ctx,
    contact,
    draft,
    editor,
    run.importId,
  );
  return {
    result: eventIds.length > 0 ? "updated" : "unchanged",
    contact_id: contact._id,
    event_ids: eventIds,
  };
}

/** The field that an edit can be refused for. */
const fieldOf = (refusal: EditRefusalName): string =>
  refusal === "tooManyTags" ? "tags" : "lead_status";

/** What the rule lets a line change. Tags are added, never taken away. */
function changesOf(
  contact: Contact,
  person: Person,
  rule: ConflictRule,
): FieldChange[] {
  if (rule === "keep_ours") {
    return [];
  }
  const { name, email, owner_id, lead_status, tags, custom_values } = person;
  const values = {
    name,
    email,
    owner_id,
    lead_status,
    ...Object.fromEntries(
      Object.entries(custom_values).map(([key, value]) => [
        customFieldPath(key),
        value,
      ]),
    ),
  };
  const changes: FieldChange[] = [];
  for (const [name, value] of Object.entries(values)) {
    const field = asSingleField(name);
    const isWanted =
      field !== null &&
      value !== undefined &&
      (rule === "take_theirs" || isGap(stateOf(contact, field).value));
    if (isWanted) {
      changes.push({ field, value });
    }
  }
  return tags.length > 0
    ? [...changes, { field: "tags", add: tags, remove: [] }]
    : changes;
}

/** "none" is the status of somebody whom nobody has looked at. */
const isGap = (value: string | number | null): boolean =>
  value === null || value === "none";
