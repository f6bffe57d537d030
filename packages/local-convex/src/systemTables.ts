/** The host's own tables, in one list: the engine creates them when it opens. */
import type { SystemTable } from "./engine";

export const SYSTEM_TABLES: readonly SystemTable[] = [
  /** One row per scheduled run that is due or running; deleted when it ends. */
  {
    name: "_jobs",
    scope: "root",
    indexes: [
      { indexDescriptor: "by_kind_and_next_ts", fields: ["kind", "nextTs"] },
    ],
  },
  /** One row per entry of a mounted `crons.ts`. */
  {
    name: "_cron_jobs",
    scope: "root",
    indexes: [],
  },
  /** Environment variables of the deployment. */
  { name: "_env", scope: "root", indexes: [] },
  /** The push that serves, one row. */
  { name: "_pushes", scope: "root", indexes: [] },
  /** Written by `ctx.scheduler`, kept for a week after the run ended. */
  {
    name: "_scheduled_functions",
    scope: "component",
    visibleToGuests: true,
    indexes: [
      { indexDescriptor: "by_completed_time", fields: ["completedTime"] },
    ],
  },
  /** What each mutation of a socket answered; kept for a week. */
  {
    name: "_sessions",
    scope: "root",
    indexes: [
      {
        indexDescriptor: "by_session_and_request",
        fields: ["session", "request"],
      },
    ],
  },
  /** Stored files; nothing writes it yet, `db.system` may read it. */
  { name: "_storage", scope: "component", visibleToGuests: true, indexes: [] },
];
