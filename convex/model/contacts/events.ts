/**
 * What is written down about a contact: `recordContactEvent` for whoever changes
 * one, and how the rows are read.
 */
import { v } from "convex/values";
import {
  parseState,
  stringifyState,
  vContactEventKind,
  vRecordedValue,
  type ContactEventKind,
  type EditedField,
  type RecordedState,
  type SingleField,
} from "../../../src/lib/crm/contactEvents";
import type { StatusReason } from "../../../src/lib/leads/reasons";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "./tables";

/** Events of one contact that are looked through for the last of a kind. */
const MAX_LOOKED_AT = 50;

export type Actor = typeof vActor.type;

/** What happened to a contact; `at` is ours, ms UTC. */
export interface ContactEvent {
  kind: ContactEventKind;
  actor: Actor;
  at: number;
  field?: EditedField;
  old?: RecordedState;
  new?: RecordedState;
  /** The merge, job, note or delivery that it belongs to. */
  aboutId?: string;
  undoes?: Id<"contactEvents">;
  /** Why the service did it. */
  reason?: StatusReason;
}

/** Writes one line of a contact's history, with the change that it tells of. */
export async function recordContactEvent(
  ctx: MutationCtx,
  contact: Pick<Doc<"contacts">, "_id" | "workspace_id">,
  event: ContactEvent,
): Promise<Id<"contactEvents">> {
  return await ctx.db.insert("contactEvents", {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    at: event.at,
    actor: event.actor,
    kind: event.kind,
    field: event.field,
    old_json: event.old && stringifyState(event.old),
    new_json: event.new && stringifyState(event.new),
    about_id: event.aboutId,
    undoes: event.undoes,
    reason: event.reason,
  });
}

/** A state that an event kept; null when it kept none. */
export const recordedState = (
  json: string | undefined,
): RecordedState | null => (json === undefined ? null : parseState(json));

/** The newest edit of a field, if it is among the contact's newest events. */
export async function findLastEdit(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
  field: SingleField,
): Promise<Doc<"contactEvents"> | null> {
  const events = await ctx.db
    .query("contactEvents")
    .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", contactId))
    .order("desc")
    .take(MAX_LOOKED_AT);
  return (
    events.find((event) => event.kind === "edited" && event.field === field) ??
    null
  );
}

/** A line of a contact's history as people read it. */
export const vContactEventView = v.object({
  event_id: v.id("contactEvents"),
  at: v.number(),
  actor: vActor,
  kind: vContactEventKind,
  field: v.optional(v.string()),
  /** Values before and after; for a note its text. */
  old: v.optional(vRecordedValue),
  new: v.optional(vRecordedValue),
  about_id: v.optional(v.string()),
  undoes: v.optional(v.id("contactEvents")),
  /** Why the service did it; a code. */
  reason: v.optional(v.string()),
  /** The note as it stands; absent when it was removed. */
  note: v.optional(
    v.object({
      note_id: v.id("contactNotes"),
      text: v.string(),
      edited_at: v.optional(v.number()),
    }),
  ),
});
export type ContactEventView = typeof vContactEventView.type;

export async function toContactEventView(
  ctx: QueryCtx,
  event: Doc<"contactEvents">,
): Promise<ContactEventView> {
  return {
    event_id: event._id,
    at: event.at,
    actor: event.actor,
    kind: event.kind,
    field: event.field,
    old: recordedState(event.old_json)?.value,
    new: recordedState(event.new_json)?.value,
    about_id: event.about_id,
    undoes: event.undoes,
    reason: event.reason,
    note: await standingNote(ctx, event),
  };
}

async function standingNote(
  ctx: QueryCtx,
  { kind, about_id }: Doc<"contactEvents">,
): Promise<ContactEventView["note"]> {
  const isShown = kind === "note_added" || kind === "note_restored";
  const id = isShown && ctx.db.normalizeId("contactNotes", about_id ?? "");
  const note = id ? await ctx.db.get("contactNotes", id) : null;
  return note === null || note.removed_at !== undefined
    ? undefined
    : { note_id: note._id, text: note.text, edited_at: note.edited_at };
}
