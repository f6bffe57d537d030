/** The state of the settings, as it stands in the URL. */
import * as z from "zod/mini";
import type { Membership } from "../../app/workspace";

/** Each part with the weakest role that it is shown to. */
export const TABS = {
  workspace: "admin",
  members: "viewer",
  numbers: "admin",
  leads: "viewer",
  forms: "admin",
  fields: "viewer",
  retention: "admin",
  versions: "admin",
  notifications: "admin",
} as const satisfies Record<string, Membership["role"]>;
export type Tab = keyof typeof TABS;
export const TAB_NAMES = [
  "workspace",
  "members",
  "numbers",
  "leads",
  "forms",
  "fields",
  "retention",
  "versions",
  "notifications",
] as const;

/** What is unknown is dropped: an old link still opens. */
export const settingsSearchSchema = z.object({
  tab: z.catch(z.optional(z.enum(TAB_NAMES)), undefined),
});
export type SettingsSearch = z.infer<typeof settingsSearchSchema>;
