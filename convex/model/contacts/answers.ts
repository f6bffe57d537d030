/** What edits answer: what stands now and how to take it back, or a conflict. */
import { v } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import { toContactView, vContact } from "../shared/views";
import type { Saved } from "./edits";
import { vConflict, type Conflict } from "./conflicts";

/** The arguments of `contacts:undo` that take an edit back. */
export const vUndo = v.object({
  contact_id: v.id("contacts"),
  event_ids: v.array(v.id("contactEvents")),
});

/** {@link vUndo}, or null when nothing was changed. */
export const toUndo = (
  contactId: Id<"contacts">,
  eventIds: Id<"contactEvents">[],
): typeof vUndo.type | null =>
  eventIds.length === 0 ? null : { contact_id: contactId, event_ids: eventIds };

export const vEditAnswer = v.union(
  v.object({
    status: v.literal("saved"),
    contact: vContact,
    undo: v.union(vUndo, v.null()),
  }),
  /** Nothing was written: others changed what the caller had seen. */
  v.object({
    status: v.literal("conflict"),
    contact: vContact,
    conflicts: v.array(vConflict),
  }),
);
export type EditAnswer = typeof vEditAnswer.type;

export const savedAnswer = ({ contact, eventIds }: Saved): EditAnswer => ({
  status: "saved",
  contact: toContactView(contact),
  undo: toUndo(contact._id, eventIds),
});

export const conflictAnswer = (
  contact: Doc<"contacts">,
  conflicts: Conflict[],
): EditAnswer => ({
  status: "conflict",
  contact: toContactView(contact),
  conflicts,
});
