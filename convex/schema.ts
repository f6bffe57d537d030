/** The whole database. Each table says who writes it, who reads it, how long rows live. */
import { defineSchema } from "convex/server";
import { aiTables } from "./model/tables/ai";
import { crmTables } from "./model/tables/crm";
import { digestTables } from "./model/tables/digest";
import { ingestionTables } from "./model/tables/ingestion";
import { workspaceTables } from "./model/tables/workspace";

export default defineSchema({
  ...workspaceTables,
  ...ingestionTables,
  ...crmTables,
  ...aiTables,
  ...digestTables,
});
