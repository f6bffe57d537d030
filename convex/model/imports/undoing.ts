/** Taking an import back: each contact as if it had never been in the file. */
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Editor } from "../contacts/edits";
import { undoEvents } from "../contacts/undo";
import { removeContact } from "../contacts/remove";
import { loadLiveContact } from "../shared/redirects";
import { editCodeOf } from "../shared/refuse";

type Line = Doc<"importLines">;

/** @returns "undone" or, where somebody was at work since, "kept". */
export async function undoLine(
  ctx: MutationCtx,
  line: Line,
  editor: Editor,
): Promise<"undone" | "kept"> {
  const { contact_id: contactId, result } = line;
  if (contactId === undefined) {
    return "kept";
  }
  if (result === "updated") {
    return await undoUpdate(ctx, line, contactId, editor);
  }
  const contact = await ctx.db.get("contacts", contactId);
  if (contact === null || !(await isUntouched(ctx, contact, line.import_id))) {
    return "kept";
  }
  await removeContact(ctx, contact);
  return "undone";
}

/** Field by field: one that somebody changed since does not keep the others. */
async function undoUpdate(
  ctx: MutationCtx,
  { event_ids: ids = [], import_id }: Line,
  contactId: Doc<"contacts">["_id"],
  editor: Editor,
): Promise<"undone" | "kept"> {
  let isWhole = true;
  for (const id of ids) {
    const contact = await loadLiveContact(ctx, contactId);
    try {
      const undone = await undoEvents(ctx, contact, [id], editor, import_id);
      isWhole &&= undone.kind === "saved";
    } catch (error) {
      // Such as an owner who has left since.
      if (editCodeOf(error) === null) {
        throw error;
      }
      isWhole = false;
    }
  }
  return isWhole ? "undone" : "kept";
}

/** True while nothing but the import ever happened to a contact that it made. */
async function isUntouched(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
  importId: Doc<"imports">["_id"],
): Promise<boolean> {
  const isTold = Object.entries(contact.field_sources).some(
    ([field, source]) =>
      field !== "custom_values" && source?.source === "provider",
  );
  const hasTraffic =
    contact.message_count > 0 ||
    contact.last_message_at !== undefined ||
    contact.marketing !== undefined ||
    contact.bsuid !== undefined;
  if (contact.merged_into !== undefined || isTold || hasTraffic) {
    return false;
  }
  const rows = await Promise.all([
    ctx.db
      .query("contactEvents")
      .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", contact._id))
      .take(2),
    ctx.db
      .query("contactIdentities")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", contact._id))
      .take(2),
    ctx.db
      .query("contactNotes")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", contact._id))
      .take(1),
    ctx.db
      .query("conversations")
      .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
        q.eq("contact_id", contact._id),
      )
      .take(1),
  ]);
  const [events, identities, notes, conversations] = rows;
  return (
    events.length === 1 &&
    events[0]?.about_id === importId &&
    identities.length <= 1 &&
    notes.length + conversations.length === 0
  );
}
