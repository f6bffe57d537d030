import { api } from "../../../convex/_generated/api";
import type { AccessCases } from "./case";

const view = { name: "Waiting", is_shared: false, filter: { waiting: true } };

export const cases: AccessCases = {
  "contacts:count": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.contacts.count, { workspace_id }),
  },
  "prefs:get": {
    role: "viewer",
    call: (as, { workspace_id }) => as.query(api.prefs.get, { workspace_id }),
  },
  "prefs:set": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.mutation(api.prefs.set, { workspace_id, prefs: { language: "id" } }),
  },
  "tags:list": {
    role: "viewer",
    call: (as, { workspace_id }) => as.query(api.tags.list, { workspace_id }),
  },
  "views:list": {
    role: "viewer",
    call: (as, { workspace_id }) => as.query(api.views.list, { workspace_id }),
  },
  "views:remove": {
    role: "viewer",
    call: async (as, { workspace_id }) => {
      const saved = await as.mutation(api.views.save, { workspace_id, view });
      const { view_id } = saved;
      return await as.mutation(api.views.remove, { workspace_id, view_id });
    },
  },
  "views:save": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.mutation(api.views.save, { workspace_id, view }),
  },
};
