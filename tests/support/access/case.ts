/** How a public function is called with somebody's rows, and who may. */
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import type { Caller } from "../tenants";

/** Rows of one workspace that a call can name. */
export interface AccessIds {
  workspace_id: Id<"workspaces">;
  contact_id: Id<"contacts">;
  conversation_id: Id<"conversations">;
  /** An edit of the contact. */
  event_id: Id<"contactEvents">;
  note_id: Id<"contactNotes">;
  field_id: Id<"customFields">;
  /** One that is done. */
  job_id: Id<"bulkJobs">;
  /** Of contacts, and undone. */
  merge_id: Id<"mergeLog">;
  /** One that was canceled: whatever goes on with it comes too late. */
  import_id: Id<"imports">;
  /** One that is done. */
  export_id: Id<"exports">;
  lead_id: Id<"leads">;
  verdict_id: Id<"leadVerdicts">;
  form_id: Id<"leadForms">;
  /** One that is through. */
  audit_id: Id<"webhookAudit">;
  /** Of the conversation. */
  message_id: Id<"messages">;
  /** One that is over: whatever changes it comes too late. */
  run_id: Id<"replayRuns">;
  /** A mail address. */
  channel_id: Id<"channels">;
  /** A test of the channel. */
  notification_id: Id<"notifications">;
  alert_id: Id<"alerts">;
  /** A member, with the weakest role, who is nobody's caller. */
  user_id: Id<"users">;
  /** Open, to somebody else. */
  invitation_id: Id<"invitations">;
}

export interface AccessCase {
  call: (as: Caller, ids: AccessIds) => Promise<unknown>;
  /**
   * The weakest role that may; "self" for what answers everybody with what is
   * theirs, so that there is nothing to refuse; "anyone" for what needs no
   * identity.
   */
  role: Doc<"members">["role"] | "self" | "anyone";
  /** The code that an owner gets, where there is nothing to succeed with. */
  answer?: string;
}

/** By name, such as "contacts:list". */
export type AccessCases = Record<string, AccessCase>;

export const paginationOpts = { numItems: 5, cursor: null };
