/** The state of the digests screen, as it stands in the URL. */
import * as z from "zod/mini";

export const digestSearchSchema = z.object({
  /** The digest that is read; the newest one without it. */
  id: z.catch(
    z.optional(z.string().check(z.regex(/^[a-z0-9]{16,64}$/))),
    undefined,
  ),
});
export type DigestSearch = z.infer<typeof digestSearchSchema>;
