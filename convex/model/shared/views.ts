/** What public functions return, built from the schema. */
import { paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { vMedia, type Content, type Media } from "../../../src/lib/crm/events";
import type { Doc } from "../../_generated/dataModel";
import schema from "../../schema";
import { hasRole } from "./roles";

export const vContact = schema
  .doc("contacts")
  .omit(
    "phone_reversed",
    "email_normalized",
    "search_text",
    "search_terms",
    "sort_name",
    "has_number",
    "waiting_rank",
    "own",
    "merged_into",
  );
export type ContactView = typeof vContact.type;

export const vConversation = schema
  .doc("conversations")
  .omit("own", "joined_to", "merged_into");
export type ConversationView = typeof vConversation.type;

/**
 * `original` and `edits` are there for admins only. Of a file nobody gets the
 * link, which opens without a key: `GET /media` passes it on.
 */
export const vMessage = schema
  .doc("messages")
  .omit("committed_at", "home_conversation_id", "media")
  .extend({ media: v.optional(vMedia.omit("url", "media_id")) });
export type MessageView = typeof vMessage.type;
export const vAudit = schema.doc("webhookAudit").omit("job_id");
export type AuditView = typeof vAudit.type;
export const vWorkspace = schema.doc("workspaces");

export const vSummary = schema
  .doc("dailySummaries")
  .omit("watermark", "open_threads");
export type SummaryView = typeof vSummary.type;

export const vRun = schema
  .doc("digestRuns")
  .pick(
    "_id",
    "local_date",
    "trigger",
    "due_at",
    "status",
    "attempts",
    "claimed_at",
    "retry_at",
    "finished_at",
    "reason",
  );
export type RunView = typeof vRun.type;

export const vConversationPage = paginationResultValidator(vConversation);
export const vMessagePage = paginationResultValidator(vMessage);
export const vAuditPage = paginationResultValidator(vAudit);
export const vRunPage = paginationResultValidator(vRun);
export const vSummaryPage = paginationResultValidator(vSummary);

export function toContactView(contact: Doc<"contacts">): ContactView {
  const {
    phone_reversed: _phoneReversed,
    email_normalized: _emailNormalized,
    search_text: _searchText,
    search_terms: _searchTerms,
    sort_name: _sortName,
    has_number: _hasNumber,
    waiting_rank: _waitingRank,
    own: _own,
    merged_into: _mergedInto,
    ...view
  } = contact;
  return view;
}

export function toConversationView(
  conversation: Doc<"conversations">,
): ConversationView {
  const {
    own: _own,
    joined_to: _joinedTo,
    merged_into: _mergedInto,
    ...view
  } = conversation;
  return view;
}

/** What a message said before it was edited or deleted is for admins. */
export function toMessageView(
  message: Doc<"messages">,
  viewer: Pick<Doc<"members">, "role">,
): MessageView {
  const {
    committed_at: _committedAt,
    home_conversation_id: _homeConversationId,
    original,
    edits,
    media,
    ...rest
  } = message;
  const view = { ...rest, ...(media && { media: withoutLinks(media) }) };
  return hasRole(viewer, "admin")
    ? {
        ...view,
        original: original && withoutTheirLinks(original),
        edits: edits?.map(withoutTheirLinks),
      }
    : view;
}

const withoutLinks = ({ url: _url, media_id: _id, ...media }: Media) => media;

function withoutTheirLinks<Told extends { content: Content }>(
  told: Told,
): Told {
  const { media } = told.content;
  return media === undefined
    ? told
    : { ...told, content: { ...told.content, media: withoutLinks(media) } };
}

export function toSummaryView(summary: Doc<"dailySummaries">): SummaryView {
  const {
    watermark: _watermark,
    open_threads: _conversations,
    ...view
  } = summary;
  return view;
}

export function toRunView(run: Doc<"digestRuns">): RunView {
  return {
    _id: run._id,
    local_date: run.local_date,
    trigger: run.trigger,
    due_at: run.due_at,
    status: run.status,
    attempts: run.attempts,
    claimed_at: run.claimed_at,
    retry_at: run.retry_at,
    finished_at: run.finished_at,
    reason: run.reason,
  };
}

export function toAuditView(audit: Doc<"webhookAudit">): AuditView {
  const { job_id: _jobId, ...view } = audit;
  return view;
}
