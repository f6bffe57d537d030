import { api } from "../../../convex/_generated/api";
import { paginationOpts, type AccessCases } from "./case";

export const cases: AccessCases = {
  "leads:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.leads.list, { workspace_id, paginationOpts }),
  },
  "leads:queue": {
    role: "viewer",
    call: (as, { workspace_id }) => as.query(api.leads.queue, { workspace_id }),
  },
  "leads:get": {
    role: "viewer",
    call: (as, { lead_id }) => as.query(api.leads.get, { lead_id }),
  },
  "leads:review": {
    role: "agent",
    call: (as, { lead_id }) =>
      as.mutation(api.leads.review, { lead_id, verdict: "approved" }),
  },
  "leads:markSpam": {
    role: "agent",
    call: (as, { contact_id }) =>
      as.mutation(api.leads.markSpam, { contact_id, is_spam: false }),
  },
  "leads:undo": {
    role: "agent",
    call: (as, { verdict_id }) => as.mutation(api.leads.undo, { verdict_id }),
  },
  "leads:stats": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.leads.stats, { workspace_id, as_of: 1, day_start: 0 }),
  },
  "leads:settings": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.leads.settings, { workspace_id }),
  },
  "leads:updateSettings": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.leads.updateSettings, {
        workspace_id,
        message_threshold: 2,
      }),
  },
};
