/** What people see of a merge before they ask for it, and of one that was. */
import { v } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { MAX_CONVERSATIONS } from "../conversations/place";
import { toContactView, vContact } from "../shared/views";
import {
  compareFields,
  vComparedField,
  vMergeWarning,
  warnAbout,
} from "./mergeComparison";
import { type Chooser, type MergeChoices, planMerge } from "./mergePlan";
import { countOfContact, ROWS_AT_ONCE } from "./moving";
import { toPerson, vPerson } from "./person";

type Contact = Doc<"contacts">;

/** Ids of one contact that are counted. */
const MAX_IDENTITIES = 200;

/** What follows from the messages is worked out when they have moved. */
const vMerged = vContact.omit(
  "waiting_since",
  "last_message_preview",
  "last_message_direction",
);

function toMerged(contact: Contact): typeof vMerged.type {
  const {
    waiting_since: _waitingSince,
    last_message_preview: _preview,
    last_message_direction: _direction,
    ...merged
  } = toContactView(contact);
  return merged;
}

export const vMergePreview = v.object({
  survivor: vPerson,
  duplicate: vPerson,
  /** The survivor as the merge writes it. */
  merged: vMerged,
  fields: v.array(vComparedField),
  tags: v.object({
    survivor: v.array(v.string()),
    duplicate: v.array(v.string()),
    merged: v.array(v.string()),
  }),
  /** What the duplicate brings along; notes and events are counted to 1,000. */
  moves: v.object({
    conversations: v.number(),
    messages: v.number(),
    identities: v.number(),
    notes: v.number(),
    events: v.number(),
  }),
  warnings: v.array(vMergeWarning),
  /** True when so much moves that the merge goes on after its answer. */
  is_background: v.boolean(),
});

export async function previewMerge(
  ctx: QueryCtx,
  chooser: Chooser,
  [survivor, duplicate]: readonly [Contact, Contact],
  choices: MergeChoices,
): Promise<typeof vMergePreview.type> {
  const merged = {
    ...survivor,
    ...planMerge(survivor, duplicate, choices, chooser),
  };
  const moves = await countMoves(ctx, duplicate);
  const rows = moves.messages + moves.notes + moves.events;
  const { defaultRegion } = chooser;
  return {
    survivor: toPerson(survivor, defaultRegion),
    duplicate: toPerson(duplicate, defaultRegion),
    merged: toMerged(merged),
    fields: compareFields(survivor, duplicate, merged),
    tags: {
      survivor: survivor.tags,
      duplicate: duplicate.tags,
      merged: merged.tags,
    },
    moves,
    warnings: warnAbout(survivor, duplicate),
    is_background: rows > ROWS_AT_ONCE,
  };
}

async function countMoves(ctx: QueryCtx, duplicate: Contact) {
  const [identities, conversations, others] = await Promise.all([
    ctx.db
      .query("contactIdentities")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", duplicate._id))
      .take(MAX_IDENTITIES),
    ctx.db
      .query("conversations")
      .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
        q.eq("contact_id", duplicate._id).eq("merged_into", undefined),
      )
      .take(MAX_CONVERSATIONS),
    countOfContact(ctx, duplicate._id),
  ]);
  return {
    conversations: conversations.length,
    messages: duplicate.message_count,
    identities: identities.length,
    ...others,
  };
}
