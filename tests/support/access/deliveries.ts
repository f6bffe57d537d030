/** Deliveries and replays. */
import { api } from "../../../convex/_generated/api";
import { type AccessCases, paginationOpts } from "./case";

/** Whoever asks second finds the replay of the first under way. */
async function unlessRunning(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (JSON.stringify(error).includes("delivery_running")) {
      return undefined;
    }
    const data: unknown =
      error instanceof Error && "data" in error ? error.data : undefined;
    if (JSON.stringify(data ?? "").includes("delivery_running")) {
      return undefined;
    }
    throw error;
  }
}

export const cases: AccessCases = {
  "audit:list": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.audit.list, { workspace_id, paginationOpts }),
  },
  "audit:get": {
    role: "viewer",
    call: (as, { audit_id }) => as.query(api.audit.get, { audit_id }),
  },
  "audit:items": {
    role: "viewer",
    call: (as, { audit_id }) =>
      as.query(api.audit.items, { audit_id, paginationOpts }),
  },
  "audit:find": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.audit.find, { workspace_id, query: "wamid.none" }),
  },
  "audit:byMessage": {
    role: "viewer",
    call: (as, { conversation_id, message_id }) =>
      as.query(api.audit.byMessage, { conversation_id, message_id }),
  },
  "audit:body": {
    role: "admin",
    call: (as, { audit_id }) => as.mutation(api.audit.body, { audit_id }),
  },
  "audit:hours": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.audit.hours, { workspace_id, as_of: 0 }),
  },
  "audit:replay": {
    role: "admin",
    call: (as, { audit_id }) =>
      unlessRunning(as.mutation(api.audit.replay, { audit_id })),
  },
  "audit:replayFailed": {
    role: "admin",
    call: (as, { workspace_id }) =>
      as.action(api.audit.replayFailed, { workspace_id, since: 0 }),
  },
  "audit:replayRuns": {
    role: "viewer",
    call: (as, { workspace_id }) =>
      as.query(api.audit.replayRuns, { workspace_id, paginationOpts }),
  },
  "audit:changeReplay": {
    role: "admin",
    call: (as, { run_id }) =>
      as.mutation(api.audit.changeReplay, { run_id, status: "canceled" }),
  },
};
