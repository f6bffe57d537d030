/**
 * The events that a delivery is turned into: our own shape, whatever form the
 * provider sent. Parsing ends here; everything after works on these types.
 * Times are milliseconds UTC. Foreign objects are kept as JSON text because the
 * database refuses keys that others may choose.
 */
import { v, type Infer } from "convex/values";

/** How the delivery's body was laid out. */
export const vPayloadForm = v.union(
  v.literal("v2"),
  v.literal("batch"),
  v.literal("v1"),
  v.literal("meta"),
);
export type PayloadForm = Infer<typeof vPayloadForm>;

export const vDirection = v.union(v.literal("inbound"), v.literal("outbound"));
export type Direction = Infer<typeof vDirection>;

/**
 * The customer's side of an event. Every field may be missing: absent, null and
 * "" in the payload all mean absent here. `phone` is as received.
 */
export const vParty = v.object({
  phone: v.optional(v.string()),
  bsuid: v.optional(v.string()),
  parent_bsuid: v.optional(v.string()),
  username: v.optional(v.string()),
  name: v.optional(v.string()),
});
export type Party = Infer<typeof vParty>;

/** What a body tells about Kapso's conversation, which is a session to us. */
export const vSession = v.object({
  kapso_conversation_id: v.string(),
  /** When the session was opened, if told. */
  started_at: v.optional(v.number()),
  /** Latest moment the provider says something changed in it. */
  updated_at: v.optional(v.number()),
});
export type Session = Infer<typeof vSession>;

export const vReceiptStatus = v.union(
  v.literal("sent"),
  v.literal("failed"),
  v.literal("delivered"),
  v.literal("read"),
  v.literal("played"),
);
export type ReceiptStatus = Infer<typeof vReceiptStatus>;

/** The provider's reason for a failed message. Never shown to the customer. */
export const vProviderError = v.object({
  code: v.optional(v.number()),
  title: v.optional(v.string()),
  detail: v.optional(v.string()),
});
export type ProviderError = Infer<typeof vProviderError>;

export const vReceipt = v.object({
  status: vReceiptStatus,
  at: v.number(),
  error: v.optional(vProviderError),
});
export type Receipt = Infer<typeof vReceipt>;

export const vMedia = v.object({
  media_id: v.optional(v.string()),
  /** A bearer link: whoever has it can read the file. Treat as a secret. */
  url: v.optional(v.string()),
  filename: v.optional(v.string()),
  content_type: v.optional(v.string()),
  byte_size: v.optional(v.number()),
  is_voice: v.optional(v.boolean()),
});
export type Media = Infer<typeof vMedia>;

export const vPlace = v.object({
  latitude: v.number(),
  longitude: v.number(),
  name: v.optional(v.string()),
  address: v.optional(v.string()),
});
export type Place = Infer<typeof vPlace>;

/**
 * What a message says. `text` holds only the customer's (or our) own words; for
 * audio it is the provider's transcript and `is_machine_text` says so.
 */
export const vContent = v.object({
  text: v.optional(v.string()),
  is_machine_text: v.optional(v.boolean()),
  /** Set when `text` was cut; the full length in characters. */
  full_text_length: v.optional(v.number()),
  media: v.optional(vMedia),
  place: v.optional(vPlace),
  /** Id of the button or list row that was chosen, or a template's payload. */
  choice_id: v.optional(v.string()),
  /** The message this one answers. */
  reply_to: v.optional(v.string()),
  /** What a message of type "unsupported" was: poll, edit, pin and so on. */
  unsupported_type: v.optional(v.string()),
  /** The rest that belongs to the type (flow answers, cards, order), as JSON. */
  data_json: v.optional(v.string()),
  /** Click-to-WhatsApp ad the customer came from, as JSON. */
  referral_json: v.optional(v.string()),
});
export type Content = Infer<typeof vContent>;

export const vOrigin = v.union(
  v.literal("cloud_api"),
  v.literal("business_app"),
  v.literal("history_sync"),
  v.literal("reconcile"),
);
export type Origin = Infer<typeof vOrigin>;

/** Which kind of body an event was read from; decides whose content wins. */
export const vSourceForm = v.union(v.literal("kapso"), v.literal("meta"));
export type SourceForm = Infer<typeof vSourceForm>;

/** A message with its content, or a receipt body that repeats the message. */
export const vMessageEvent = v.object({
  kind: v.literal("message"),
  source: vSourceForm,
  phone_number_id: v.string(),
  kapso_message_id: v.string(),
  direction: vDirection,
  type: v.string(),
  origin: vOrigin,
  /** Earliest time the body gives for the message itself. */
  sent_at: v.number(),
  /** When it counts as activity: for outbound the provider's "sent" time. */
  active_at: v.number(),
  party: vParty,
  session: v.optional(vSession),
  content: vContent,
  /** Outbound only: every status the body names, in its order. */
  receipts: v.array(vReceipt),
});
export type MessageEvent = Infer<typeof vMessageEvent>;

