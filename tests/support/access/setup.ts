import { api } from "../../../convex/_generated/api";
import type { AccessCases } from "./case";

export const cases: AccessCases = {
  "setup:status": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.setup.status, { workspace_id }),
  },
  "setup:sendSample": {
    role: "admin",
    // Somebody has written to the workspace of these tests.
    answer: "sample_not_safe",
    call: (as, { workspace_id }) =>
      as.action(api.setup.sendSample, { workspace_id }),
  },
  "endpoints:list": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.endpoints.list, { workspace_id }),
  },
  "endpoints:create": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.action(api.endpoints.create, { workspace_id }),
  },
  "endpoints:rotate": {
    role: "admin",
    call: async (as, { workspace_id }) => {
      const made = await as.action(api.endpoints.create, { workspace_id });
      const { endpoint_key } = made;
      return await as.action(api.endpoints.rotate, {
        workspace_id,
        endpoint_key,
      });
    },
  },
  "phoneNumbers:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.phoneNumbers.list, { workspace_id }),
  },
  "phoneNumbers:listUnclaimed": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.query(api.phoneNumbers.listUnclaimed, { workspace_id }),
  },
  "phoneNumbers:claim": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.mutation(api.phoneNumbers.claim, {
        workspace_id,
        phone_number_id: "5500",
      }),
  },
};
