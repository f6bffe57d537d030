/**
 * Who an event is about: finds, creates, completes and (where the evidence is
 * clear) merges contacts.
 */
import { ConvexError } from "convex/values";
import {
  type ContactFields,
  mergeContactFields,
  NO_FIELDS,
  toProviderFields,
} from "../../../src/lib/crm/contactFields";
import type { Party } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { suggestDuplicate } from "./duplicates";
import {
  attachIdentities,
  findIdentities,
  isEitherBare,
  toIdentityKeys,
  type IdentityHit,
} from "./identities";
import { mergeSmaller } from "./merge";
import type { Scope } from "../workspaces/scope";
import { loadLiveContact } from "../shared/redirects";
import { insertContact, patchContact } from "./write";

/** One look at a person, from whatever event. */
export interface Sighting {
  party: Party;
  /** Ids that the provider says were this person's before. */
  previous?: Party;
  /** Provider time, ms UTC. */
  at: number;
  isHistory: boolean;
  /** True when a session can lead back to the person without any id. */
  hasSession: boolean;
  /** When the message counts as activity that it is about, ms UTC. */
  messageAt?: number | undefined;
  /** Our number in whose conversation the person was seen. */
  phoneNumberId?: string;
  /** Contacts that the same message or session already belongs to. */
  knownContactIds: (Id<"contacts"> | undefined)[];
}

/**
 * The contact of a sighting, with its ids and fields brought up to date.
 *
 * Candidates in order: business-scoped id, previous ids, phone, then the owner
 * of the same message or session. Several candidates are merged when the
 * provider linked them or one of them is bare; otherwise the first is taken and
 * a suggestion is filed.
 *
 * @throws ConvexError `unidentified_party` when nothing says who it is.
 */
export async function resolveContact(
  ctx: MutationCtx,
  scope: Scope,
  sighting: Sighting,
): Promise<Doc<"contacts">> {
  const region = scope.workspace.default_region;
  const keys = toIdentityKeys(sighting.party, region);
  const previousKeys =
    sighting.previous === undefined
      ? []
      : toIdentityKeys(sighting.previous, region).filter(
          (key) =>
            !keys.some((k) => k.kind === key.kind && k.value === key.value),
        );
  const hits = await findIdentities(ctx, scope, [...keys, ...previousKeys]);
  const candidates = await loadCandidates(ctx, hits, sighting.knownContactIds);
  if (hits.length + candidates.length === 0 && !sighting.hasSession) {
    throw new ConvexError({ code: "unidentified_party" });
  }
  const isLinked = previousKeys.length > 0;
  const [first, ...others] = candidates;
  if (first === undefined) {
    const created = await createContact(ctx, scope, sighting);
    await attachIdentities(ctx, scope, created._id, hits);
    return created;
  }
  let contact = first;
  const foreign = new Set<Id<"contacts">>();
  for (const other of others) {
    const unified = await unify(ctx, scope, contact, other, isLinked);
    if (unified === null) {
      foreign.add(other._id);
    } else {
      contact = unified;
    }
  }
  await attachIdentities(ctx, scope, contact._id, hits);
  const party = ownedParty(sighting.party, hits, foreign);
  return await learn(ctx, scope, contact, { ...sighting, party });
}

/** Live owners of the hits and known contacts, each once, in order. */
async function loadCandidates(
  ctx: MutationCtx,
  hits: IdentityHit[],
  knownContactIds: (Id<"contacts"> | undefined)[],
): Promise<Doc<"contacts">[]> {
  const ids = new Set<Id<"contacts">>();
  for (const id of [
    ...hits.map((h) => h.row?.contact_id),
    ...knownContactIds,
  ]) {
    if (id !== undefined) {
      ids.add(id);
    }
  }
  const live = new Map<Id<"contacts">, Doc<"contacts">>();
  for (const id of ids) {
    const contact = await loadLiveContact(ctx, id);
    live.set(contact._id, contact);
  }
  return [...live.values()];
}

/** The fields after a sighting; null when it changes none. */
function learnedFields(
  scope: Scope,
  current: ContactFields,
  { party, at }: Sighting,
): ContactFields | null {
  return mergeContactFields(
    current,
    toProviderFields(party, at),
    scope.workspace.default_region,
  );
}

async function createContact(
  ctx: MutationCtx,
  scope: Scope,
  sighting: Sighting,
): Promise<Doc<"contacts">> {
  const fields = learnedFields(scope, NO_FIELDS, sighting);
  return await insertContact(ctx, {
    workspace_id: scope.workspace._id,
    ...(fields ?? NO_FIELDS),
    lead_status: "none",
    tags: [],
    source: sighting.isHistory ? "history_sync" : "whatsapp",
    message_count: 0,
    last_message_at: sighting.messageAt,
    phone_number_ids: withNumber([], sighting.phoneNumberId),
  });
}

/** Makes one contact of two where that is safe; null when they stay two. */
async function unify(
  ctx: MutationCtx,
  scope: Scope,
  contact: Doc<"contacts">,
  other: Doc<"contacts">,
  isLinked: boolean,
): Promise<Doc<"contacts"> | null> {
  if (isLinked) {
    return await mergeSmaller(ctx, scope, contact, other, "provider_linked");
  }
  if (await isEitherBare(ctx, contact, other)) {
    return await mergeSmaller(ctx, scope, contact, other, "bare_identity");
  }
  await suggestDuplicate(
    ctx,
    scope,
    contact._id,
    other._id,
    "identities_met_in_one_message",
  );
  return null;
}

/** Writes what the sighting adds to the contact, if anything. */
async function learn(
  ctx: MutationCtx,
  scope: Scope,
  contact: Doc<"contacts">,
  sighting: Sighting,
): Promise<Doc<"contacts">> {
  const fields = learnedFields(scope, contact, sighting);
  return await patchContact(ctx, contact, {
    ...fields,
    source: sighting.isHistory ? contact.source : "whatsapp",
    phone_number_ids: withNumber(
      contact.phone_number_ids,
      sighting.phoneNumberId,
    ),
  });
}

/** Our numbers of a contact with another one; the same array if it is there. */
function withNumber(
  known: string[] | undefined,
  phoneNumberId: string | undefined,
): string[] | undefined {
  return phoneNumberId === undefined || known?.includes(phoneNumberId) === true
    ? known
    : [...(known ?? []), phoneNumberId].sort();
}

/** The party without ids that belong to somebody else (a filed suggestion). */
function ownedParty(
  party: Party,
  hits: IdentityHit[],
  foreign: ReadonlySet<Id<"contacts">>,
): Party {
  const lost = new Set(
    hits
      .filter(({ row }) => row !== null && foreign.has(row.contact_id))
      .map(({ key }) => (key.kind === "bsuid" ? "bsuid" : "phone")),
  );
  return {
    ...party,
    phone: lost.has("phone") ? undefined : party.phone,
    bsuid: lost.has("bsuid") ? undefined : party.bsuid,
  };
}
