/** The whole database. Each table says who writes it, who reads it, how long rows live. */
import { defineSchema } from "convex/server";
import { aiTables } from "./model/ai/tables";
import { crmTables } from "./model/contacts/tables";
import { digestTables } from "./model/digests/tables";
import { ingestionTables } from "./model/webhooks/tables";
import { workspaceTables } from "./model/workspaces/tables";

export default defineSchema({
  ...workspaceTables,
  ...ingestionTables,
  ...crmTables,
  ...aiTables,
  ...digestTables,
});
