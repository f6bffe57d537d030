import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

export const cases: AccessCases = {
  "exports:create": {
    role: "agent",
    call: (as, { workspace_id }) =>
      as.mutation(api.exports.create, {
        workspace_id,
        filter: {},
        columns: ["name"],
        format: "csv",
      }),
  },
  "exports:get": {
    role: "agent",
    call: (as, { export_id }) => as.query(api.exports.get, { export_id }),
  },
  "exports:list": {
    role: "agent",
    call: (as, { workspace_id }) =>
      as.query(api.exports.list, { workspace_id, paginationOpts }),
  },
  "exports:link": {
    role: "agent",
    call: (as, { workspace_id, export_id }) =>
      as.action(api.exports.link, { workspace_id, export_id }),
  },
};
