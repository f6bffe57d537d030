/** What members write down about a contact. Every change is in its history. */
import { MAX_TEXT_CHARACTERS } from "../../../src/lib/text/limits";
import { makeSafe } from "../../../src/lib/text/makeSafe";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { editRefusal } from "../shared/refuse";
import type { UserId } from "../users/tables";
import type { Conflict } from "./conflicts";
import type { Editor } from "./edits";
import { recordContactEvent, recordedState } from "./events";

type Note = Doc<"contactNotes">;

/** A note's words as they are stored. @throws ConvexError `invalid_note`. */
export function readNoteText(text: string): string {
  const note = makeSafe(text).normalize("NFC").trim();
  if (note === "" || [...note].length > MAX_TEXT_CHARACTERS) {
    throw editRefusal("invalidNote");
  }
  return note;
}

export async function addNote(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
  text: string,
  authorId: UserId,
  editor: Editor,
): Promise<{ noteId: Id<"contactNotes">; eventId: Id<"contactEvents"> }> {
  const noteId = await ctx.db.insert("contactNotes", {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    author_id: authorId,
    text,
  });
  const eventId = await recordContactEvent(ctx, contact, {
    ...editor,
    kind: "note_added",
    aboutId: noteId,
  });
  return { noteId, eventId };
}

/** A change of one note that is not written yet. */
export interface NoteChange {
  note: Note;
  kind: "note_edited" | "note_removed" | "note_restored";
  /** The words afterwards. */
  text: string;
  undoes?: Id<"contactEvents">;
}

/** Writes a change of a note; the id of its line of history. */
export async function saveNoteChange(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
  { note, kind, text, undoes }: NoteChange,
  editor: Editor,
): Promise<Id<"contactEvents">> {
  const { actor, at } = editor;
  const isEdit = kind === "note_edited";
  await ctx.db.patch("contactNotes", note._id, {
    ...(isEdit && {
      text,
      edited_at: at,
      edited_by: actor.kind === "member" ? actor.user_id : undefined,
    }),
    removed_at: kind === "note_removed" ? at : undefined,
  });
  return await recordContactEvent(ctx, contact, {
    ...editor,
    kind,
    aboutId: note._id,
    ...(isEdit && { old: { value: note.text }, new: { value: text } }),
    undoes,
  });
}

/** That somebody else wrote a note anew, if the caller saw other words. */
export function noteConflict(note: Note, seen: string): Conflict | null {
  return note.text === seen
    ? null
    : {
        field: "note",
        value: note.text,
        actor: { kind: "member", user_id: note.edited_by ?? note.author_id },
        at: note.edited_at,
      };
}

/** What takes an event of a note back; null when there is nothing to do. */
export async function draftNoteUndo(
  ctx: QueryCtx,
  event: Doc<"contactEvents">,
): Promise<NoteChange | { conflict: Conflict } | null> {
  const id = ctx.db.normalizeId("contactNotes", event.about_id ?? "");
  const note = id && (await ctx.db.get("contactNotes", id));
  if (!note) {
    return null;
  }
  const isRemoved = note.removed_at !== undefined;
  const change = { note, text: note.text, undoes: event._id };
  switch (event.kind) {
    case "note_added":
    case "note_restored":
      return isRemoved ? null : { ...change, kind: "note_removed" };
    case "note_removed":
      return isRemoved ? { ...change, kind: "note_restored" } : null;
    case "note_edited": {
      const old = recordedState(event.old_json)?.value;
      const seen = recordedState(event.new_json)?.value;
      if (typeof old !== "string" || typeof seen !== "string" || isRemoved) {
        return null;
      }
      const conflict = note.text === old ? null : noteConflict(note, seen);
      return conflict === null
        ? { ...change, kind: "note_edited", text: old }
        : { conflict };
    }
    default:
      return null;
  }
}
