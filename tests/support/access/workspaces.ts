import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

export const cases: AccessCases = {
  "digests:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.digests.list, { workspace_id, paginationOpts }),
  },
  "digests:get": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.digests.get, { workspace_id, local_date: "2026-09-15" }),
  },
  "digests:runs": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.digests.runs, { workspace_id, paginationOpts }),
  },
  "digests:again": {
    role: "agent",
    call: (as, { workspace_id }) =>
      as.mutation(api.digests.again, {
        workspace_id,
        local_date: "2026-09-15",
      }),
  },
  "digests:allowModel": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.digests.allowModel, { workspace_id, is_allowed: true }),
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
