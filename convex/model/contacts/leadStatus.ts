/** What a contact is to the company. */
import { v } from "convex/values";
import { LEAD_STATUSES } from "../../../src/lib/crm/leadStatus";

export const vLeadStatus = v.union(
  ...LEAD_STATUSES.map((status) => v.literal(status)),
);
