import { api } from "../../../convex/_generated/api";
import type { AccessCases } from "./case";

export const cases: AccessCases = {
  "settings:setKapsoKey": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.action(api.settings.setKapsoKey, { workspace_id, api_key: null }),
  },
};
