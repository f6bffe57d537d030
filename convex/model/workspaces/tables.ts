/** Tables of tenants: who owns what, and which number belongs to whom. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vAlertKind } from "../../../src/lib/alerts/kinds";
import { vLifeStatus } from "../../../src/lib/crm/numberStatus";
import { vUserId } from "../users/tables";
import { vPrefs } from "./prefs";

export const vRole = v.union(
  v.literal("owner"),
  v.literal("admin"),
  v.literal("agent"),
  v.literal("viewer"),
);

/**
 * Whose membership it is. A string that is no id is a subject of before people
 * had rows in `users`: `migrations:giveMembersUsers` replaces it, and until then
 * it lets nobody in.
 */
const vMemberUser = v.union(vUserId, v.string());

/**
 * By mail, or, for lack of a provider, to the mailbox that operators read;
 * "bounced": the provider says that the mail did not arrive.
 */
export const vInvitationDelivery = v.union(
  v.literal("mailed"),
  v.literal("mailbox"),
  v.literal("bounced"),
);

/** How often a digest comes: "paid" daily, "free" weekly, on Mondays. */
export const vPlan = v.union(v.literal("free"), v.literal("paid"));

export const vPhoneNumberStatus = v.union(v.literal("unclaimed"), vLifeStatus);

/** What an event of the provider said about a number, and when it arrived. */
const vStatusReport = v.object({
  status: vLifeStatus,
  received_at: v.number(),
});

