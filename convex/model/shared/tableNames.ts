/** The tables of the schema by name, as values and as a validator. */
import { v } from "convex/values";

export const TABLE_NAMES = [
  "users",
  "workspaces",
  "members",
  "endpoints",
  "rotationWindows",
  "phoneNumbers",
  "alerts",
  "webhookAudit",
  "webhookPayloads",
  "webhookSlices",
  "syncFailures",
  "parkedEvents",
  "storageProbes",
  "contacts",
  "contactIdentities",
  "contactEvents",
  "contactNotes",
  "customFields",
  "conversations",
  "conversationSessions",
  "messages",
  "duplicateSuggestions",
  "mergeLog",
  "mergeMoves",
  "aiUsage",
  "aiMonths",
  "aiBudgets",
  "aiModels",
  "digestRuns",
  "digestPages",
  "dailySummaries",
] as const;

export const vTableName = v.union(
  ...TABLE_NAMES.map((name) => v.literal(name)),
);