/** A reaction set or (without `emoji`) removed. Has no bubble of its own. */
export const vReactionEvent = v.object({
  kind: v.literal("reaction"),
  source: vSourceForm,
  phone_number_id: v.string(),
  /** The reaction's own message id. */
  kapso_message_id: v.string(),
  target_message_id: v.string(),
  direction: vDirection,
  emoji: v.optional(v.string()),
  at: v.number(),
  origin: vOrigin,
  party: vParty,
  session: v.optional(vSession),
});
export type ReactionEvent = Infer<typeof vReactionEvent>;

/** What a deletion or an edit has in common. Neither has a bubble of its own. */
const revisionFields = {
  phone_number_id: v.string(),
  /** The revision's own message id. */
  kapso_message_id: v.string(),
  /** The message that it changes. */
  target_message_id: v.string(),
  at: v.number(),
  origin: vOrigin,
  party: vParty,
  session: v.optional(vSession),
};

/** The author wrote a message anew. `type` and `content` are the new ones. */
export const vEditEvent = v.object({
  kind: v.literal("edit"),
  ...revisionFields,
  source: vSourceForm,
  type: v.string(),
  content: vContent,
});
export type EditEvent = Infer<typeof vEditEvent>;

/** The author deleted a message for everyone. */
export const vRevokeEvent = v.object({
  kind: v.literal("revoke"),
  ...revisionFields,
});
export type RevokeEvent = Infer<typeof vRevokeEvent>;

/** A receipt without the message's content (Meta form). */
export const vReceiptEvent = v.object({
  kind: v.literal("receipt"),
  phone_number_id: v.string(),
  kapso_message_id: v.string(),
  receipt: vReceipt,
  party: vParty,
});
export type ReceiptEvent = Infer<typeof vReceiptEvent>;

export const vConversationEvent = v.object({
  kind: v.literal("conversation"),
  phone_number_id: v.string(),
  change: v.union(
    v.literal("created"),
    v.literal("inactive"),
    v.literal("ended"),
  ),
  at: v.number(),
  party: vParty,
  session: vSession,
});
export type ConversationEvent = Infer<typeof vConversationEvent>;

/**
 * The provider says that two identities are one person: `previous` became
 * `party`. Stronger evidence than two ids met in one message.
 */
export const vIdentityEvent = v.object({
  kind: v.literal("identity"),
  phone_number_id: v.string(),
  at: v.number(),
  party: vParty,
  previous: vParty,
});
export type IdentityEvent = Infer<typeof vIdentityEvent>;

/** Applied only when `sequence` is greater than the stored one. */
export const vMarketingEvent = v.object({
  kind: v.literal("marketing"),
  phone_number_id: v.string(),
  at: v.number(),
  party: vParty,
  status: v.union(v.literal("stopped"), v.literal("resumed")),
  sequence: v.number(),
});
export type MarketingEvent = Infer<typeof vMarketingEvent>;

/** A workflow handed the conversation to people, or broke. */
export const vWorkflowEvent = v.object({
  kind: v.literal("workflow"),
  outcome: v.union(v.literal("handoff"), v.literal("failed")),
  at: v.number(),
  kapso_conversation_id: v.string(),
  workflow_id: v.optional(v.string()),
  workflow_execution_id: v.string(),
  /** The handoff's reason or the failure's message. */
  reason: v.optional(v.string()),
});
export type WorkflowEvent = Infer<typeof vWorkflowEvent>;

export const vPhoneNumberEvent = v.object({
  kind: v.literal("phone_number"),
  change: v.union(
    v.literal("created"),
    v.literal("deleted"),
    v.literal("offboarded"),
    v.literal("disconnected"),
    v.literal("reconnected"),
  ),
  phone_number_id: v.string(),
  at: v.optional(v.number()),
});
export type PhoneNumberEvent = Infer<typeof vPhoneNumberEvent>;

/** The provider's test button: proves that the webhook works, nothing else. */
export const vTestEvent = v.object({
  kind: v.literal("test"),
  phone_number_id: v.optional(v.string()),
});
export type TestEvent = Infer<typeof vTestEvent>;

export const vWebhookEvent = v.union(
  vMessageEvent,
  vReactionEvent,
  vEditEvent,
  vRevokeEvent,
  vReceiptEvent,
  vConversationEvent,
  vIdentityEvent,
  vMarketingEvent,
  vWorkflowEvent,
  vPhoneNumberEvent,
  vTestEvent,
);
export type WebhookEvent = Infer<typeof vWebhookEvent>;
