/**
 * Finding contacts that may be one person: a look at one contact, some time
 * after it changed, with a fixed number of index reads.
 */
import { areNamesSimilar } from "../../../src/lib/crm/similarNames";
import { endsIn } from "../../../src/lib/crm/searchTerms";
import { searchKeys } from "../../../src/lib/phone/normalize";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { loadLiveContact } from "../shared/redirects";
import { loadWorkspaceScope } from "../workspaces/scope";
import { suggestDuplicate, type SuggestionReason } from "./duplicates";
import { loadMembers } from "./family";
import { findIdentities, type IdentityKey } from "./identities";

type Contact = Doc<"contacts">;
type ContactId = Id<"contacts">;

/** Ids of one contact that are looked at. */
const MAX_IDENTITIES = 20;
/** Contacts with one address: more share it than are one person. */
const MAX_OF_ONE_EMAIL = 10;
/** Contacts whose numbers end alike: by chance, one in a million. */
const MAX_OF_ONE_ENDING = 30;
/** "Six equal digits": the last ones, which tell people apart. */
const ENDING_DIGITS = 6;

/**
 * Has a contact looked at soon. For whoever creates one or changes its name,
 * number or e-mail address.
 */
export async function scheduleScan(
  ctx: MutationCtx,
  contactId: ContactId,
): Promise<void> {
  await ctx.scheduler.runAfter(0, internal.contacts.duplicates.scan, {
    contact_id: contactId,
  });
}

/** Files a suggestion for everybody who may be the same person as a contact. */
export async function scanContact(
  ctx: MutationCtx,
  contactId: ContactId,
): Promise<void> {
  const contact = await loadLiveContact(ctx, contactId);
  const scope = await loadWorkspaceScope(ctx, contact.workspace_id);
  const region = scope.workspace.default_region;
  const found: [SuggestionReason, ContactId[]][] = [
    ["one_number_in_two_spellings", await sameNumber(ctx, contact, region)],
    ["same_email", await sameEmail(ctx, contact)],
    ["similar_name_and_digits", await similarNameAndDigits(ctx, contact)],
  ];
  for (const [reason, ids] of found) {
    for (const id of new Set(ids)) {
      const other = await loadLiveContact(ctx, id);
      if (other._id !== contact._id) {
        await suggestDuplicate(ctx, scope, [contact._id, other._id], reason);
      }
    }
  }
}

/** Who holds one of the contact's numbers in another spelling. */
async function sameNumber(
  ctx: QueryCtx,
  contact: Contact,
  region: string,
): Promise<ContactId[]> {
  const identities = await ctx.db
    .query("contactIdentities")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", contact._id))
    .take(MAX_IDENTITIES);
  const numbers = identities.flatMap((identity) =>
    spellingsOf(identity, region),
  );
  const scope = await loadWorkspaceScope(ctx, contact.workspace_id);
  const hits = await findIdentities(ctx, scope, numbers);
  return hits.flatMap(({ row }) => row?.contact_id ?? []);
}

/** Every key under which a number may be kept. */
export function spellingsOf(
  { kind, value }: Pick<Doc<"contactIdentities">, "kind" | "value">,
  region: string,
): IdentityKey[] {
  if (kind === "bsuid") {
    return [];
  }
  const { e164 } = searchKeys(value, region);
  const digits = [value, ...e164].map((number) => number.replace(/\D/g, ""));
  return [
    ...e164.map((number) => ({ kind: "phone" as const, value: number })),
    ...digits.map((number) => ({ kind: "wa_id" as const, value: number })),
  ];
}

async function sameEmail(
  ctx: QueryCtx,
  { workspace_id, email_normalized }: Contact,
): Promise<ContactId[]> {
  if (email_normalized === undefined) {
    return [];
  }
  const contacts = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into_and_email_normalized", (q) =>
      q
        .eq("workspace_id", workspace_id)
        .eq("merged_into", undefined)
        .eq("email_normalized", email_normalized),
    )
    .take(MAX_OF_ONE_EMAIL + 1);
  // An address that many have is a company's.
  return contacts.length > MAX_OF_ONE_EMAIL
    ? []
    : contacts.map(({ _id }) => _id);
}

async function similarNameAndDigits(
  ctx: QueryCtx,
  { workspace_id, name, phone_reversed = "" }: Contact,
): Promise<ContactId[]> {
  const ending = [...phone_reversed.slice(0, ENDING_DIGITS)].reverse().join("");
  if (name === undefined || ending.length < ENDING_DIGITS) {
    return [];
  }
  const begin = endsIn(ending);
  const terms = await ctx.db
    .query("contactTerms")
    .withIndex("by_workspace_id_and_term", (q) =>
      q
        .eq("workspace_id", workspace_id)
        .gte("term", begin)
        .lt("term", `${begin}:`),
    )
    .take(MAX_OF_ONE_ENDING);
  const alike = await loadMembers(
    ctx,
    terms.map(({ contact_id }) => contact_id),
  );
  return alike.flatMap((other) =>
    other.name !== undefined && areNamesSimilar(name, other.name)
      ? [other._id]
      : [],
  );
}
