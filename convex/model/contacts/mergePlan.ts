/**
 * What a merge makes of two contacts. A preview shows it and a merge writes it:
 * there is no other place that decides.
 */
import { ConvexError, v } from "convex/values";
import {
  customFieldPath,
  SINGLE_FIELDS,
  type SingleField,
} from "../../../src/lib/crm/contactEvents";
import { phoneFieldsOf } from "../../../src/lib/crm/contactFields";
import { ownOf } from "../../../src/lib/values/records";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { Doc } from "../../_generated/dataModel";
import type { UserId } from "../users/tables";
import { stateOf, withState } from "./fieldStates";
import { addFacts } from "./own";
import { mergePeopleFields } from "./peopleFields";

type Contact = Doc<"contacts">;

export const vSide = v.union(v.literal("survivor"), v.literal("duplicate"));
type Side = typeof vSide.type;

/** Whose value stands, by field; what is not named follows the rules. */
export const vMergeChoices = v.object({
  name: v.optional(vSide),
  phone: v.optional(vSide),
  email: v.optional(vSide),
  owner_id: v.optional(vSide),
  lead_status: v.optional(vSide),
  custom_values: v.optional(v.record(v.string(), vSide)),
  /** Those of the united tags that stay. */
  tags: v.optional(v.array(v.string())),
});
export type MergeChoices = typeof vMergeChoices.type;

/** Who chose and when, ms UTC; there is no time while nobody has yet. */
export interface Chooser {
  defaultRegion: string;
  now?: number | undefined;
  by?: UserId | undefined;
}

/** What the merge writes over the survivor. */
export type MergePatch = Omit<Contact, "_id" | "_creationTime">;

/**
 * The survivor's fields after the merge. Without choices: of what WhatsApp says
 * the newest, of what people say the last; tags are united.
 *
 * @throws ConvexError `invalid_choices` for a tag or field that neither has.
 */
export function planMerge(
  survivor: Contact,
  loser: Contact,
  choices: MergeChoices,
  chooser: Chooser,
): MergePatch {
  const facts = addFacts(survivor, loser, chooser.defaultRegion);
  const people = mergePeopleFields(survivor, loser);
  let merged: Contact = {
    ...survivor,
    ...facts,
    ...people,
    field_sources: withoutAbsent({
      ...facts.field_sources,
      ...people.field_sources,
    }),
  };
  for (const [field, side] of chosenFields(survivor, loser, choices)) {
    const chosen = stateOf(ofSide(side, survivor, loser), field);
    if (field !== "name") {
      merged = withState(merged, field, chosen);
    } else if (chosen.value !== null && chosen.value !== merged.name) {
      // A name that people chose against the rule is theirs from now on.
      const at = chooser.now ?? chosen.source?.at ?? 0;
      const source = { at, source: "human" as const, by: chooser.by };
      merged = withState(merged, "name", {
        value: chosen.value,
        source: withoutAbsent(source),
      });
    }
  }
  merged = withPhone(merged, survivor, loser, choices.phone, chooser);
  const tags = keptTags(merged.tags, choices.tags);
  const { _id, _creationTime, ...patch } = { ...merged, tags };
  return patch;
}

const ofSide = <T>(side: Side, survivor: T, loser: T): T =>
  side === "survivor" ? survivor : loser;

function chosenFields(
  survivor: Contact,
  loser: Contact,
  choices: MergeChoices,
): [SingleField, Side][] {
  const chosen: [SingleField, Side][] = [];
  for (const field of SINGLE_FIELDS) {
    const side = choices[field];
    if (side !== undefined) {
      chosen.push([field, side]);
    }
  }
  for (const [key, side] of Object.entries(choices.custom_values ?? {})) {
    const isKnown = [survivor, loser].some(
      (contact) => ownOf(contact.custom_values, key) !== undefined,
    );
    if (!isKnown) {
      throw new ConvexError({ code: "invalid_choices" });
    }
    chosen.push([customFieldPath(key), side]);
  }
  return chosen;
}

/** A chosen number is shown until WhatsApp names one that is newer. */
function withPhone(
  merged: Contact,
  survivor: Contact,
  loser: Contact,
  side: Side | undefined,
  { defaultRegion }: Chooser,
): Contact {
  const chosen = side && ofSide(side, survivor, loser);
  if (chosen?.phone === undefined) {
    return merged;
  }
  return {
    ...merged,
    phone: chosen.phone,
    ...phoneFieldsOf(chosen.phone, defaultRegion),
    field_sources: withoutAbsent({
      ...merged.field_sources,
      phone: chosen.field_sources.phone,
    }),
  };
}

function keptTags(united: string[], kept: string[] | undefined): string[] {
  if (kept?.some((tag) => !united.includes(tag))) {
    throw new ConvexError({ code: "invalid_choices" });
  }
  return kept === undefined ? united : [...new Set(kept)].sort();
}
