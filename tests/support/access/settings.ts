import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

export const cases: AccessCases = {
  "settings:setKapsoKey": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.action(api.settings.setKapsoKey, { workspace_id, api_key: null }),
  },
  "settings:status": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.settings.status, { workspace_id }),
  },
  "settings:pull": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.action(api.settings.pull, { workspace_id }),
  },
  "settings:diff": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.settings.diff, { workspace_id }),
  },
  "settings:confirm": {
    role: "admin",
    // Nobody has given a key to read from Kapso with.
    answer: "kapso_no_key",
    call: (as, { workspace_id }) =>
      as.action(api.settings.confirm, { workspace_id, diff_hash: "-" }),
  },
  "settings:listVersions": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.settings.listVersions, { workspace_id, paginationOpts }),
  },
  "settings:restore": {
    role: "admin",
    answer: "not_found",
    call: (as, { workspace_id }) =>
      as.mutation(api.settings.restore, { workspace_id, version: 999 }),
  },
  "settings:setAutomationsPaused": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.settings.setAutomationsPaused, {
        workspace_id,
        is_paused: false,
      }),
  },
  "settings:held": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.settings.held, { workspace_id }),
  },
};
