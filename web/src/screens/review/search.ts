/** The state of the review of leads, as it stands in the URL. */
import * as z from "zod/mini";

export const TABS = ["open", "spam"] as const;
export type Tab = (typeof TABS)[number];

/** What is unknown is dropped: an old link still opens. */
export const reviewSearchSchema = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  /** The lead that is looked at. */
  lead: z.catch(
    z.optional(z.string().check(z.regex(/^[a-z0-9]{16,64}$/))),
    undefined,
  ),
});
export type ReviewSearch = z.infer<typeof reviewSearchSchema>;
