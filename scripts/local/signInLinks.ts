/** Sign-in links of a running server, for its operator's terminal. */
import { z } from "zod";
import type { AdminClient } from "../sim/adminClient";

const linkSchema = z.object({ url: z.url() });

const mailsSchema = z.array(
  z.object({
    email: z.string(),
    purpose: z.string(),
    url: z.string().optional(),
    text: z.string().optional(),
    expires_at: z.number(),
  }),
);
export type WaitingMail = z.infer<typeof mailsSchema>[number];

/**
 * A link that signs somebody in, once, within 15 minutes.
 *
 * @param user their e-mail address, or the subject of who has one
 * @throws FunctionError `not_found` for whom nobody let in.
 */
export async function makeLink(
  client: AdminClient,
  user: string,
): Promise<string> {
  const made = await client.call("ops:makeLink", { email: user });
  return linkSchema.parse(made).url;
}

/** The mails that no provider sent; they are gone from the server after this. */
export async function readMail(client: AdminClient): Promise<WaitingMail[]> {
  return mailsSchema.parse(await client.call("ops:readMail"));
}
