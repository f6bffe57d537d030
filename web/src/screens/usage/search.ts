/** The state of the screen of AI usage, as it stands in the URL. */
import * as z from "zod/mini";

export const usageSearchSchema = z.object({
  /** "2026-11"; the current one without it. */
  month: z.catch(
    z.optional(z.string().check(z.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/))),
    undefined,
  ),
});
export type UsageSearch = z.infer<typeof usageSearchSchema>;
