/**
 * Taking edits back, by their lines of history. All of them or none: what
 * somebody else changed since is a conflict, not overwritten.
 */
import { ConvexError } from "convex/values";
import {
  asSingleField,
  type RecordedState,
} from "../../../src/lib/crm/contactEvents";
import { tagChangeBetween } from "../../../src/lib/crm/tags";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { loadLiveContact } from "../shared/redirects";
import { editRefusal } from "../shared/refuse";
import { findMember } from "../workspaces/members";
import { findConflict, type Conflict } from "./conflicts";
import {
  saveDraft,
  withStateOf,
  withTags,
  type Draft,
  type Editor,
  type Saved,
} from "./edits";
import { recordedState } from "./events";
import { stateOf } from "./fieldStates";
import { draftNoteUndo, saveNoteChange, type NoteChange } from "./notes";

type Event = Doc<"contactEvents">;

/** What became of an undo. */
export type UndoOutcome =
  ({ kind: "saved" } & Saved) | { kind: "conflict"; conflicts: Conflict[] };

/**
 * Takes a contact's events back, the newest first. Events that are no edits are
 * left alone, and so is what was taken back already.
 *
 * @throws ConvexError `not_found` for events of others; `unknown_owner` when
 *   the owner before is no member any more; `too_many_tags`.
 */
export async function undoEvents(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
  eventIds: readonly Id<"contactEvents">[],
  editor: Editor,
  aboutId?: string,
): Promise<UndoOutcome> {
  const events = await loadEvents(ctx, contact, eventIds);
  let draft: Draft = { contact, edits: [] };
  const notes: NoteChange[] = [];
  const conflicts: Conflict[] = [];
  for (const event of events.reverse()) {
    if (event.kind === "edited") {
      const next = await draftUndo(ctx, draft, event, editor);
      if ("conflict" in next) {
        conflicts.push(next.conflict);
      } else {
        draft = next;
      }
    } else {
      const change = await draftNoteUndo(ctx, event);
      if (change !== null && "conflict" in change) {
        conflicts.push(change.conflict);
      } else if (change !== null) {
        notes.push(change);
      }
    }
  }
  if (conflicts.length > 0) {
    return { kind: "conflict", conflicts };
  }
  const saved = await saveDraft(ctx, contact, draft, editor, aboutId);
  for (const change of notes) {
    const eventId = await saveNoteChange(ctx, contact, change, editor);
    saved.eventIds.push(eventId);
  }
  return { kind: "saved", ...saved };
}

/** The events in the order they happened. */
async function loadEvents(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
  eventIds: readonly Id<"contactEvents">[],
): Promise<Event[]> {
  const events: Event[] = [];
  for (const id of new Set(eventIds)) {
    const event = await ctx.db.get("contactEvents", id);
    if (
      event?.workspace_id !== contact.workspace_id ||
      (await loadLiveContact(ctx, event.contact_id))._id !== contact._id
    ) {
      throw new ConvexError({ code: "not_found" });
    }
    events.push(event);
  }
  return events.sort((a, b) => a._creationTime - b._creationTime);
}

async function draftUndo(
  ctx: QueryCtx,
  draft: Draft,
  event: Event,
  editor: Editor,
): Promise<Draft | { conflict: Conflict }> {
  const before = recordedState(event.old_json);
  const after = recordedState(event.new_json);
  if (before === null || after === null) {
    return draft;
  }
  if (event.field === "tags") {
    return undoTags(draft, event._id, before, after, editor);
  }
  const field = asSingleField(event.field);
  const [old, seen] = [before.value, after.value];
  if (field === null || Array.isArray(old) || Array.isArray(seen)) {
    return draft;
  }
  if (stateOf(draft.contact, field).value === old) {
    return draft;
  }
  const conflict = await findConflict(ctx, draft.contact, field, seen);
  if (conflict !== null) {
    return { conflict };
  }
  if (field === "owner_id" && typeof old === "string") {
    await requireMember(ctx, draft.contact, old);
  }
  const state = { value: old, source: before.source };
  return withStateOf(draft, field, state, event._id);
}

function undoTags(
  draft: Draft,
  eventId: Id<"contactEvents">,
  before: RecordedState,
  after: RecordedState,
  editor: Editor,
): Draft {
  if (!Array.isArray(before.value) || !Array.isArray(after.value)) {
    return draft;
  }
  const change = tagChangeBetween(after.value, before.value);
  const next = withTags(draft, change, editor, { eventId, before });
  if (typeof next === "string") {
    throw editRefusal(next);
  }
  return next;
}

async function requireMember(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
  userId: string,
): Promise<void> {
  const id = ctx.db.normalizeId("users", userId);
  if (id === null || !(await findMember(ctx, contact.workspace_id, id))) {
    throw editRefusal("unknownOwner");
  }
}
