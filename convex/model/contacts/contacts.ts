/**
 * Who an event is about: finds, creates, completes and (where the evidence is
 * clear) merges contacts.
 */
import { ConvexError } from "convex/values";
import type { Party } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { loadLiveContact } from "../shared/redirects";
import type { Scope } from "../workspaces/scope";
import { areKeptApart, suggestDuplicate } from "./duplicates";
import { loadFamily, loadMembers, loadNaturalGroup } from "./family";
import {
  type ContactFields,
  mergeContactFields,
  NO_FIELDS,
  toProviderFields,
} from "../../../src/lib/crm/contactFields";
import { sightedSource } from "../../../src/lib/crm/contactSource";
import { refuseErased } from "./erasedIds";
import {
  attachIdentities,
  findIdentities,
  isEitherBare,
  toIdentityKeys,
  type IdentityHit,
} from "./identities";
import { type Candidate, confirmMerge, mergeByItself } from "./merge";
import { beginLearning, type FactsChange } from "./own";
import { scheduleScan } from "./scan";
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

/** Who a sighting is of. */
export interface Sighted {
  /** The contact as it is afterwards. */
  contact: Doc<"contacts">;
  /** The one among those merged into it whose ids these are, or itself. */
  homeId: Id<"contacts">;
  /** Whose ids came along although they are, or may be, somebody else. */
  foreign: ReadonlySet<Id<"contacts">>;
  /** True of somebody nobody knew before. */
  isNew: boolean;
}

/** The same before the contact is written. */
export interface BegunSighting extends Sighted {
  /** The contact as it is stored. */
  contact: Doc<"contacts">;
  /** What the sighting changes on it: to be written with what else is known. */
  learned: Partial<Doc<"contacts">>;
}

/** {@link beginSighting}, and the contact is written. */
export async function resolveContact(
  ctx: MutationCtx,
  scope: Scope,
  sighting: Sighting,
): Promise<Sighted> {
  const begun = await beginSighting(ctx, scope, sighting);
  const { learned, ...sighted } = begun;
  return {
    ...sighted,
    contact: await patchContact(ctx, sighted.contact, learned),
  };
}

/**
 * The contact of a sighting, with its ids brought up to date; its fields are for
 * the caller to write.
 *
 * Candidates in order: business-scoped id, previous ids, phone, then the owner
 * of the same message or session. Several candidates are merged when the
 * provider linked them or one of them is bare; otherwise the first is taken and
 * a suggestion is filed.
 *
 * @throws ConvexError `unidentified_party` when nothing says who it is.
 */
export async function beginSighting(
  ctx: MutationCtx,
  scope: Scope,
  sighting: Sighting,
): Promise<BegunSighting> {
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
  const homes = listHomes(hits, sighting.knownContactIds);
  if (hits.length + homes.length === 0 && !sighting.hasSession) {
    throw new ConvexError({ code: "unidentified_party" });
  }
  const [homeId, ...others] = homes;
  if (homeId === undefined) {
    await refuseErased(ctx, scope.workspace._id, keys, sighting.at);
    const contact = await createContact(ctx, scope, sighting);
    await attachIdentities(ctx, scope, contact._id, contact._id, hits);
    await scheduleScan(ctx, contact._id);
    return {
      contact,
      homeId: contact._id,
      foreign: new Set(),
      isNew: true,
      learned: {},
    };
  }
  const first = { contact: await loadLiveContact(ctx, homeId), homeId };
  const isLinked = previousKeys.length > 0;
  const met = await meetOthers(ctx, scope, first, others, isLinked);
  await attachIdentities(ctx, scope, met.contact._id, homeId, hits);
  return { ...met, learned: await learn(ctx, scope, met, sighting, hits) };
}

