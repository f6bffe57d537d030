import { api } from "../../../convex/_generated/api";
import { SEKAR } from "../bodies";
import { type AccessCases, paginationOpts } from "./case";

export const cases: AccessCases = {
  "contacts:get": {
    role: "viewer",
    call: (as, { contact_id }) => as.query(api.contacts.get, { contact_id }),
  },
  "contacts:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.contacts.list, { workspace_id, paginationOpts }),
  },
  "contacts:search": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.contacts.search, { workspace_id, query: SEKAR.phone }),
  },
};