export const workspaceTables = {
  /** A tenant. Written by operators and settings; read everywhere; kept. */
  workspaces: defineTable({
    slug: v.string(),
    name: v.string(),
    /** IANA zone, the user's own spelling. */
    timezone: v.string(),
    /** Region for phone numbers written without a country code, e.g. "ID". */
    default_region: v.string(),
    plan: vPlan,
    /** Local hour of the daily digest, 0-23. */
    digest_hour: v.number(),
    /** Nothing of this workspace goes to a model, whatever is configured. */
    digest_model_off: v.optional(v.literal(true)),
    automations_paused: v.boolean(),
    next_digest_at: v.optional(v.number()),
    /** How long raw bodies are kept; absent = 30 days. */
    payload_retention_days: v.optional(v.number()),
    /** How long messages are kept; absent = until their contact is erased. */
    message_retention_days: v.optional(v.number()),
  })
    .index("by_message_retention_days", ["message_retention_days"])
    .index("by_slug", ["slug"])
    .index("by_next_digest_at", ["next_digest_at"]),

  /** Who may see a workspace. Written by owners; read by every access check. */
  members: defineTable({
    workspace_id: v.id("workspaces"),
    user_id: vMemberUser,
    role: vRole,
  })
    .index("by_user_id_and_workspace_id", ["user_id", "workspace_id"])
    .index("by_workspace_id", ["workspace_id"]),

  /**
   * Who was asked to join. Written by admins; read by them and at every sign-in;
   * swept a month after they are over.
   */
  invitations: defineTable({
    workspace_id: v.id("workspaces"),
    /** As `toAddress` spells it. */
    email: v.string(),
    role: vRole,
    invited_by: vUserId,
    /** Until when it can be accepted, ms UTC. */
    expires_at: v.number(),
    status: v.union(
      v.literal("open"),
      v.literal("accepted"),
      v.literal("revoked"),
    ),
    /** How the link went out; absent until it has. */
    delivery: v.optional(vInvitationDelivery),
    /** The mail component's id of the newest mail. */
    mail_id: v.optional(v.string()),
  })
    .index("by_mail_id", ["mail_id"])
    .index("by_email_and_status", ["email", "status"])
    .index("by_workspace_id", ["workspace_id"])
    .index("by_expires_at", ["expires_at"]),

  /**
   * How a member likes the page. Written and read by themselves; kept, so that
   * whoever is invited again finds it.
   */
  memberPrefs: defineTable({
    workspace_id: v.id("workspaces"),
    user_id: vUserId,
    prefs: vPrefs,
  }).index("by_user_id_and_workspace_id", ["user_id", "workspace_id"]),

  /**
   * A webhook URL with its own secret. Written by operators; read once per
   * delivery; kept. The deployment-wide endpoint has the key "default" and
   * takes its secret from the environment.
   */
  endpoints: defineTable({
    endpoint_key: v.string(),
    /** When set, the endpoint speaks for this workspace only. */
    workspace_id: v.optional(v.id("workspaces")),
    phone_number_ids: v.optional(v.array(v.string())),
    /** Sealed with the master key; purpose "endpoint_secret". */
    sealed_secret: v.optional(v.string()),
    /** The one before it; removed by the sweeper when its time is over. */
    sealed_previous_secret: v.optional(v.string()),
    /** Until when that one is accepted, ms UTC; absent beside none. */
    previous_secret_until: v.optional(v.number()),
    /** When the provider's test button last reached it. */
    last_test_at: v.optional(v.number()),
    /** Since when it refuses every delivery; absent while it takes them. */
    disabled_at: v.optional(v.number()),
  })
    .index("by_endpoint_key", ["endpoint_key"])
    .index("by_workspace_id", ["workspace_id"])
    .index("by_previous_secret_until", ["previous_secret_until"]),

  /**
   * Until when the environment's previous webhook secret is accepted. Written
   * when it is first seen, by a delivery or the sweeper, and by operators; read
   * for each delivery to the deployment-wide endpoint while one is set; deleted
   * by the sweeper when the environment has it no more.
   */
  rotationWindows: defineTable({
    /** Names the secret without holding it. */
    fingerprint: v.string(),
    accepted_until: v.number(),
  }).index("by_fingerprint", ["fingerprint"]),

  /**
   * Business numbers. Written by operators and by the provider's lifecycle
   * events; read once per event; kept. A number without a workspace is
   * unclaimed: its events wait as failures until somebody claims it.
   */
  phoneNumbers: defineTable({
    phone_number_id: v.string(),
    workspace_id: v.optional(v.id("workspaces")),
    status: vPhoneNumberStatus,
    /** Provider time of the newest event that tells one. */
    status_at: v.optional(v.number()),
    /** What that event said. */
    timed_report: v.optional(vStatusReport),
    /** What the last event without a time said. */
    untimed_report: v.optional(vStatusReport),
  })
    .index("by_phone_number_id", ["phone_number_id"])
    .index("by_workspace_id", ["workspace_id"]),

  /**
   * When a workspace stopped what we trigger by ourselves, and what was held back
   * meanwhile. One row per pause, of which the last may stand. Written by admins
   * and operators, and by what is held back; kept.
   */
  automationPauses: defineTable({
    workspace_id: v.id("workspaces"),
    paused_at: v.number(),
    /** Absent for operators. */
    paused_by: v.optional(vUserId),
    reason: v.optional(v.string()),
    /** Digests that were due and not made. */
    held_digests: v.number(),
    /** The last of them, which stands for all when they are made up for. */
    last_digest: v.optional(
      v.object({ local_date: v.string(), due_at: v.number() }),
    ),
    /** Absent while it stands. */
    lifted_at: v.optional(v.number()),
    lifted_by: v.optional(vUserId),
    /** What was done with what was held back. */
    held: v.optional(v.union(v.literal("process"), v.literal("skip"))),
  }).index("by_workspace_id_and_lifted_at", ["workspace_id", "lifted_at"]),

  /**
   * Things an operator should look at, one row per kind and key, counted.
   * Written where they are noticed; resolved by the sweeper when their cause is
   * gone (convex/alerts/rules.ts), and raised again when it comes back; kept.
   */
  alerts: defineTable({
    workspace_id: v.optional(v.id("workspaces")),
    kind: vAlertKind,
    key: v.string(),
    /** How often it was raised. */
    count: v.number(),
    first_at: v.number(),
    /** When it was last seen, to within 5 minutes. */
    last_at: v.number(),
    /**
     * Since when it stands, or stood last; absent in rows that have not been
     * raised since versions that wrote only `first_at`.
     */
    opened_at: v.optional(v.number()),
    /** Absent while it stands. */
    resolved_at: v.optional(v.number()),
    /** The delivery that opened it, where one did. */
    audit_id: v.optional(v.id("webhookAudit")),
    /** Who has it in hand; until it is raised again. */
    acknowledged_at: v.optional(v.number()),
    acknowledged_by: v.optional(vUserId),
    /** Nobody is told of it before, ms UTC. */
    muted_until: v.optional(v.number()),
  })
    .index("by_kind_and_key", ["kind", "key"])
    .index("by_workspace_id_and_resolved_at", ["workspace_id", "resolved_at"])
    .index("by_resolved_at_and_last_at", ["resolved_at", "last_at"]),
};
