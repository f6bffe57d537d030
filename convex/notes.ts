/** What members write down about a contact. Its timeline shows it. */
import { ConvexError, v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { contactMutation, noteMutation } from "./functions";
import { toUndo, vUndo } from "./model/contacts/answers";
import { vConflict } from "./model/contacts/conflicts";
import { memberActor, type Editor } from "./model/contacts/edits";
import {
  addNote,
  noteConflict,
  readNoteText,
  saveNoteChange,
} from "./model/contacts/notes";
import { loadLiveContact } from "./model/shared/redirects";
import type { Member } from "./model/workspaces/members";

const vSaved = v.object({
  status: v.literal("saved"),
  note_id: v.id("contactNotes"),
  /** For `contacts:undo`; null when nothing was changed. */
  undo: v.union(vUndo, v.null()),
});

const toSaved = (
  noteId: Id<"contactNotes">,
  contactId: Id<"contacts">,
  eventIds: Id<"contactEvents">[],
): typeof vSaved.type => ({
  status: "saved",
  note_id: noteId,
  undo: toUndo(contactId, eventIds),
});

const editorOf = (member: Member): Editor => ({
  actor: memberActor(member),
  at: Date.now(),
});

/**
 * Adds a note, 1 to 4,096 characters.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers,
 *   `invalid_note`.
 */
export const add = contactMutation({
  role: "agent",
  args: { text: v.string() },
  returns: vSaved,
  handler: async (ctx, args) => {
    const { contact, member } = ctx;
    const text = readNoteText(args.text);
    const editor = editorOf(member);
    const added = await addNote(ctx, contact, text, member.user_id, editor);
    return toSaved(added.noteId, contact._id, [added.eventId]);
  },
});

/**
 * Writes a note anew. With `expected`, the words the caller saw, it answers
 * "conflict" when somebody else has changed them since.
 *
 * @throws ConvexError as {@link add}; `not_found` for a removed note too.
 */
export const edit = noteMutation({
  role: "agent",
  args: { text: v.string(), expected: v.optional(v.string()) },
  returns: v.union(
    vSaved,
    v.object({
      status: v.literal("conflict"),
      conflicts: v.array(vConflict),
    }),
  ),
  handler: async (ctx, args) => {
    const { note, member } = ctx;
    if (note.removed_at !== undefined) {
      throw new ConvexError({ code: "not_found" });
    }
    const text = readNoteText(args.text);
    const contact = await loadLiveContact(ctx, note.contact_id);
    if (text === note.text) {
      return toSaved(note._id, contact._id, []);
    }
    const conflict = noteConflict(note, args.expected ?? note.text);
    if (conflict !== null) {
      return { status: "conflict" as const, conflicts: [conflict] };
    }
    const change = { note, kind: "note_edited" as const, text };
    const eventId = await saveNoteChange(
      ctx,
      contact,
      change,
      editorOf(member),
    );
    return toSaved(note._id, contact._id, [eventId]);
  },
});

/**
 * Removes a note; one that is removed already stays so.
 *
 * @throws ConvexError as {@link add}.
 */
export const remove = noteMutation({
  role: "agent",
  args: {},
  returns: vSaved,
  handler: async (ctx) => {
    const { note, member } = ctx;
    const contact = await loadLiveContact(ctx, note.contact_id);
    return toSaved(
      note._id,
      contact._id,
      await removeNote(ctx, contact, note, editorOf(member)),
    );
  },
});

async function removeNote(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
  note: Doc<"contactNotes">,
  editor: Editor,
): Promise<Id<"contactEvents">[]> {
  if (note.removed_at !== undefined) {
    return [];
  }
  const change = { note, kind: "note_removed" as const, text: note.text };
  return [await saveNoteChange(ctx, contact, change, editor)];
}
