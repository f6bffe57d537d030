/** The one contact that an operator means. */
import { foldText } from "../../../src/lib/text/fold";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { searchContacts } from "./search";
import { refusal } from "../shared/refuse";
import { loadLiveContact } from "../shared/redirects";

/** More matches than this are several, whoever is among them. */
const MAX_CANDIDATES = 50;

/**
 * A contact of the workspace by id (merges followed), any spelling of a phone,
 * its last digits, or a name. Of several matches the one whose whole name was
 * given, if there is just one.
 *
 * @throws ConvexError `not_found`, `contact_ambiguous`.
 */
export async function requireContactBy(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  text: string,
): Promise<Doc<"contacts">> {
  const found =
    (await findById(ctx, workspaceId, text)) ??
    (await searchContacts(ctx, workspaceId, text, MAX_CANDIDATES));
  const isNamed = (contact: Doc<"contacts">) =>
    contact.name !== undefined &&
    foldText(contact.name).trim() === foldText(text).trim();
  const named = found.filter(isNamed);
  const [contact, ...others] = named.length === 1 ? named : found;
  if (contact === undefined) {
    throw refusal("unknownContact");
  }
  if (others.length > 0) {
    throw refusal("severalContacts");
  }
  return contact;
}

async function findById(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  text: string,
): Promise<Doc<"contacts">[] | null> {
  const id = ctx.db.normalizeId("contacts", text.trim());
  const contact = id && (await ctx.db.get("contacts", id));
  return contact?.workspace_id === workspaceId
    ? [await loadLiveContact(ctx, contact._id)]
    : null;
}
