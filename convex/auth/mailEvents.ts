/**
 * `POST /mail/resend`: what Resend says became of mails (docs/sign-in.md). Its
 * component verifies and keeps it, and calls `record`.
 */
import { vOnEmailEventArgs } from "@convex-dev/resend";
import { v } from "convex/values";
import { readCapped } from "../../src/lib/webhooks/body";
import {
  env,
  httpAction,
  internalMutation,
  type ActionCtx,
} from "../_generated/server";
import { makeResend } from "../componentClients";
import { errorResponse } from "../model/shared/http";
import { logEvent } from "../model/shared/log";
import { findByMail } from "../model/workspaces/invitations";

/** An event names addresses and a subject. */
const MAX_BODY_BYTES = 256 * 1024;
/** After these nothing of the mail arrives any more. */
const UNDELIVERED = ["email.bounced", "email.failed"];

export const receive = httpAction(async (ctx: ActionCtx, request) => {
  const { RESEND_API_KEY: apiKey, RESEND_WEBHOOK_SECRET: secret } = env;
  if (!apiKey || !secret) {
    return errorResponse(404, "not_found", {
      message: "Events of mails are not set up here.",
    });
  }
  const read = await readCapped(request.body, MAX_BODY_BYTES);
  if (read.kind === "too_large") {
    return errorResponse(413, "body_too_large", {
      message: "An event of a mail is not as large.",
    });
  }
  const { url, method, headers } = request;
  const whole = new Request(url, { method, headers, body: read.bytes });
  try {
    return await makeResend(apiKey, secret).handleResendEventWebhook(
      ctx,
      whole,
    );
  } catch (error) {
    if (error instanceof Error && error.name === "WebhookVerificationError") {
      logEvent("mail.event_refused", { reason: "invalid_signature" });
      return errorResponse(401, "invalid_signature", {
        message: "The signature does not fit.",
      });
    }
    throw error;
  }
});

/** Called by the component after each event, once or again. */
export const record = internalMutation({
  args: vOnEmailEventArgs,
  returns: v.null(),
  handler: async (ctx, { id, event }) => {
    if (!UNDELIVERED.includes(event.type)) {
      return null;
    }
    logEvent("mail.not_delivered", { mail_id: id, event_type: event.type });
    const invitation = await findByMail(ctx, id);
    if (invitation !== null) {
      await ctx.db.patch("invitations", invitation._id, {
        delivery: "bounced",
      });
    }
    return null;
  },
});
