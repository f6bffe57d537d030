/** Tables of people: who they are, what is known of them, what was merged. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vContactEventKind } from "../../../src/lib/crm/contactEvents";
import { vFieldSources } from "../../../src/lib/crm/contactFields";
import { CUSTOM_FIELD_TYPES } from "../../../src/lib/crm/customFields";
import { vContactSource } from "../../../src/lib/crm/contactSource";
import { vDirection } from "../../../src/lib/crm/events";
import { vUserId } from "../users/tables";
import { vContactFilter, vContactSort } from "./filter";
import { vLeadStatus } from "./leadStatus";

export const vIdentityKind = v.union(
  v.literal("phone"),
  v.literal("bsuid"),
  v.literal("wa_id"),
);

const vMarketing = v.object({
  status: v.union(v.literal("stopped"), v.literal("resumed")),
  sequence: v.number(),
  at: v.number(),
});

/**
 * What a contact says by itself, without those that were merged into it: the
 * fields that events change, and what tells whether people have touched it.
 */
export const vOwnFacts = v.object({
  phone: v.optional(v.string()),
  phone_normalized: v.optional(v.string()),
  phone_reversed: v.optional(v.string()),
  bsuid: v.optional(v.string()),
  parent_bsuid: v.optional(v.string()),
  username: v.optional(v.string()),
  name: v.optional(v.string()),
  provider_name: v.optional(v.object({ value: v.string(), at: v.number() })),
  phone_number_ids: v.optional(v.array(v.string())),
  field_sources: vFieldSources,
  source: vContactSource,
  message_count: v.number(),
  last_message_at: v.optional(v.number()),
  marketing: v.optional(vMarketing),
  tags: v.array(v.string()),
  lead_status: vLeadStatus,
});

/** Who did something to a contact: a member, WhatsApp, or the service itself. */
export const vActor = v.union(
  v.object({ kind: v.literal("member"), user_id: vUserId }),
  v.object({ kind: v.literal("provider") }),
  v.object({ kind: v.literal("system") }),
);

/** A custom field's value: text, number, choice, or a date as "2026-11-27". */
export const vCustomValue = v.union(v.string(), v.number());

