/** What an export shows of everybody unless asked. */
import type { FIXED_COLUMNS } from "../../../../src/lib/exports/columnNames";

export const USUAL_COLUMNS = [
  "name",
  "phone",
  "email",
  "lead_status",
  "owner",
  "tags",
  "last_message_at",
] as const satisfies readonly (typeof FIXED_COLUMNS)[number][];
