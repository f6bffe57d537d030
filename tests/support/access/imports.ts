import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

/** The import of these tests was canceled. */
const answer = "wrong_import_step";

export const cases: AccessCases = {
  "imports:create": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.imports.create, { workspace_id, file_name: "a.csv" }),
  },
  "imports:append": {
    role: "admin",
    answer,
    call: (as, { import_id }) =>
      as.mutation(api.imports.append, {
        import_id,
        part: 0,
        bytes: new ArrayBuffer(1),
      }),
  },
  "imports:analyse": {
    role: "admin",
    answer,
    call: (as, { import_id }) =>
      as.mutation(api.imports.analyse, { import_id }),
  },
  "imports:setMapping": {
    role: "admin",
    answer,
    call: (as, { import_id }) =>
      as.mutation(api.imports.setMapping, { import_id, targets: ["phone"] }),
  },
  "imports:check": {
    role: "admin",
    answer,
    call: (as, { import_id }) => as.mutation(api.imports.check, { import_id }),
  },
  "imports:start": {
    role: "admin",
    answer,
    call: (as, { import_id }) =>
      as.mutation(api.imports.start, { import_id, rule: "fill_gaps" }),
  },
  "imports:cancel": {
    role: "admin",
    answer,
    call: (as, { import_id }) => as.mutation(api.imports.cancel, { import_id }),
  },
  "imports:undo": {
    role: "admin",
    answer,
    call: (as, { import_id }) => as.mutation(api.imports.undo, { import_id }),
  },
  "imports:get": {
    role: "admin",
    call: (as, { import_id }) => as.query(api.imports.get, { import_id }),
  },
  "imports:list": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.imports.list, { workspace_id, paginationOpts }),
  },
  "imports:rows": {
    role: "admin",
    call: (as, { import_id }) =>
      as.query(api.imports.rows, { import_id, of: "new", paginationOpts }),
  },
  "imports:link": {
    role: "admin",
    // A file that was canceled before it was started has no lines any more.
    answer: "not_found",
    call: (as, { workspace_id, import_id }) =>
      as.action(api.imports.link, { workspace_id, import_id }),
  },
};