export const contactTables = {
  /**
   * A person as one workspace knows them. Written by apply and by people; kept.
   * After a merge the loser stays as a redirect with `merged_into` set, and
   * goes on saying what it would say by itself.
   */
  contacts: defineTable({
    workspace_id: v.id("workspaces"),
    /** As received. */
    phone: v.optional(v.string()),
    /** E.164; absent when the number did not parse or is hidden. */
    phone_normalized: v.optional(v.string()),
    /** The number's digits backwards, parsed or not. */
    phone_reversed: v.optional(v.string()),
    bsuid: v.optional(v.string()),
    parent_bsuid: v.optional(v.string()),
    /** Display only, mutable at the provider. */
    username: v.optional(v.string()),
    name: v.optional(v.string()),
    /** As a person or a form wrote it. */
    email: v.optional(v.string()),
    /** What the e-mail is looked up by: src/lib/crm/email.ts. */
    email_normalized: v.optional(v.string()),
    /** The member who looks after the contact. */
    owner_id: v.optional(vUserId),
    /** Values of the workspace's custom fields, by the field's key. */
    custom_values: v.optional(v.record(v.string(), vCustomValue)),
    /** WhatsApp's own name while a person's stands, to be given back to. */
    provider_name: v.optional(v.object({ value: v.string(), at: v.number() })),
    /** Made by versions before `search_terms`; `migrations:run` empties it. */
    search_text: v.optional(v.string()),
    /** What a search finds the contact by: the terms of its `contactTerms`. */
    search_terms: v.optional(v.array(v.string())),
    /** The name as lists sort it (sortNameOf). */
    sort_name: v.optional(v.string()),
    /** Whether there is a `phone`: an index knows no "has any". */
    has_number: v.optional(v.boolean()),
    /** `waiting_since` below zero: greatest first is longest waiting first. */
    waiting_rank: v.optional(v.number()),
    /** Our numbers that the contact has a conversation on. */
    phone_number_ids: v.optional(v.array(v.string())),
    field_sources: vFieldSources,
    lead_status: vLeadStatus,
    tags: v.array(v.string()),
    /** How the person became known. */
    source: vContactSource,
    message_count: v.number(),
    /** Newest message's provider time; absent without messages. */
    last_message_at: v.optional(v.number()),
    /** First line of the newest message, for lists. */
    last_message_preview: v.optional(v.string()),
    last_message_direction: v.optional(vDirection),
    /** Since when somebody of ours owes an answer in one of the conversations. */
    waiting_since: v.optional(v.number()),
    marketing: v.optional(vMarketing),
    /** There while others are merged into it; see model/contacts/own.ts. */
    own: v.optional(vOwnFacts),
    merged_into: v.optional(v.id("contacts")),
  })
    // Lists: one index a sort, and one a filter with the newest activity first.
    .index("by_workspace_id_and_merged_into_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "last_message_at",
    ])
    .index("by_workspace_id_and_merged_into_and_waiting_rank", [
      "workspace_id",
      "merged_into",
      "waiting_rank",
      "last_message_at",
    ])
    // For the order of creation, which the longer indexes do not have.
    // eslint-disable-next-line @convex-dev/no-duplicate-indexes
    .index("by_workspace_id_and_merged_into", ["workspace_id", "merged_into"])
    .index("by_workspace_id_and_merged_into_and_sort_name", [
      "workspace_id",
      "merged_into",
      "sort_name",
    ])
    .index("by_workspace_id_and_merged_and_lead_status_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "lead_status",
      "last_message_at",
    ])
    .index("by_workspace_id_and_merged_into_and_owner_id_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "owner_id",
      "last_message_at",
    ])
    .index("by_workspace_id_and_merged_into_and_email_normalized", [
      "workspace_id",
      "merged_into",
      "email_normalized",
    ])
    .index("by_workspace_id_and_merged_into_and_source_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "source",
      "last_message_at",
    ])
    .index("by_workspace_id_and_merged_and_has_number_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "has_number",
      "last_message_at",
    ])
    .index("by_workspace_id_and_merged_and_marketing_and_last_message_at", [
      "workspace_id",
      "merged_into",
      "marketing.status",
      "last_message_at",
    ]),

  /**
   * Who carries a tag, in the order of lists. Written with the contact
   * (model/contacts/rows); read by lists; gone with the tag, and while the
   * contact is merged into another.
   */
  contactTags: defineTable({
    workspace_id: v.id("workspaces"),
    tag: v.string(),
    contact_id: v.id("contacts"),
    /** The contact's. */
    last_message_at: v.optional(v.number()),
  })
    .index("by_workspace_id_and_tag_and_last_message_at", [
      "workspace_id",
      "tag",
      "last_message_at",
    ])
    .index("by_contact_id", ["contact_id"]),

  /**
   * What people are found by (src/lib/crm/searchTerms.ts), a row a term. Written
   * with the contact (model/contacts/rows); read by search; gone with the words,
   * and while the contact is merged into another.
   */
  contactTerms: defineTable({
    workspace_id: v.id("workspaces"),
    term: v.string(),
    contact_id: v.id("contacts"),
    /** When the contact was active last, roughly (activityPeriod). */
    active_period: v.number(),
    /** More roughly: a whole number of periods (activityEra). */
    active_era: v.number(),
  })
    .index("by_workspace_id_and_term", ["workspace_id", "term"])
    .index("by_workspace_id_and_active_era_and_term", [
      "workspace_id",
      "active_era",
      "term",
    ])
    .index("by_workspace_id_and_active_period_and_term", [
      "workspace_id",
      "active_period",
      "term",
    ])
    .index("by_contact_id", ["contact_id"]),

  /**
   * Filters with a name. Written and read by members; personal ones are their
   * maker's, shared ones everybody's; kept until removed.
   */
  savedViews: defineTable({
    workspace_id: v.id("workspaces"),
    /** Who made it. */
    user_id: vUserId,
    is_shared: v.boolean(),
    name: v.string(),
    filter: vContactFilter,
    sort: v.optional(vContactSort),
    /** The columns it shows, in their order. */
    columns: v.optional(v.array(v.string())),
  })
    .index("by_workspace_id_and_user_id", ["workspace_id", "user_id"])
    .index("by_workspace_id_and_is_shared", ["workspace_id", "is_shared"]),

  /**
   * What happened to a contact besides messages: who changed what, when, from
   * what to what. Written with the change itself; read by its timeline; kept.
   */
  contactEvents: defineTable({
    workspace_id: v.id("workspaces"),
    contact_id: v.id("contacts"),
    at: v.number(),
    actor: vActor,
    kind: vContactEventKind,
    /** The field that an edit changed: an EditedField. */
    field: v.optional(v.string()),
    /** A RecordedState before and after; absent where nothing had one. */
    old_json: v.optional(v.string()),
    new_json: v.optional(v.string()),
    /** The merge, job, note or delivery that it belongs to. */
    about_id: v.optional(v.string()),
    /** The event that this one takes back. */
    undoes: v.optional(v.id("contactEvents")),
    /** Why the service did it: a STATUS_REASONS. */
    reason: v.optional(v.string()),
    /** The contact that it came with, where a merge moved it. */
    home_contact_id: v.optional(v.id("contacts")),
  })
    .index("by_contact_id_and_at", ["contact_id", "at"])
    .index("by_home_contact_id_and_contact_id", [
      "home_contact_id",
      "contact_id",
    ]),

  /**
   * What members write down about a contact. Written and read by them; kept,
   * removed ones too, so that they can be brought back.
   */
  contactNotes: defineTable({
    workspace_id: v.id("workspaces"),
    contact_id: v.id("contacts"),
    author_id: vUserId,
    text: v.string(),
    edited_at: v.optional(v.number()),
    edited_by: v.optional(vUserId),
    /** Absent while it stands. */
    removed_at: v.optional(v.number()),
    /** The contact that it came with, where a merge moved it. */
    home_contact_id: v.optional(v.id("contacts")),
  })
    .index("by_contact_id", ["contact_id"])
    .index("by_home_contact_id_and_contact_id", [
      "home_contact_id",
      "contact_id",
    ]),

  /**
   * Fields that a workspace adds to its contacts. Written by admins; read with
   * contacts and by imports; archived ones are kept, as their values are.
   */
  customFields: defineTable({
    workspace_id: v.id("workspaces"),
    /** Names it in `custom_values`; never changes. */
    key: v.string(),
    label: v.string(),
    type: v.union(...CUSTOM_FIELD_TYPES.map((type) => v.literal(type))),
    /** What a choice may be. */
    choices: v.optional(v.array(v.string())),
    position: v.number(),
    archived_at: v.optional(v.number()),
  }).index("by_workspace_id_and_key", ["workspace_id", "key"]),

  /**
   * Every id a contact was ever known by, old ones included: the only way from
   * an id to a person. Written by apply and merges; kept.
   */
  contactIdentities: defineTable({
    workspace_id: v.id("workspaces"),
    kind: vIdentityKind,
    value: v.string(),
    contact_id: v.id("contacts"),
    first_seen_at: v.number(),
    /** Whose it is among the contacts that were merged; absent: the contact's. */
    home_contact_id: v.optional(v.id("contacts")),
  })
    .index("by_home_contact_id_and_contact_id", [
      "home_contact_id",
      "contact_id",
    ])
    .index("by_workspace_id_and_kind_and_value", [
      "workspace_id",
      "kind",
      "value",
    ])
    .index("by_contact_id", ["contact_id"]),
};
