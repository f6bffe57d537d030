/** What an export can show of everybody, and what it shows unless asked. */
import type { Dictionary } from "../../text/id";

type Name = keyof Dictionary["transfer"]["export"]["names"];

/** docs/import-export.md; the function refuses what it does not know. */
export const EXPORT_COLUMNS = [
  "contact_id",
  "name",
  "username",
  "phone",
  "email",
  "lead_status",
  "owner",
  "tags",
  "source",
  "created_at",
  "last_message_at",
  "last_message_preview",
  "waiting_since",
  "message_count",
  "marketing",
] as const satisfies readonly Name[];

export const USUAL_COLUMNS = [
  "name",
  "phone",
  "email",
  "lead_status",
  "owner",
  "tags",
  "last_message_at",
] as const satisfies readonly Name[];
