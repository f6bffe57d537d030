/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as ai_check from "../ai/check.js";
import type * as ai_client from "../ai/client.js";
import type * as ai_complete from "../ai/complete.js";
import type * as ai_usage from "../ai/usage.js";
import type * as alerts_sweep from "../alerts/sweep.js";
import type * as audit from "../audit.js";
import type * as componentClients from "../componentClients.js";
import type * as contacts from "../contacts.js";
import type * as conversations from "../conversations.js";
import type * as crons from "../crons.js";
import type * as digests from "../digests.js";
import type * as digests_ask from "../digests/ask.js";
import type * as digests_claim from "../digests/claim.js";
import type * as digests_load from "../digests/load.js";
import type * as digests_run from "../digests/run.js";
import type * as digests_store from "../digests/store.js";
import type * as endpoints from "../endpoints.js";
import type * as health from "../health.js";
import type * as http from "../http.js";
import type * as merges from "../merges.js";
import type * as messages from "../messages.js";
import type * as migrations from "../migrations.js";
import type * as model_acceptedSecrets from "../model/acceptedSecrets.js";
import type * as model_access from "../model/access.js";
import type * as model_aiBudgets from "../model/aiBudgets.js";
import type * as model_aiModels from "../model/aiModels.js";
import type * as model_aiUsability from "../model/aiUsability.js";
import type * as model_aiUsage from "../model/aiUsage.js";
import type * as model_alertRules from "../model/alertRules.js";
import type * as model_alerts from "../model/alerts.js";
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
import type * as model_contactFields from "../model/contactFields.js";
import type * as model_contactLookup from "../model/contactLookup.js";
import type * as model_contactSearch from "../model/contactSearch.js";
import type * as model_contacts from "../model/contacts.js";
import type * as model_conversationMerge from "../model/conversationMerge.js";
import type * as model_conversations from "../model/conversations.js";
import type * as model_deliveries from "../model/deliveries.js";
import type * as model_deliveryJobs from "../model/deliveryJobs.js";
import type * as model_deliveryProgress from "../model/deliveryProgress.js";
import type * as model_digestAgain from "../model/digestAgain.js";
import type * as model_digestRuns from "../model/digestRuns.js";
import type * as model_digestSchedule from "../model/digestSchedule.js";
import type * as model_duplicates from "../model/duplicates.js";
import type * as model_endpointSecrets from "../model/endpointSecrets.js";
import type * as model_endpoints from "../model/endpoints.js";
import type * as model_failures from "../model/failures.js";
import type * as model_http from "../model/http.js";
import type * as model_identities from "../model/identities.js";
import type * as model_logging from "../model/logging.js";
import type * as model_members from "../model/members.js";
import type * as model_merge from "../model/merge.js";
import type * as model_messages from "../model/messages.js";
import type * as model_openThreads from "../model/openThreads.js";
import type * as model_parked from "../model/parked.js";
import type * as model_phoneBackfill from "../model/phoneBackfill.js";
import type * as model_redirects from "../model/redirects.js";
import type * as model_refuse from "../model/refuse.js";
import type * as model_reprocessing from "../model/reprocessing.js";
import type * as model_resealing from "../model/resealing.js";
import type * as model_retention from "../model/retention.js";
import type * as model_rotationWindows from "../model/rotationWindows.js";
import type * as model_rows from "../model/rows.js";
import type * as model_scope from "../model/scope.js";
import type * as model_secretAlerts from "../model/secretAlerts.js";
import type * as model_sessions from "../model/sessions.js";
import type * as model_signatureLimit from "../model/signatureLimit.js";
import type * as model_storage from "../model/storage.js";
import type * as model_tableNames from "../model/tableNames.js";
import type * as model_tables_ai from "../model/tables/ai.js";
import type * as model_tables_crm from "../model/tables/crm.js";
import type * as model_tables_digest from "../model/tables/digest.js";
import type * as model_tables_ingestion from "../model/tables/ingestion.js";
import type * as model_tables_workspace from "../model/tables/workspace.js";
import type * as model_transaction from "../model/transaction.js";
import type * as model_workspaces from "../model/workspaces.js";
import type * as ops from "../ops.js";
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
import type * as simulator from "../simulator.js";
import type * as usage from "../usage.js";
import type * as views from "../views.js";
import type * as webhooks_apply from "../webhooks/apply.js";
import type * as webhooks_endpoints from "../webhooks/endpoints.js";
import type * as webhooks_ingest from "../webhooks/ingest.js";
import type * as webhooks_parked from "../webhooks/parked.js";
import type * as webhooks_process from "../webhooks/process.js";
import type * as webhooks_receive from "../webhooks/receive.js";
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
  "ai/check": typeof ai_check;
  "ai/client": typeof ai_client;
  "ai/complete": typeof ai_complete;
  "ai/usage": typeof ai_usage;
  "alerts/sweep": typeof alerts_sweep;
  audit: typeof audit;
  componentClients: typeof componentClients;
  contacts: typeof contacts;
  conversations: typeof conversations;
  crons: typeof crons;
  digests: typeof digests;
  "digests/ask": typeof digests_ask;
  "digests/claim": typeof digests_claim;
  "digests/load": typeof digests_load;
  "digests/run": typeof digests_run;
  "digests/store": typeof digests_store;
  endpoints: typeof endpoints;
  health: typeof health;
  http: typeof http;
  merges: typeof merges;
  messages: typeof messages;
  migrations: typeof migrations;
  "model/acceptedSecrets": typeof model_acceptedSecrets;
  "model/access": typeof model_access;
  "model/aiBudgets": typeof model_aiBudgets;
  "model/aiModels": typeof model_aiModels;
  "model/aiUsability": typeof model_aiUsability;
  "model/aiUsage": typeof model_aiUsage;
  "model/alertRules": typeof model_alertRules;
  "model/alerts": typeof model_alerts;
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
  "model/contactFields": typeof model_contactFields;
  "model/contactLookup": typeof model_contactLookup;
  "model/contactSearch": typeof model_contactSearch;
  "model/contacts": typeof model_contacts;
  "model/conversationMerge": typeof model_conversationMerge;
  "model/conversations": typeof model_conversations;
  "model/deliveries": typeof model_deliveries;
  "model/deliveryJobs": typeof model_deliveryJobs;
  "model/deliveryProgress": typeof model_deliveryProgress;
  "model/digestAgain": typeof model_digestAgain;
  "model/digestRuns": typeof model_digestRuns;
  "model/digestSchedule": typeof model_digestSchedule;
  "model/duplicates": typeof model_duplicates;
  "model/endpointSecrets": typeof model_endpointSecrets;
  "model/endpoints": typeof model_endpoints;
  "model/failures": typeof model_failures;
  "model/http": typeof model_http;
  "model/identities": typeof model_identities;
  "model/logging": typeof model_logging;
  "model/members": typeof model_members;
  "model/merge": typeof model_merge;
  "model/messages": typeof model_messages;
  "model/openThreads": typeof model_openThreads;
  "model/parked": typeof model_parked;
  "model/phoneBackfill": typeof model_phoneBackfill;
  "model/redirects": typeof model_redirects;
  "model/refuse": typeof model_refuse;
  "model/reprocessing": typeof model_reprocessing;
  "model/resealing": typeof model_resealing;
  "model/retention": typeof model_retention;
  "model/rotationWindows": typeof model_rotationWindows;
  "model/rows": typeof model_rows;
  "model/scope": typeof model_scope;
  "model/secretAlerts": typeof model_secretAlerts;
  "model/sessions": typeof model_sessions;
  "model/signatureLimit": typeof model_signatureLimit;
  "model/storage": typeof model_storage;
  "model/tableNames": typeof model_tableNames;
  "model/tables/ai": typeof model_tables_ai;
  "model/tables/crm": typeof model_tables_crm;
  "model/tables/digest": typeof model_tables_digest;
  "model/tables/ingestion": typeof model_tables_ingestion;
  "model/tables/workspace": typeof model_tables_workspace;
  "model/transaction": typeof model_transaction;
  "model/workspaces": typeof model_workspaces;
  ops: typeof ops;
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
  simulator: typeof simulator;
  usage: typeof usage;
  views: typeof views;
  "webhooks/apply": typeof webhooks_apply;
  "webhooks/endpoints": typeof webhooks_endpoints;
  "webhooks/ingest": typeof webhooks_ingest;
  "webhooks/parked": typeof webhooks_parked;
  "webhooks/process": typeof webhooks_process;
  "webhooks/receive": typeof webhooks_receive;
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
  crons: import("@convex-dev/crons/_generated/component.js").ComponentApi<"crons">;
  migrations: import("@convex-dev/migrations/_generated/component.js").ComponentApi<"migrations">;
  rateLimiter: import("@convex-dev/rate-limiter/_generated/component.js").ComponentApi<"rateLimiter">;
  digestPool: import("@convex-dev/workpool/_generated/component.js").ComponentApi<"digestPool">;
};
