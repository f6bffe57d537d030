/** The state of the duplicates screen, as it stands in the URL. */
import * as z from "zod/mini";

export const TABS = ["open", "kept", "merges"] as const;
export type Tab = (typeof TABS)[number];

const id = z.catch(
  z.optional(z.string().check(z.regex(/^[a-z0-9]{16,64}$/))),
  undefined,
);

/** What is unknown is dropped: an old link still opens. */
export const duplicateSearchSchema = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  /** The contact that stays, and the one that goes into it. */
  a: id,
  b: id,
});
export type DuplicateSearch = z.infer<typeof duplicateSearchSchema>;
