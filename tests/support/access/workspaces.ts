import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

export const cases: AccessCases = {
  "audit:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.audit.list, { workspace_id, paginationOpts }),
  },
  "digests:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.digests.list, { workspace_id, paginationOpts }),
  },
  "digests:runNow": {
    role: "agent",
    call: (as, { workspace_id }) =>
      as.mutation(api.digests.runNow, { workspace_id }),
  },
  "health:badge": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.health.badge, { workspace_id }),
  },
  "workspaces:listMine": {
    role: "self",
    call: (as) => as.query(api.workspaces.listMine, {}),
  },
};
