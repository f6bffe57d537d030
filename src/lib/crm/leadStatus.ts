/** What a contact is to the company, and which steps people may take. */

export const LEAD_STATUSES = [
  "none",
  "unqualified",
  "qualified",
  "customer",
  "archived",
  "duplicate",
  "spam",
] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

/**
 * Where people may move a contact by hand. "duplicate" is for merges to say; a
 * customer is demoted before it can be spam, so that no slip hides one; spam is
 * taken back before it can become anything else.
 */
const STEPS: Readonly<Record<LeadStatus, readonly LeadStatus[]>> = {
  none: ["unqualified", "qualified", "customer", "archived", "spam"],
  unqualified: ["none", "qualified", "customer", "archived", "spam"],
  qualified: ["unqualified", "customer", "archived", "spam"],
  customer: ["qualified", "archived"],
  archived: ["none", "unqualified", "qualified", "customer", "spam"],
  duplicate: ["none", "unqualified"],
  spam: ["none", "unqualified"],
};

/** Whether a person may make `to` of a contact that is `from`. */
export const mayStep = (from: LeadStatus, to: LeadStatus): boolean =>
  STEPS[from].includes(to);

/** What a look at the messages gives and takes (src/lib/leads/decide.ts). */
const SERVICE_STATUSES: ReadonlySet<LeadStatus> = new Set([
  "none",
  "unqualified",
  "archived",
  "spam",
] as const);

/** Whether a status that no person gave may be the service's own. */
export const isServiceStatus = (status: LeadStatus): boolean =>
  SERVICE_STATUSES.has(status);