/** Whose the hits and the known rows are, each once, in order. */
function listHomes(
  hits: IdentityHit[],
  knownContactIds: (Id<"contacts"> | undefined)[],
): Id<"contacts">[] {
  const ids = [
    ...hits.map(({ row }) => row?.home_contact_id ?? row?.contact_id),
    ...knownContactIds,
  ];
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Makes one contact of those whose ids met, as far as that is safe. */
async function meetOthers(
  ctx: MutationCtx,
  scope: Scope,
  first: Candidate,
  others: Id<"contacts">[],
  isLinked: boolean,
): Promise<Sighted> {
  const current = { ...first };
  const foreign = new Set<Id<"contacts">>();
  for (const homeId of others) {
    const contact = await loadLiveContact(ctx, homeId);
    const other = { contact, homeId };
    const unified =
      contact._id === current.contact._id
        ? await confirm(ctx, scope, current, other, isLinked)
        : await unify(ctx, scope, current, other, isLinked);
    if (unified === null) {
      foreign.add(homeId);
    } else {
      current.contact = unified;
    }
  }
  return { ...current, foreign, isNew: false };
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
  contact: Candidate,
  other: Candidate,
  isLinked: boolean,
): Promise<Doc<"contacts"> | null> {
  const pair = [contact.contact._id, other.contact._id] as const;
  if (await areKeptApart(ctx, ...pair)) {
    return null;
  }
  const reason = await reasonToMerge(ctx, contact, other, isLinked);
  const merged =
    reason && (await mergeByItself(ctx, scope, contact, other, reason));
  if (!merged) {
    const met = "identities_met_in_one_message";
    await suggestDuplicate(ctx, scope, pair, met, [
      contact.homeId,
      other.homeId,
    ]);
  }
  return merged;
}

/**
 * Two that are one contact already; null when only people made them one and
 * nothing that came since would have.
 */
async function confirm(
  ctx: MutationCtx,
  scope: Scope,
  { contact, homeId }: Candidate,
  other: Candidate,
  isLinked: boolean,
): Promise<Doc<"contacts"> | null> {
  const { members } = await loadFamily(ctx, contact);
  const areMerged = members.includes(homeId) && members.includes(other.homeId);
  const group = await loadNaturalGroup(ctx, contact, homeId);
  if (!areMerged || group.includes(other.homeId)) {
    return contact;
  }
  const homes = [homeId, other.homeId] as const;
  if (await areKeptApart(ctx, ...homes)) {
    return null;
  }
  const here = { contact, homeId };
  const reason = await reasonToMerge(ctx, here, other, isLinked);
  if (reason !== null) {
    await confirmMerge(ctx, scope, contact, homes, reason);
    return contact;
  }
  const pair = [contact._id, contact._id] as const;
  const met = "identities_met_in_one_message";
  await suggestDuplicate(ctx, scope, pair, met, homes);
  return null;
}

/** Why two may be made one without asking; null when people must be asked. */
async function reasonToMerge(
  ctx: MutationCtx,
  a: Candidate,
  b: Candidate,
  isLinked: boolean,
): Promise<"provider_linked" | "bare_identity" | null> {
  if (isLinked) {
    return "provider_linked";
  }
  const [groupOfA, groupOfB] = await Promise.all(
    [a, b].map(async ({ contact, homeId }) =>
      contact.own === undefined
        ? [contact]
        : await loadMembers(ctx, await loadNaturalGroup(ctx, contact, homeId)),
    ),
  );
  return (await isEitherBare(ctx, groupOfA ?? [], groupOfB ?? []))
    ? "bare_identity"
    : null;
}

/** What the sighting adds to the contact, if anything. */
async function learn(
  ctx: MutationCtx,
  scope: Scope,
  { contact, homeId, foreign }: Sighted,
  sighting: Sighting,
  hits: IdentityHit[],
): Promise<Partial<Doc<"contacts">>> {
  const { isHistory, phoneNumberId, party } = sighting;
  const change =
    (known: Party): FactsChange =>
    (facts) => ({
      ...learnedFields(scope, facts, { ...sighting, party: known }),
      source: sightedSource(facts.source, isHistory),
      phone_number_ids: withNumber(facts.phone_number_ids, phoneNumberId),
    });
  const isElsewhere = (id: Id<"contacts">) =>
    foreign.has(id) && !isPartOf(hits, id, contact._id);
  const learned = await beginLearning(ctx, contact, homeId, {
    whole: change(ownedParty(party, hits, isElsewhere)),
    own: change(ownedParty(party, hits, (id) => foreign.has(id))),
  });
  const after = { ...contact, ...learned };
  const isRenamed =
    after.name !== contact.name || after.phone !== contact.phone;
  if (isRenamed) {
    await scheduleScan(ctx, contact._id);
  }
  return learned;
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

/** Whether an id's owner was merged into the contact. */
const isPartOf = (
  hits: IdentityHit[],
  homeId: Id<"contacts">,
  contactId: Id<"contacts">,
) =>
  hits.some(
    ({ row }) =>
      row?.contact_id === contactId &&
      (row.home_contact_id ?? row.contact_id) === homeId,
  );

/** The party without ids that belong to somebody else (a filed suggestion). */
function ownedParty(
  party: Party,
  hits: IdentityHit[],
  isForeign: (id: Id<"contacts">) => boolean,
): Party {
  const lost = new Set(
    hits
      .filter(
        ({ row }) =>
          row !== null && isForeign(row.home_contact_id ?? row.contact_id),
      )
      .map(({ key }) => (key.kind === "bsuid" ? "bsuid" : "phone")),
  );
  return {
    ...party,
    phone: lost.has("phone") ? undefined : party.phone,
    bsuid: lost.has("bsuid") ? undefined : party.bsuid,
  };
}
