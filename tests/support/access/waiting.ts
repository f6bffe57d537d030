import { api } from "../../../convex/_generated/api";
import type { AccessCases } from "./case";

export const cases: AccessCases = {
  "conversations:dismissWaiting": {
    role: "agent",
    call: (as, { conversation_id }) =>
      as.mutation(api.conversations.dismissWaiting, { conversation_id }),
  },
  "conversations:undismissWaiting": {
    role: "agent",
    call: (as, { conversation_id }) =>
      as.mutation(api.conversations.undismissWaiting, {
        conversation_id,
        dismissed_at: 0,
      }),
  },
};
