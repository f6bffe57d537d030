/** What people may change of a contact, as calls and jobs carry it. */
import { v } from "convex/values";
import { vUserId } from "../users/tables";
import { vLeadStatus } from "./leadStatus";
import { vCustomValue } from "./tables";

const vTagChange = v.object({
  add: v.optional(v.array(v.string())),
  remove: v.optional(v.array(v.string())),
});

/** What may be done to many contacts at once. Null empties a field. */
export const vBulkChange = v.object({
  owner_id: v.optional(v.union(vUserId, v.null())),
  lead_status: v.optional(vLeadStatus),
  tags: v.optional(vTagChange),
  /** By the custom field's key. */
  custom_values: v.optional(
    v.record(v.string(), v.union(vCustomValue, v.null())),
  ),
});
export type BulkChange = typeof vBulkChange.type;

/** What may be done to one. A name of null is given back to WhatsApp. */
export const vContactChange = v.object({
  ...vBulkChange.fields,
  name: v.optional(v.union(v.string(), v.null())),
  email: v.optional(v.union(v.string(), v.null())),
});
export type ContactChange = typeof vContactChange.type;

/** What the caller saw before changing it; fields left out are not compared. */
export const vExpected = v.object({
  name: v.optional(v.union(v.string(), v.null())),
  email: v.optional(v.union(v.string(), v.null())),
  owner_id: v.optional(v.union(vUserId, v.null())),
  lead_status: v.optional(vLeadStatus),
  custom_values: v.optional(
    v.record(v.string(), v.union(vCustomValue, v.null())),
  ),
});
export type Expected = typeof vExpected.type;
