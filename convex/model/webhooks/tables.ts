/** Tables of the way in: what arrived, its raw text, what went wrong. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import {
  vPayloadForm,
  vEditEvent,
  vReactionEvent,
  vRevokeEvent,
  vReceiptEvent,
  vWorkflowEvent,
} from "../../../src/lib/crm/events";
import { EFFECTS } from "../../../src/lib/webhooks/effects";

export const vAuditStatus = v.union(
  v.literal("received"),
  v.literal("processed"),
  v.literal("partial"),
  v.literal("failed"),
  v.literal("ignored"),
  v.literal("rejected"),
);

/** The request headers that parsing needs again on a replay. */
export const vPayloadHeaders = v.object({
  event: v.optional(v.string()),
  version: v.optional(v.string()),
  batch: v.optional(v.string()),
});

export const vEffect = v.union(...EFFECTS.map((name) => v.literal(name)));

/** Which of an endpoint's secrets a delivery was signed with. */
export const vVerifiedBy = v.union(
  v.literal("current"),
  v.literal("previous"),
  v.literal("meta"),
);

export const vParkedEvent = v.union(
  vReceiptEvent,
  vReactionEvent,
  vEditEvent,
  vRevokeEvent,
  vWorkflowEvent,
);

export const ingestionTables = {
  /**
   * One row per signed delivery. Written by receive and process; read by
   * operators and sweepers; kept (no personal data in it).
   */
  webhookAudit: defineTable({
    endpoint_key: v.string(),
    /** The header, or "sha256:<body hash>" when there was none. */
    idempotency_key: v.string(),
    event_type: v.string(),
    payload_form: vPayloadForm,
    workspace_id: v.optional(v.id("workspaces")),
    phone_number_id: v.optional(v.string()),
    /** Whom its first applied item is about; more are in `deliveryItems`. */
    contact_id: v.optional(v.id("contacts")),
    /** Absent in rows of before it was noted. */
    verified_by: v.optional(vVerifiedBy),
    status: vAuditStatus,
    duplicate_count: v.number(),
    /** Set with the first duplicate: a list of these alone has an index. */
    has_duplicates: v.optional(v.literal(true)),
    last_duplicate_at: v.optional(v.number()),
    /**
     * Starts of processing since it last got on; 1 once it went through at the
     * first start.
     */
    attempts: v.number(),
    received_at: v.number(),
    /** When its last slice was done; absent before the first one. */
    progressed_at: v.optional(v.number()),
    /** The job that does the next slice, while the status is "received". */
    job_id: v.optional(v.id("_scheduled_functions")),
    processed_at: v.optional(v.number()),
    /** When it was first through, of one that was processed again. */
    first_processed_at: v.optional(v.number()),
    /** Times that it was taken up again from its first item. */
    rerun_count: v.optional(v.number()),
    /** The replay that is under way. */
    replay_id: v.optional(v.id("deliveryReplays")),
    body_sha256: v.string(),
    body_bytes: v.number(),
    /** When its raw body is deleted; absent in rows of before it was noted. */
    body_expires_at: v.optional(v.number()),
    error_code: v.optional(v.string()),
    item_count: v.number(),
    applied_count: v.number(),
    ignored_count: v.number(),
    failed_count: v.number(),
    /** First item not yet worked on; large deliveries are cut into slices. */
    next_item: v.number(),
  })
    .index("by_endpoint_key_and_idempotency_key", [
      "endpoint_key",
      "idempotency_key",
    ])
    .index("by_workspace_id_and_received_at", ["workspace_id", "received_at"])
    .index("by_workspace_id_and_status_and_received_at", [
      "workspace_id",
      "status",
      "received_at",
    ])
    // The narrowest of a list's filters chooses its index.
    .index("by_workspace_id_and_event_type_and_received_at", [
      "workspace_id",
      "event_type",
      "received_at",
    ])
    .index("by_workspace_id_and_payload_form_and_received_at", [
      "workspace_id",
      "payload_form",
      "received_at",
    ])
    .index("by_workspace_id_and_endpoint_key_and_received_at", [
      "workspace_id",
      "endpoint_key",
      "received_at",
    ])
    .index("by_workspace_id_and_has_duplicates_and_received_at", [
      "workspace_id",
      "has_duplicates",
      "received_at",
    ])
    .index("by_status_and_received_at", ["status", "received_at"])
    .index("by_status_and_progressed_at_and_received_at", [
      "status",
      "progressed_at",
      "received_at",
    ]),

  /**
   * What became of each item of a delivery, and what it made or changed. Written
   * by process and retries, one row an item; read by whoever asks where a
   * message went; kept, without what was said. A person's go when the person is
   * erased.
   */
  deliveryItems: defineTable({
    audit_id: v.id("webhookAudit"),
    item_index: v.number(),
    workspace_id: v.optional(v.id("workspaces")),
    /** The event's kind; absent where nothing could be read. */
    event_kind: v.optional(v.string()),
    outcome: v.union(
      v.literal("applied"),
      v.literal("ignored"),
      v.literal("failed"),
    ),
    /** Why it was ignored or failed. */
    code: v.optional(v.string()),
    effects: v.array(vEffect),
    contact_id: v.optional(v.id("contacts")),
    conversation_id: v.optional(v.id("conversations")),
    message_id: v.optional(v.id("messages")),
    /** Hash of the provider's message id, which holds a phone number. */
    message_key: v.optional(v.string()),
    at: v.number(),
  })
    .index("by_audit_id_and_item_index", ["audit_id", "item_index"])
    .index("by_message_key_and_workspace_id", ["message_key", "workspace_id"])
    .index("by_contact_id", ["contact_id"]),

  /**
   * The raw body, in parts below the document limit. Written by receive; read
   * by process, retries and replays; swept after `expires_at`.
   */
  webhookPayloads: defineTable({
    audit_id: v.id("webhookAudit"),
    part: v.number(),
    body: v.string(),
    headers: vPayloadHeaders,
    expires_at: v.number(),
  })
    .index("by_audit_id_and_part", ["audit_id", "part"])
    .index("by_expires_at", ["expires_at"]),

  /**
   * Items of a large delivery, cut into slices so that its body is parsed once.
   * Written by process before the first slice; read by process and retries;
   * deleted when the delivery is through, else swept after `expires_at`.
   */
  webhookSlices: defineTable({
    audit_id: v.id("webhookAudit"),
    /** Index of the slice's first item in the delivery. */
    first_item: v.number(),
    item_count: v.number(),
    /** A slice above the document limit has several rows. */
    part: v.number(),
    /** JSON of src/lib/kapso/itemSlice.ts. */
    items: v.string(),
    expires_at: v.number(),
  })
    .index("by_audit_id_and_first_item_and_part", [
      "audit_id",
      "first_item",
      "part",
    ])
    .index("by_expires_at", ["expires_at"]),

  /**
   * What could not be applied: an item that is tried again ("item") or never
   * ("dead_letter"), or a delivery that waits until its number is claimed
   * ("delivery"). Written by process and retry; read by operators; kept.
   */
  syncFailures: defineTable({
    audit_id: v.optional(v.id("webhookAudit")),
    workspace_id: v.optional(v.id("workspaces")),
    phone_number_id: v.optional(v.string()),
    /** Position in the delivery; absent when the delivery as a whole failed. */
    item_index: v.optional(v.number()),
    kind: v.union(
      v.literal("item"),
      v.literal("dead_letter"),
      v.literal("delivery"),
    ),
    error_code: v.string(),
    attempts: v.number(),
    next_retry_at: v.optional(v.number()),
    resolved_at: v.optional(v.number()),
  })
    .index("by_audit_id_and_resolved_at_and_item_index", [
      "audit_id",
      "resolved_at",
      "item_index",
    ])
    .index("by_workspace_id_and_resolved_at", ["workspace_id", "resolved_at"])
    .index("by_phone_number_id_and_error_code_and_resolved_at", [
      "phone_number_id",
      "error_code",
      "resolved_at",
    ])
    .index("by_kind_and_resolved_at_and_next_retry_at", [
      "kind",
      "resolved_at",
      "next_retry_at",
    ]),

  /**
   * Events that name a message or session nobody has seen yet. Written by
   * apply; consumed when the target appears. What waits for a message is swept
   * after `expires_at`; workflow events wait without limit.
   */
  parkedEvents: defineTable({
    /** "message:<wamid>" or "session:<kapso_conversation_id>". */
    target: v.string(),
    /** Tells repeats of one event apart from other events of its target. */
    fingerprint: v.string(),
    /** Absent when the event does not say whose it is (workflow events). */
    workspace_id: v.optional(v.id("workspaces")),
    event: vParkedEvent,
    parked_at: v.number(),
    expires_at: v.optional(v.number()),
  })
    .index("by_target_and_workspace_id_and_fingerprint", [
      "target",
      "workspace_id",
      "fingerprint",
    ])
    .index("by_expires_at", ["expires_at"]),

  /**
   * One row, written anew to see whether the storage takes a write. Written and
   * read by `GET /health`; never deleted.
   */
  storageProbes: defineTable({
    checked_at: v.number(),
    /** As large as what a delivery writes: see `convex/model/shared/storage.ts`. */
    filler: v.string(),
  }),
};
