/** The whole database. Each table says who writes it, who reads it, how long rows live. */
import { authTables } from "@convex-dev/auth/server";
import { defineSchema } from "convex/server";
import { aiTables } from "./model/ai/tables";
import { watchTables } from "./model/alerts/tables";
import { bulkTables } from "./model/contacts/bulkTables";
import { mergeTables } from "./model/contacts/mergeTables";
import { contactTables } from "./model/contacts/tables";
import { conversationTables } from "./model/conversations/tables";
import { digestTables } from "./model/digests/tables";
import { downloadTables } from "./model/downloads/tables";
import { exportTables } from "./model/exports/tables";
import { notificationTables } from "./model/notifications/tables";
import { importTables } from "./model/imports/tables";
import { settingsTables } from "./model/settings/tables";
import { kapsoTables } from "./model/kapso/tables";
import { formTables } from "./model/leads/formTables";
import { privacyTables } from "./model/privacy/tables";
import { leadTables } from "./model/leads/tables";
import { replayTables } from "./model/webhooks/replayTables";
import { ingestionTables } from "./model/webhooks/tables";
import { userTables } from "./model/users/tables";
import { workspaceTables } from "./model/workspaces/tables";

export default defineSchema({
  // The sign-in library's own, swept by auth/sweep; `users` is ours.
  ...authTables,
  ...userTables,
  ...workspaceTables,
  ...notificationTables,
  ...watchTables,
  ...ingestionTables,
  ...kapsoTables,
  ...settingsTables,
  ...replayTables,
  ...contactTables,
  ...bulkTables,
  ...mergeTables,
  ...importTables,
  ...exportTables,
  ...downloadTables,
  ...conversationTables,
  ...leadTables,
  ...formTables,
  ...privacyTables,
  ...aiTables,
  ...digestTables,
});
