import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

const month = "2026-09";

export const cases: AccessCases = {
  "usage:month": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.usage.month, { workspace_id, month }),
  },
  "usage:days": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.usage.days, { workspace_id, month }),
  },
  "usage:ofRun": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.usage.ofRun, { workspace_id, run_id: "none" }),
  },
  "usage:calls": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.usage.calls, { workspace_id, paginationOpts }),
  },
  "usage:status": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.usage.status, { workspace_id, month }),
  },
  "usage:setLimit": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.usage.setLimit, { workspace_id, limit_nano_usd: 5 }),
  },
  "usage:setPaused": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.usage.setPaused, { workspace_id, is_paused: true }),
  },
};
