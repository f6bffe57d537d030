/**
 * From ids to people. `contactIdentities` is the only lookup; old ids stay as
 * aliases. There is no matching by parts of a number.
 */
import { normalizePhone } from "../../../src/lib/phone/normalize";
import { v } from "convex/values";
import { reverseDigits } from "../../../src/lib/crm/contactFields";
import { isServiceStatus } from "../../../src/lib/crm/leadStatus";
import type { Party } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Scope } from "../workspaces/scope";
import { vIdentityKind } from "./tables";

export interface IdentityKey {
  kind: Doc<"contactIdentities">["kind"];
  value: string;
}

/** A key with the row that holds it, if any. */
export interface IdentityHit {
  key: IdentityKey;
  row: Doc<"contactIdentities"> | null;
}

/**
 * The keys a party is known by, strongest first: business-scoped id, then
 * phone. A number that does not parse is kept by its digits (`wa_id`).
 */
export function toIdentityKeys(
  party: Party,
  defaultRegion: string,
): IdentityKey[] {
  const keys: IdentityKey[] = [];
  if (party.bsuid !== undefined) {
    keys.push({ kind: "bsuid", value: party.bsuid });
  }
  if (party.phone !== undefined) {
    const phone = normalizePhone(party.phone, defaultRegion);
    if (phone.kind === "e164") {
      keys.push({ kind: "phone", value: phone.e164 });
    } else if (phone.kind === "raw") {
      keys.push({ kind: "wa_id", value: phone.digits });
    }
  }
  return keys;
}

/** Looks every key up: one index read each. */
export async function findIdentities(
  ctx: QueryCtx,
  scope: Scope,
  keys: IdentityKey[],
): Promise<IdentityHit[]> {
  return await Promise.all(
    keys.map(async (key) => ({
      key,
      row: await ctx.db
        .query("contactIdentities")
        .withIndex("by_workspace_id_and_kind_and_value", (q) =>
          q
            .eq("workspace_id", scope.workspace._id)
            .eq("kind", key.kind)
            .eq("value", key.value),
        )
        .first(),
    })),
  );
}

/**
 * Gives a contact the keys that nobody holds yet.
 *
 * @param homeId the one merged into it that they belong to, or itself
 */
export async function attachIdentities(
  ctx: MutationCtx,
  scope: Scope,
  contactId: Id<"contacts">,
  homeId: Id<"contacts">,
  hits: IdentityHit[],
): Promise<void> {
  for (const { key, row } of hits) {
    if (row === null) {
      await ctx.db.insert("contactIdentities", {
        workspace_id: scope.workspace._id,
        kind: key.kind,
        value: key.value,
        contact_id: contactId,
        first_seen_at: scope.now,
        home_contact_id: homeId === contactId ? undefined : homeId,
      });
    }
  }
}

/**
 * True when contacts that are one are known by at most one id and no person has
 * touched them: they may be merged without asking.
 */
async function isBare(
  ctx: QueryCtx,
  contacts: readonly Doc<"contacts">[],
): Promise<boolean> {
  let known = 0;
  for (const contact of contacts) {
    if (isTouched(contact.own ?? contact) || (await hasNote(ctx, contact))) {
      return false;
    }
    known += await countIdentities(ctx, contact._id);
  }
  return known < 2;
}

/** Whether a person has entered anything about a contact, or emptied it. */
function isTouched({
  field_sources,
  tags,
  lead_status,
}: Pick<Doc<"contacts">, "field_sources" | "tags" | "lead_status">): boolean {
  const { custom_values: custom, ...sources } = field_sources;
  return (
    [...Object.values(sources), ...Object.values(custom ?? {})].some(
      (field) => field?.source === "human",
    ) ||
    tags.length > 0 ||
    !isServiceStatus(lead_status)
  );
}

/** Whether there is a note that is the contact's own. */
async function hasNote(
  ctx: QueryCtx,
  { _id }: Doc<"contacts">,
): Promise<boolean> {
  const rows = () => ctx.db.query("contactNotes");
  const INDEX = "by_home_contact_id_and_contact_id";
  const found = await Promise.all([
    rows()
      .withIndex(INDEX, (q) =>
        q.eq("home_contact_id", undefined).eq("contact_id", _id),
      )
      .first(),
    rows()
      .withIndex(INDEX, (q) => q.eq("home_contact_id", _id))
      .first(),
  ]);
  return found.some((note) => note !== null);
}

/** Up to two ids that are a contact's own. */
async function countIdentities(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<number> {
  const rows = () => ctx.db.query("contactIdentities");
  const INDEX = "by_home_contact_id_and_contact_id";
  const found = await Promise.all([
    rows()
      .withIndex(INDEX, (q) =>
        q.eq("home_contact_id", undefined).eq("contact_id", contactId),
      )
      .take(2),
    rows()
      .withIndex(INDEX, (q) => q.eq("home_contact_id", contactId))
      .take(2),
  ]);
  return found.flat().length;
}

/** True when two may be made one without asking anybody; each a group that is one. */
export async function isEitherBare(
  ctx: QueryCtx,
  a: readonly Doc<"contacts">[],
  b: readonly Doc<"contacts">[],
): Promise<boolean> {
  const areBare = await Promise.all([isBare(ctx, a), isBare(ctx, b)]);
  return areBare.includes(true);
}

/** Ids a contact can have: a few in life. */
const MAX_LISTED = 200;

/** An id that leads to a contact. */
export const vIdentity = v.object({
  kind: vIdentityKind,
  value: v.string(),
  first_seen_at: v.number(),
  /** False for one that the person has given up since. */
  is_current: v.boolean(),
});

/** Every id a contact was ever known by, newest first. */
export async function listIdentities(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
): Promise<(typeof vIdentity.type)[]> {
  const rows = await ctx.db
    .query("contactIdentities")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", contact._id))
    .order("desc")
    .take(MAX_LISTED);
  return rows.map(({ kind, value, first_seen_at }) => ({
    kind,
    value,
    first_seen_at,
    is_current: isCurrent(contact, { kind, value }),
  }));
}

function isCurrent(
  { bsuid, phone_normalized: e164, phone_reversed: reversed }: Doc<"contacts">,
  { kind, value }: IdentityKey,
): boolean {
  switch (kind) {
    case "bsuid":
      return value === bsuid;
    case "phone":
      return value === e164;
    case "wa_id":
      return e164 === undefined && reverseDigits(value) === reversed;
  }
}
