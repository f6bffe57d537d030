/**
 * Changing a contact by hand: what a change makes of it is worked out first,
 * then written with one line of history per field.
 */
import type { FieldSource } from "../../../src/lib/crm/contactFields";
import type {
  EditedField,
  RecordedState,
  SingleField,
} from "../../../src/lib/crm/contactEvents";
import { LEAD_STATUSES, mayStep } from "../../../src/lib/crm/leadStatus";
import { changeTags, type TagChange } from "../../../src/lib/crm/tags";
import type { StatusReason } from "../../../src/lib/leads/reasons";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { EditRefusalName } from "../../../src/lib/crm/editRefusals";
import { notify } from "../notifications/notify";
import { loadLiveContact } from "../shared/redirects";
import type { Member } from "../workspaces/members";
import type { FieldChange } from "./checkChange";
import { recordContactEvent, type Actor } from "./events";
import { scheduleScan } from "./scan";
import { stateOf, withState, type FieldState } from "./fieldStates";
import { refreshContactWaiting } from "./waiting";
import { patchContact } from "./write";

type Contact = Doc<"contacts">;

/** Who edits, and when (ms UTC). */
export interface Editor {
  actor: Actor;
  at: number;
  /** The delivery that the service changed it for. */
  auditId?: Id<"webhookAudit"> | undefined;
}

/** One field's change, as its history keeps it. */
export interface FieldEdit {
  field: EditedField;
  old: RecordedState;
  new: RecordedState;
  undoes?: Id<"contactEvents">;
  /** Why the service changed it. */
  reason?: StatusReason;
}

/** A contact with changes that are not written yet. */
export interface Draft {
  contact: Contact;
  edits: FieldEdit[];
}

export const memberActor = (member: Pick<Member, "user_id">): Actor => ({
  kind: "member",
  user_id: member.user_id,
});

/** The source of a value that an editor enters over another one. */
function sourceOf(
  { actor, at }: Editor,
  before: FieldSource | undefined,
): FieldSource {
  return withoutAbsent({
    // A later edit counts as later, also where a clock was set back.
    at: before?.source === "human" ? Math.max(at, before.at) : at,
    source: "human" as const,
    by: actor.kind === "member" ? actor.user_id : undefined,
  });
}

/**
 * What the changes make of a contact, or why not. People take certain steps of
 * status only; the service may take any.
 */
export function draftEdit(
  contact: Contact,
  changes: readonly FieldChange[],
  editor: Editor,
): Draft | EditRefusalName {
  let draft: Draft = { contact, edits: [] };
  for (const change of changes) {
    const next =
      change.field === "tags"
        ? withTags(draft, change, editor)
        : withValue(draft, change, editor);
    if (typeof next === "string") {
      return next;
    }
    draft = next;
  }
  return draft;
}

/** What a change of tags takes back. */
interface TagUndo {
  eventId: Id<"contactEvents">;
  /** The tags before, whose source comes back with them. */
  before: RecordedState;
}

/** The draft with tags added and taken away. */
export function withTags(
  draft: Draft,
  change: TagChange,
  editor: Editor,
  undo?: TagUndo,
): Draft | "tooManyTags" {
  const { contact } = draft;
  const tags = changeTags(contact.tags, change);
  if (tags === null) {
    return "tooManyTags";
  }
  const old = { value: contact.tags, source: contact.field_sources.tags };
  if (areSame(tags, contact.tags)) {
    return draft;
  }
  const source = areSame(tags, undo?.before.value)
    ? undo?.before.source
    : sourceOf(editor, old.source);
  return {
    contact: {
      ...contact,
      tags,
      field_sources: withoutAbsent({ ...contact.field_sources, tags: source }),
    },
    edits: [
      ...draft.edits,
      {
        field: "tags",
        old,
        new: { value: tags, source },
        undoes: undo?.eventId,
      },
    ],
  };
}

/** Whether two lists hold the same tags; the first is sorted. */
const areSame = (
  tags: string[],
  others: RecordedState["value"] | undefined,
): boolean =>
  Array.isArray(others) && tags.join("\n") === [...others].sort().join("\n");

function withValue(
  draft: Draft,
  { field, value }: Exclude<FieldChange, { field: "tags" }>,
  editor: Editor,
): Draft | "invalidStatusStep" {
  const before = stateOf(draft.contact, field);
  if (before.value === value) {
    return draft;
  }
  if (field === "lead_status" && editor.actor.kind === "member") {
    const to = LEAD_STATUSES.find((status) => status === value);
    if (to === undefined || !mayStep(draft.contact.lead_status, to)) {
      return "invalidStatusStep";
    }
  }
  const source = sourceOf(editor, before.source);
  return withStateOf(draft, field, { value, source });
}

/** The draft with a field in another state, and the edit that it takes. */
export function withStateOf(
  draft: Draft,
  field: SingleField,
  state: FieldState,
  undoes?: Id<"contactEvents">,
): Draft {
  const before = stateOf(draft.contact, field);
  const contact = withState(draft.contact, field, state);
  const after = stateOf(contact, field);
  return after.value === before.value && isSameSource(after, before)
    ? draft
    : {
        contact,
        edits: [...draft.edits, { field, old: before, new: after, undoes }],
      };
}

const isSameSource = ({ source: a }: FieldState, { source: b }: FieldState) =>
  a?.source === b?.source && a?.at === b?.at && a?.by === b?.by;

/** A contact as it is after an edit, and the ids of its lines of history. */
export interface Saved {
  contact: Contact;
  eventIds: Id<"contactEvents">[];
}

/**
 * Writes a draft with its history, and what follows from it.
 *
 * @param aboutId the bulk job or undo that it belongs to: whoever started that
 *   needs no notification per contact
 */
export async function saveDraft(
  ctx: MutationCtx,
  before: Contact,
  { contact, edits }: Draft,
  { actor, at, auditId }: Editor,
  aboutId?: string,
): Promise<Saved> {
  if (edits.length === 0) {
    return { contact: before, eventIds: [] };
  }
  const { _id, _creationTime, ...patch } = contact;
  await patchContact(ctx, before, patch);
  if (
    contact.name !== before.name ||
    contact.email_normalized !== before.email_normalized
  ) {
    await scheduleScan(ctx, _id);
  }
  const eventIds: Id<"contactEvents">[] = [];
  for (const edit of edits) {
    eventIds.push(
      await recordContactEvent(ctx, contact, {
        kind: "edited",
        actor,
        at,
        aboutId: aboutId ?? auditId,
        ...edit,
      }),
    );
  }
  if (contact.lead_status === before.lead_status) {
    return { contact, eventIds };
  }
  if (contact.lead_status === "qualified" && aboutId === undefined) {
    await tellOfQualified(ctx, contact);
  }
  // Nobody waits who is spam.
  await refreshContactWaiting(ctx, _id);
  return { contact: await loadLiveContact(ctx, _id), eventIds };
}

/** A contact is told of once, however often its status goes to and fro. */
async function tellOfQualified(
  ctx: MutationCtx,
  { _id, workspace_id }: Contact,
): Promise<void> {
  await notify(ctx, {
    workspaceId: workspace_id,
    key: `lead.qualified:${_id}`,
    event: { type: "lead.qualified", contact_id: _id },
  });
}
