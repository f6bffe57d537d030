/** Tables of duplicates: who may be one person, and who was made one. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vUserId } from "../users/tables";
import { vFieldSources } from "../../../src/lib/crm/contactFields";
import { vLeadStatus } from "./leadStatus";
import { vCustomValue } from "./tables";

/** What people say of a contact (peopleFields.ts), as it is kept for an undo. */
export const vPeopleFields = v.object({
  email: v.optional(v.string()),
  email_normalized: v.optional(v.string()),
  owner_id: v.optional(vUserId),
  custom_values: v.optional(v.record(v.string(), vCustomValue)),
  tags: v.array(v.string()),
  lead_status: vLeadStatus,
  field_sources: vFieldSources,
});

/** Why two contacts may be one person, strongest first. */
export const SUGGESTION_REASONS = [
  "identities_met_in_one_message",
  "one_number_in_two_spellings",
  "same_email",
  "similar_name_and_digits",
  /** Nobody suspected anything; people said so nevertheless. */
  "told_apart",
] as const;
export const vSuggestionReason = v.union(
  ...SUGGESTION_REASONS.map((reason) => v.literal(reason)),
);

export const vMergeReason = v.union(
  v.literal("provider_linked"),
  v.literal("bare_identity"),
  /** One number in two spellings, by `ops:mergeDuplicates`. */
  v.literal("one_number"),
  v.literal("human"),
);

/** "moving" and "undoing" while rows are still on their way. */
export const vMergeState = v.union(
  v.literal("moving"),
  v.literal("done"),
  v.literal("undoing"),
  v.literal("undone"),
);

export const mergeTables = {
  /**
   * Two contacts that may be one person, for people to decide. Written by
   * apply, the search for duplicates, people and merges; a pair is one row:
   * `contact_id` is the smaller id. "merged" rows wait: their contacts are one
   * for now, or another row asks about the same two. Kept.
   */
  duplicateSuggestions: defineTable({
    workspace_id: v.id("workspaces"),
    contact_id: v.id("contacts"),
    other_contact_id: v.id("contacts"),
    /** The two it was filed about, who may have been merged since. */
    leaf_id: v.optional(v.id("contacts")),
    other_leaf_id: v.optional(v.id("contacts")),
    /** The strongest. */
    reason: vSuggestionReason,
    /** All of them, strongest first; absent where there was only one. */
    reasons: v.optional(v.array(vSuggestionReason)),
    /** Of the reason, 1 and up: what is asked first. */
    strength: v.optional(v.number()),
    status: v.union(v.literal("open"), v.literal("merged"), v.literal("kept")),
    created_at: v.number(),
    /** When people told the two apart, and who; absent when nobody did. */
    kept_at: v.optional(v.number()),
    kept_by: v.optional(vUserId),
  })
    .index("by_contact_id_and_other_contact_id", [
      "contact_id",
      "other_contact_id",
    ])
    .index("by_other_contact_id", ["other_contact_id"])
    .index("by_leaf_id_and_other_leaf_id", ["leaf_id", "other_leaf_id"])
    .index("by_other_leaf_id", ["other_leaf_id"])
    .index("by_workspace_id_and_status_and_strength", [
      "workspace_id",
      "status",
      "strength",
    ]),

  /**
   * Merges of contacts and of conversations, with what is needed to undo them
   * for 30 days. Written by merges; read by people and by whoever must know
   * what belongs together; kept. Rows of before merges could be undone have no
   * `state`.
   */
  mergeLog: defineTable({
    workspace_id: v.id("workspaces"),
    survivor_id: v.id("contacts"),
    loser_id: v.id("contacts"),
    reason: vMergeReason,
    /** The loser's and survivor's documents before the merge, as JSON. */
    loser_json: v.string(),
    survivor_json: v.string(),
    merged_at: v.number(),
    /** Who asked for it; absent for what the service did by itself. */
    merged_by: v.optional(vUserId),
    state: v.optional(vMergeState),
    /** The contact that it is part of now, while it stands. */
    family_id: v.optional(v.id("contacts")),
    /** The two, on either side, that it joined: the edge of families.ts. */
    survivor_leaf_id: v.optional(v.id("contacts")),
    loser_leaf_id: v.optional(v.id("contacts")),
    /** Set when the two were one already and WhatsApp has linked them since. */
    is_confirmation: v.optional(v.boolean()),
    /** Set for a merge of two conversations of the contact. */
    survivor_conversation_id: v.optional(v.id("conversations")),
    loser_conversation_id: v.optional(v.id("conversations")),
    /** What people had decided of the survivor before it, and after it. */
    people_before: v.optional(vPeopleFields),
    people_after: v.optional(vPeopleFields),
    /** Whose rows are on their way, or were last. */
    moving_ids: v.optional(v.array(v.id("contacts"))),
    moved_rows: v.optional(v.number()),
    /** Rows expected to move, for a progress bar. */
    total_rows: v.optional(v.number()),
    /** Counts slices, so that of two jobs for one the second does nothing. */
    step: v.optional(v.number()),
    job_id: v.optional(v.id("_scheduled_functions")),
    undone_at: v.optional(v.number()),
    undone_by: v.optional(vUserId),
  })
    .index("by_family_id", ["family_id"])
    .index("by_survivor_id", ["survivor_id"])
    .index("by_loser_id", ["loser_id"])
    .index("by_state", ["state"])
    .index("by_workspace_id_and_merged_at", ["workspace_id", "merged_at"]),
};
