/** What exports call the columns that every contact has. Pure: the page uses it. */

/** Columns of every contact; the page's words for them are its own. */
export const FIXED_COLUMNS = [
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
] as const;
