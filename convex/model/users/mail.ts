/** Sending mails. */
import type { EmailId } from "@convex-dev/resend";
import type { Mail } from "../../../src/lib/auth/mailText";
import { makeResend } from "../../componentClients";
import { env, type MutationCtx } from "../../_generated/server";

/** @returns the mail component's id; undefined where no provider is set. */
export async function trySendMail(
  ctx: MutationCtx,
  to: string,
  { subject, text }: Mail,
): Promise<EmailId | undefined> {
  const { RESEND_API_KEY: apiKey, MAIL_FROM: from } = env;
  if (!apiKey || !from) {
    return undefined;
  }
  return await makeResend(apiKey).sendEmail(ctx, { from, to, subject, text });
}
