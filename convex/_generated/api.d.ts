/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as ai_calls from "../ai/calls.js";
import type * as ai_check from "../ai/check.js";
import type * as ai_client from "../ai/client.js";
import type * as ai_complete from "../ai/complete.js";
import type * as alerts_rules from "../alerts/rules.js";
import type * as alerts_sweep from "../alerts/sweep.js";
import type * as audit from "../audit.js";
import type * as auth from "../auth.js";
import type * as auth_admit from "../auth/admit.js";
import type * as auth_links from "../auth/links.js";
import type * as auth_mail from "../auth/mail.js";
import type * as auth_sweep from "../auth/sweep.js";
import type * as componentClients from "../componentClients.js";
import type * as contacts from "../contacts.js";
import type * as contacts_bulkSteps from "../contacts/bulkSteps.js";
import type * as contacts_handOn from "../contacts/handOn.js";
import type * as contacts_moveMessages from "../contacts/moveMessages.js";
import type * as conversations from "../conversations.js";
import type * as crons from "../crons.js";
import type * as digests from "../digests.js";
import type * as digests_ask from "../digests/ask.js";
import type * as digests_claim from "../digests/claim.js";
import type * as digests_reads from "../digests/reads.js";
import type * as digests_run from "../digests/run.js";
import type * as digests_writes from "../digests/writes.js";
import type * as fields from "../fields.js";
import type * as functions from "../functions.js";
import type * as health from "../health.js";
import type * as http from "../http.js";
import type * as invitations from "../invitations.js";
import type * as jobs from "../jobs.js";
import type * as me from "../me.js";
import type * as members from "../members.js";
import type * as messages from "../messages.js";
import type * as migrations from "../migrations.js";
import type * as model_ai_budgets from "../model/ai/budgets.js";
import type * as model_ai_models from "../model/ai/models.js";
import type * as model_ai_tables from "../model/ai/tables.js";
import type * as model_ai_usability from "../model/ai/usability.js";
import type * as model_ai_usage from "../model/ai/usage.js";
import type * as model_alerts_alerts from "../model/alerts/alerts.js";
import type * as model_apply_activity from "../model/apply/activity.js";
import type * as model_apply_contact from "../model/apply/contact.js";
import type * as model_apply_conversation from "../model/apply/conversation.js";
import type * as model_apply_dispatch from "../model/apply/dispatch.js";
import type * as model_apply_message from "../model/apply/message.js";
import type * as model_apply_phoneNumber from "../model/apply/phoneNumber.js";
import type * as model_apply_reaction from "../model/apply/reaction.js";
import type * as model_apply_receipt from "../model/apply/receipt.js";
import type * as model_apply_revision from "../model/apply/revision.js";
import type * as model_apply_waiting from "../model/apply/waiting.js";
import type * as model_apply_workflow from "../model/apply/workflow.js";
import type * as model_contacts_answers from "../model/contacts/answers.js";
import type * as model_contacts_bulkJobs from "../model/contacts/bulkJobs.js";
import type * as model_contacts_bulkSelection from "../model/contacts/bulkSelection.js";
import type * as model_contacts_bulkTables from "../model/contacts/bulkTables.js";
import type * as model_contacts_change from "../model/contacts/change.js";
import type * as model_contacts_checkChange from "../model/contacts/checkChange.js";
import type * as model_contacts_conflicts from "../model/contacts/conflicts.js";
import type * as model_contacts_contacts from "../model/contacts/contacts.js";
import type * as model_contacts_counting from "../model/contacts/counting.js";
import type * as model_contacts_counts from "../model/contacts/counts.js";
import type * as model_contacts_customFields from "../model/contacts/customFields.js";
import type * as model_contacts_derived from "../model/contacts/derived.js";
import type * as model_contacts_duplicates from "../model/contacts/duplicates.js";
import type * as model_contacts_edits from "../model/contacts/edits.js";
import type * as model_contacts_events from "../model/contacts/events.js";
import type * as model_contacts_fieldStates from "../model/contacts/fieldStates.js";
import type * as model_contacts_filter from "../model/contacts/filter.js";
import type * as model_contacts_identities from "../model/contacts/identities.js";
import type * as model_contacts_leadStatus from "../model/contacts/leadStatus.js";
import type * as model_contacts_list from "../model/contacts/list.js";
import type * as model_contacts_listRow from "../model/contacts/listRow.js";
import type * as model_contacts_lookup from "../model/contacts/lookup.js";
import type * as model_contacts_merge from "../model/contacts/merge.js";
import type * as model_contacts_notes from "../model/contacts/notes.js";
import type * as model_contacts_peopleFields from "../model/contacts/peopleFields.js";
import type * as model_contacts_phoneBackfill from "../model/contacts/phoneBackfill.js";
import type * as model_contacts_ranges from "../model/contacts/ranges.js";
import type * as model_contacts_rows from "../model/contacts/rows.js";
import type * as model_contacts_savedViews from "../model/contacts/savedViews.js";
import type * as model_contacts_search from "../model/contacts/search.js";
import type * as model_contacts_sortedStream from "../model/contacts/sortedStream.js";
import type * as model_contacts_tables from "../model/contacts/tables.js";
import type * as model_contacts_tags from "../model/contacts/tags.js";
import type * as model_contacts_termSearch from "../model/contacts/termSearch.js";
import type * as model_contacts_timeline from "../model/contacts/timeline.js";
import type * as model_contacts_undo from "../model/contacts/undo.js";
import type * as model_contacts_waiting from "../model/contacts/waiting.js";
import type * as model_contacts_write from "../model/contacts/write.js";
import type * as model_conversations_conversations from "../model/conversations/conversations.js";
import type * as model_conversations_merge from "../model/conversations/merge.js";
import type * as model_conversations_messages from "../model/conversations/messages.js";
import type * as model_conversations_sessions from "../model/conversations/sessions.js";
import type * as model_conversations_tables from "../model/conversations/tables.js";
import type * as model_conversations_waiting from "../model/conversations/waiting.js";
import type * as model_digests_again from "../model/digests/again.js";
import type * as model_digests_openConversations from "../model/digests/openConversations.js";
import type * as model_digests_runs from "../model/digests/runs.js";
import type * as model_digests_schedule from "../model/digests/schedule.js";
import type * as model_digests_tables from "../model/digests/tables.js";
import type * as model_shared_http from "../model/shared/http.js";
import type * as model_shared_limit from "../model/shared/limit.js";
import type * as model_shared_log from "../model/shared/log.js";
import type * as model_shared_redirects from "../model/shared/redirects.js";
import type * as model_shared_refuse from "../model/shared/refuse.js";
import type * as model_shared_roles from "../model/shared/roles.js";
import type * as model_shared_rows from "../model/shared/rows.js";
import type * as model_shared_scheduled from "../model/shared/scheduled.js";
import type * as model_shared_storage from "../model/shared/storage.js";
import type * as model_shared_tableNames from "../model/shared/tableNames.js";
import type * as model_shared_transaction from "../model/shared/transaction.js";
import type * as model_shared_views from "../model/shared/views.js";
import type * as model_users_activity from "../model/users/activity.js";
import type * as model_users_outbox from "../model/users/outbox.js";
import type * as model_users_tables from "../model/users/tables.js";
import type * as model_users_users from "../model/users/users.js";
import type * as model_webhooks_acceptedSecrets from "../model/webhooks/acceptedSecrets.js";
import type * as model_webhooks_deliveries from "../model/webhooks/deliveries.js";
import type * as model_webhooks_endpointSecrets from "../model/webhooks/endpointSecrets.js";
import type * as model_webhooks_endpoints from "../model/webhooks/endpoints.js";
import type * as model_webhooks_failedItems from "../model/webhooks/failedItems.js";
import type * as model_webhooks_jobs from "../model/webhooks/jobs.js";
import type * as model_webhooks_parked from "../model/webhooks/parked.js";
import type * as model_webhooks_progress from "../model/webhooks/progress.js";
import type * as model_webhooks_reprocessing from "../model/webhooks/reprocessing.js";
import type * as model_webhooks_resealing from "../model/webhooks/resealing.js";
import type * as model_webhooks_retention from "../model/webhooks/retention.js";
import type * as model_webhooks_rotationWindows from "../model/webhooks/rotationWindows.js";
import type * as model_webhooks_secretAlerts from "../model/webhooks/secretAlerts.js";
import type * as model_webhooks_signatureLimit from "../model/webhooks/signatureLimit.js";
import type * as model_webhooks_tables from "../model/webhooks/tables.js";
import type * as model_workspaces_access from "../model/workspaces/access.js";
import type * as model_workspaces_invitations from "../model/workspaces/invitations.js";
import type * as model_workspaces_letIn from "../model/workspaces/letIn.js";
import type * as model_workspaces_members from "../model/workspaces/members.js";
import type * as model_workspaces_prefs from "../model/workspaces/prefs.js";
import type * as model_workspaces_scope from "../model/workspaces/scope.js";
import type * as model_workspaces_tables from "../model/workspaces/tables.js";
import type * as model_workspaces_workspaces from "../model/workspaces/workspaces.js";
import type * as notes from "../notes.js";
import type * as ops from "../ops.js";
import type * as ops_contact from "../ops/contact.js";
import type * as ops_contacts from "../ops/contacts.js";
import type * as ops_deliveries from "../ops/deliveries.js";
import type * as ops_digests from "../ops/digests.js";
import type * as ops_endpoints from "../ops/endpoints.js";
import type * as ops_members from "../ops/members.js";
import type * as ops_numbers from "../ops/numbers.js";
import type * as ops_phones from "../ops/phones.js";
import type * as ops_secrets from "../ops/secrets.js";
import type * as ops_storage from "../ops/storage.js";
import type * as ops_usage from "../ops/usage.js";
import type * as ops_workspaces from "../ops/workspaces.js";
import type * as prefs from "../prefs.js";
import type * as simulator from "../simulator.js";
import type * as tags from "../tags.js";
import type * as usage from "../usage.js";
import type * as views from "../views.js";
import type * as webhooks_endpoints from "../webhooks/endpoints.js";
import type * as webhooks_parked from "../webhooks/parked.js";
import type * as webhooks_process from "../webhooks/process.js";
import type * as webhooks_receive from "../webhooks/receive.js";
import type * as webhooks_record from "../webhooks/record.js";
import type * as webhooks_reprocess from "../webhooks/reprocess.js";
import type * as webhooks_retry from "../webhooks/retry.js";
import type * as webhooks_sweep from "../webhooks/sweep.js";
import type * as workspaces from "../workspaces.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  "ai/calls": typeof ai_calls;
  "ai/check": typeof ai_check;
  "ai/client": typeof ai_client;
  "ai/complete": typeof ai_complete;
  "alerts/rules": typeof alerts_rules;
  "alerts/sweep": typeof alerts_sweep;
  audit: typeof audit;
  auth: typeof auth;
  "auth/admit": typeof auth_admit;
  "auth/links": typeof auth_links;
  "auth/mail": typeof auth_mail;
  "auth/sweep": typeof auth_sweep;
  componentClients: typeof componentClients;
  contacts: typeof contacts;
  "contacts/bulkSteps": typeof contacts_bulkSteps;
  "contacts/handOn": typeof contacts_handOn;
  "contacts/moveMessages": typeof contacts_moveMessages;
  conversations: typeof conversations;
  crons: typeof crons;
  digests: typeof digests;
  "digests/ask": typeof digests_ask;
  "digests/claim": typeof digests_claim;
  "digests/reads": typeof digests_reads;
  "digests/run": typeof digests_run;
  "digests/writes": typeof digests_writes;
  fields: typeof fields;
  functions: typeof functions;
  health: typeof health;
  http: typeof http;
  invitations: typeof invitations;
  jobs: typeof jobs;
  me: typeof me;
  members: typeof members;
  messages: typeof messages;
  migrations: typeof migrations;
  "model/ai/budgets": typeof model_ai_budgets;
  "model/ai/models": typeof model_ai_models;
  "model/ai/tables": typeof model_ai_tables;
  "model/ai/usability": typeof model_ai_usability;
  "model/ai/usage": typeof model_ai_usage;
  "model/alerts/alerts": typeof model_alerts_alerts;
  "model/apply/activity": typeof model_apply_activity;
  "model/apply/contact": typeof model_apply_contact;
  "model/apply/conversation": typeof model_apply_conversation;
  "model/apply/dispatch": typeof model_apply_dispatch;
  "model/apply/message": typeof model_apply_message;
  "model/apply/phoneNumber": typeof model_apply_phoneNumber;
  "model/apply/reaction": typeof model_apply_reaction;
  "model/apply/receipt": typeof model_apply_receipt;
  "model/apply/revision": typeof model_apply_revision;
  "model/apply/waiting": typeof model_apply_waiting;
  "model/apply/workflow": typeof model_apply_workflow;
  "model/contacts/answers": typeof model_contacts_answers;
  "model/contacts/bulkJobs": typeof model_contacts_bulkJobs;
  "model/contacts/bulkSelection": typeof model_contacts_bulkSelection;
  "model/contacts/bulkTables": typeof model_contacts_bulkTables;
  "model/contacts/change": typeof model_contacts_change;
  "model/contacts/checkChange": typeof model_contacts_checkChange;
  "model/contacts/conflicts": typeof model_contacts_conflicts;
  "model/contacts/contacts": typeof model_contacts_contacts;
  "model/contacts/counting": typeof model_contacts_counting;
  "model/contacts/counts": typeof model_contacts_counts;
  "model/contacts/customFields": typeof model_contacts_customFields;
  "model/contacts/derived": typeof model_contacts_derived;
  "model/contacts/duplicates": typeof model_contacts_duplicates;
  "model/contacts/edits": typeof model_contacts_edits;
  "model/contacts/events": typeof model_contacts_events;
  "model/contacts/fieldStates": typeof model_contacts_fieldStates;
  "model/contacts/filter": typeof model_contacts_filter;
  "model/contacts/identities": typeof model_contacts_identities;
  "model/contacts/leadStatus": typeof model_contacts_leadStatus;
  "model/contacts/list": typeof model_contacts_list;
  "model/contacts/listRow": typeof model_contacts_listRow;
  "model/contacts/lookup": typeof model_contacts_lookup;
  "model/contacts/merge": typeof model_contacts_merge;
  "model/contacts/notes": typeof model_contacts_notes;
  "model/contacts/peopleFields": typeof model_contacts_peopleFields;
  "model/contacts/phoneBackfill": typeof model_contacts_phoneBackfill;
  "model/contacts/ranges": typeof model_contacts_ranges;
  "model/contacts/rows": typeof model_contacts_rows;
  "model/contacts/savedViews": typeof model_contacts_savedViews;
  "model/contacts/search": typeof model_contacts_search;
  "model/contacts/sortedStream": typeof model_contacts_sortedStream;
  "model/contacts/tables": typeof model_contacts_tables;
  "model/contacts/tags": typeof model_contacts_tags;
  "model/contacts/termSearch": typeof model_contacts_termSearch;
  "model/contacts/timeline": typeof model_contacts_timeline;
  "model/contacts/undo": typeof model_contacts_undo;
  "model/contacts/waiting": typeof model_contacts_waiting;
  "model/contacts/write": typeof model_contacts_write;
  "model/conversations/conversations": typeof model_conversations_conversations;
  "model/conversations/merge": typeof model_conversations_merge;
  "model/conversations/messages": typeof model_conversations_messages;
  "model/conversations/sessions": typeof model_conversations_sessions;
  "model/conversations/tables": typeof model_conversations_tables;
  "model/conversations/waiting": typeof model_conversations_waiting;
  "model/digests/again": typeof model_digests_again;
  "model/digests/openConversations": typeof model_digests_openConversations;
  "model/digests/runs": typeof model_digests_runs;
  "model/digests/schedule": typeof model_digests_schedule;
  "model/digests/tables": typeof model_digests_tables;
  "model/shared/http": typeof model_shared_http;
  "model/shared/limit": typeof model_shared_limit;
  "model/shared/log": typeof model_shared_log;
  "model/shared/redirects": typeof model_shared_redirects;
  "model/shared/refuse": typeof model_shared_refuse;
  "model/shared/roles": typeof model_shared_roles;
  "model/shared/rows": typeof model_shared_rows;
  "model/shared/scheduled": typeof model_shared_scheduled;
  "model/shared/storage": typeof model_shared_storage;
  "model/shared/tableNames": typeof model_shared_tableNames;
  "model/shared/transaction": typeof model_shared_transaction;
  "model/shared/views": typeof model_shared_views;
  "model/users/activity": typeof model_users_activity;
  "model/users/outbox": typeof model_users_outbox;
  "model/users/tables": typeof model_users_tables;
  "model/users/users": typeof model_users_users;
  "model/webhooks/acceptedSecrets": typeof model_webhooks_acceptedSecrets;
  "model/webhooks/deliveries": typeof model_webhooks_deliveries;
  "model/webhooks/endpointSecrets": typeof model_webhooks_endpointSecrets;
  "model/webhooks/endpoints": typeof model_webhooks_endpoints;
  "model/webhooks/failedItems": typeof model_webhooks_failedItems;
  "model/webhooks/jobs": typeof model_webhooks_jobs;
  "model/webhooks/parked": typeof model_webhooks_parked;
  "model/webhooks/progress": typeof model_webhooks_progress;
  "model/webhooks/reprocessing": typeof model_webhooks_reprocessing;
  "model/webhooks/resealing": typeof model_webhooks_resealing;
  "model/webhooks/retention": typeof model_webhooks_retention;
  "model/webhooks/rotationWindows": typeof model_webhooks_rotationWindows;
  "model/webhooks/secretAlerts": typeof model_webhooks_secretAlerts;
  "model/webhooks/signatureLimit": typeof model_webhooks_signatureLimit;
  "model/webhooks/tables": typeof model_webhooks_tables;
  "model/workspaces/access": typeof model_workspaces_access;
  "model/workspaces/invitations": typeof model_workspaces_invitations;
  "model/workspaces/letIn": typeof model_workspaces_letIn;
  "model/workspaces/members": typeof model_workspaces_members;
  "model/workspaces/prefs": typeof model_workspaces_prefs;
  "model/workspaces/scope": typeof model_workspaces_scope;
  "model/workspaces/tables": typeof model_workspaces_tables;
  "model/workspaces/workspaces": typeof model_workspaces_workspaces;
  notes: typeof notes;
  ops: typeof ops;
  "ops/contact": typeof ops_contact;
  "ops/contacts": typeof ops_contacts;
  "ops/deliveries": typeof ops_deliveries;
  "ops/digests": typeof ops_digests;
  "ops/endpoints": typeof ops_endpoints;
  "ops/members": typeof ops_members;
  "ops/numbers": typeof ops_numbers;
  "ops/phones": typeof ops_phones;
  "ops/secrets": typeof ops_secrets;
  "ops/storage": typeof ops_storage;
  "ops/usage": typeof ops_usage;
  "ops/workspaces": typeof ops_workspaces;
  prefs: typeof prefs;
  simulator: typeof simulator;
  tags: typeof tags;
  usage: typeof usage;
  views: typeof views;
  "webhooks/endpoints": typeof webhooks_endpoints;
  "webhooks/parked": typeof webhooks_parked;
  "webhooks/process": typeof webhooks_process;
  "webhooks/receive": typeof webhooks_receive;
  "webhooks/record": typeof webhooks_record;
  "webhooks/reprocess": typeof webhooks_reprocess;
  "webhooks/retry": typeof webhooks_retry;
  "webhooks/sweep": typeof webhooks_sweep;
  workspaces: typeof workspaces;
}>;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {
  contactCounts: import("@convex-dev/aggregate/_generated/component.js").ComponentApi<"contactCounts">;
  crons: import("@convex-dev/crons/_generated/component.js").ComponentApi<"crons">;
  migrations: import("@convex-dev/migrations/_generated/component.js").ComponentApi<"migrations">;
  rateLimiter: import("@convex-dev/rate-limiter/_generated/component.js").ComponentApi<"rateLimiter">;
  resend: import("@convex-dev/resend/_generated/component.js").ComponentApi<"resend">;
  digestPool: import("@convex-dev/workpool/_generated/component.js").ComponentApi<"digestPool">;
};
