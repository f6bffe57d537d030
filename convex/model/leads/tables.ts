/** Tables of leads: who is one, what members said, what waits to be looked at. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vFieldSource } from "../../../src/lib/crm/contactFields";
import {
  vKeptVerdict,
  vLeadReason,
  vReview,
} from "../../../src/lib/leads/reasons";
import { SPAM_LANGUAGES } from "../../../src/lib/spam/classifier";
import { vDamper, vSpamSignal } from "../../../src/lib/spam/score";
import { vLeadStatus } from "../contacts/leadStatus";
import { vUserId } from "../users/tables";

export const vSpamLanguage = v.union(
  ...SPAM_LANGUAGES.map((language) => v.literal(language)),
);

export const leadTables = {
  /**
   * A contact that is or was a lead, or that was taken for spam. Its status is
   * the contact's, kept with every write of it (model/contacts/leadRows.ts).
   * Written by checks and by members; kept, unless people say that the contact
   * is none.
   */
  leads: defineTable({
    workspace_id: v.id("workspaces"),
    contact_id: v.id("contacts"),
    /** The contact that it came with, where a merge moved it. */
    home_contact_id: v.optional(v.id("contacts")),
    status: vLeadStatus,
    review: vReview,
    /** Its place in the queue: when it was made, or when it comes back. */
    review_at: v.number(),
    /** Why it became a lead. */
    reason: vLeadReason,
    made_at: v.number(),
    /** The Monday of that week in the workspace's zone, YYYY-MM-DD. */
    week: v.string(),
    /** How much their messages look like spam, and why; absent where they do not. */
    spam: v.optional(
      v.object({
        score: v.number(),
        signals: v.array(vSpamSignal),
        dampers: v.array(vDamper),
      }),
    ),
    /** When the customer last wrote, by arrival. */
    engaged_at: v.optional(v.number()),
    /** Retention deleted messages of theirs: what was found in them stands. */
    outlives_messages: v.optional(v.literal(true)),
    /** When it is to be archived; absent unless it is unqualified. */
    archive_at: v.optional(v.number()),
  })
    .index("by_contact_id", ["contact_id"])
    .index("by_home_contact_id_and_contact_id", [
      "home_contact_id",
      "contact_id",
    ])
    .index("by_workspace_id_and_made_at", ["workspace_id", "made_at"])
    .index("by_workspace_id_and_status_and_made_at", [
      "workspace_id",
      "status",
      "made_at",
    ])
    .index("by_workspace_id_and_review_and_review_at", [
      "workspace_id",
      "review",
      "review_at",
    ])
    .index("by_workspace_id_and_review_and_status_and_review_at", [
      "workspace_id",
      "review",
      "status",
      "review_at",
    ])
    .index("by_archive_at", ["archive_at"]),

  /**
   * A contact that is to be looked at again: one row at most, so that a burst of
   * messages is one look. Written with a message; deleted by the look; found by
   * the sweeper when its job was lost.
   */
  leadChecks: defineTable({
    workspace_id: v.id("workspaces"),
    contact_id: v.id("contacts"),
    due_at: v.number(),
    /** The delivery that asked first. */
    audit_id: v.optional(v.id("webhookAudit")),
    /** What a form was to make a lead of while automations were paused. */
    is_form: v.optional(v.literal(true)),
  })
    .index("by_contact_id", ["contact_id"])
    .index("by_workspace_id", ["workspace_id"])
    .index("by_due_at", ["due_at"]),

  /** What a workspace asks of leads, where it is not the defaults. One row each. */
  leadSettings: defineTable({
    workspace_id: v.id("workspaces"),
    /** Messages of a customer's that make a lead. */
    message_threshold: v.number(),
    /** Hours in which an answer to our greeting makes one. */
    greeting_hours: v.number(),
    /** Hours without a message after which it is archived. */
    archive_hours: v.number(),
    /** Numbers of the team, E.164, which are never leads. */
    team_phones: v.array(v.string()),
    /** Whether the members' own verdicts on spam are a signal. */
    classifier_enabled: v.boolean(),
  }).index("by_workspace_id", ["workspace_id"]),

  /**
   * What members said of leads and of spam. Written with the verdict; read by
   * checks, statistics and undo; kept.
   */
  leadVerdicts: defineTable({
    workspace_id: v.id("workspaces"),
    contact_id: v.id("contacts"),
    home_contact_id: v.optional(v.id("contacts")),
    lead_id: v.optional(v.id("leads")),
    user_id: vUserId,
    verdict: vKeptVerdict,
    at: v.number(),
    /** What undo puts back. */
    before: v.object({
      status: v.string(),
      source: v.optional(vFieldSource),
      review: vReview,
      review_at: v.optional(v.number()),
    }),
    after_status: v.string(),
    /** What it taught the workspace's classifier: hashes of words. */
    lesson: v.optional(
      v.object({
        language: vSpamLanguage,
        words: v.array(v.number()),
        label: v.union(v.literal("spam"), v.literal("ham")),
      }),
    ),
    /** When it was taken back, or another one said otherwise. */
    corrected_at: v.optional(v.number()),
  })
    .index("by_contact_id_and_at", ["contact_id", "at"])
    .index("by_home_contact_id_and_contact_id", [
      "home_contact_id",
      "contact_id",
    ])
    .index("by_workspace_id_and_at", ["workspace_id", "at"]),

  /**
   * Who began with which text, once each, to tell those that many send. Written
   * and read by checks; swept after 30 days.
   */
  textSightings: defineTable({
    workspace_id: v.id("workspaces"),
    /** A hash: src/lib/spam/repeats.ts. */
    text_key: v.string(),
    contact_id: v.id("contacts"),
    seen_at: v.number(),
  })
    .index("by_workspace_id_and_text_key_and_contact_id", [
      "workspace_id",
      "text_key",
      "contact_id",
    ])
    .index("by_contact_id", ["contact_id"])
    .index("by_seen_at", ["seen_at"]),

  /**
   * How many messages members called spam, and how many not, by language.
   * Written with verdicts; read by checks; kept. A row a language.
   */
  spamLabels: defineTable({
    workspace_id: v.id("workspaces"),
    language: vSpamLanguage,
    spam: v.number(),
    ham: v.number(),
  }).index("by_workspace_id_and_language", ["workspace_id", "language"]),

  /**
   * In how many of these messages a word was: a hash, never the word. Written
   * with verdicts; read by checks; kept.
   */
  spamWords: defineTable({
    workspace_id: v.id("workspaces"),
    language: vSpamLanguage,
    word: v.number(),
    spam: v.number(),
    ham: v.number(),
  }).index("by_workspace_id_and_language_and_word", [
    "workspace_id",
    "language",
    "word",
  ]),
};
