/** The job of a channel: sends the notification whose turn it is. */
import { v } from "convex/values";
import {
  openSealed,
  parseKeyring,
  SealError,
} from "../../src/lib/secrets/seal";
import { toBody, toWords } from "../../src/lib/notifications/events";
import { signNotification } from "../../src/lib/notifications/signature";
import { internal } from "../_generated/api";
import { env, internalAction } from "../_generated/server";
import { channelBinding } from "../model/notifications/channels";
import type { AttemptEnd } from "../model/notifications/queue";
import { post } from "./client";
import type { Attempt } from "./queue";

/**
 * Sends one; the mutation that ends the attempt gives the channel its next job. A
 * job that is not the channel's newest does nothing.
 */
export const sendNext = internalAction({
  args: { channel_id: v.id("channels"), run: v.number() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const attempt = await ctx.runMutation(
      internal.notifications.queue.begin,
      args,
    );
    if (attempt === null) {
      return null;
    }
    const end = await send(attempt);
    await ctx.runMutation(internal.notifications.queue.settle, {
      notification_id: attempt.notification_id,
      attempt: attempt.attempt,
      failure: end.failure,
      http_status: end.httpStatus,
      retry_after_ms: end.retryAfterMs,
    });
    return null;
  },
});

async function send(attempt: Attempt): Promise<AttemptEnd> {
  const { event, slug, at } = attempt;
  const setting = { slug, at, pageOrigin: env.SITE_URL };
  const texts = await openTexts(attempt);
  if (texts === null) {
    return { failure: "secret_unreadable" };
  }
  const { address, secrets } = texts;
  if (attempt.kind === "slack") {
    const { subject, text } = toWords(event, setting);
    const body = JSON.stringify({ text: `${subject}\n${text}`.trim() });
    return await post({ address, body, headers: {} });
  }
  const body = toBody(event, setting);
  const id = attempt.notification_id;
  const headers = await signNotification({ id, at: Date.now(), body, secrets });
  return await post({ address, body, headers });
}

/** Null when no master key opens them. */
async function openTexts({
  channel_key: key,
  sealed_address: sealedAddress,
  sealed_secrets: sealedSecrets,
}: Attempt): Promise<{ address: string; secrets: string[] } | null> {
  const { address, secret } = channelBinding;
  try {
    const keyring = parseKeyring(env.CRM_MASTER_KEY);
    return {
      address: await openSealed(keyring, sealedAddress, address(key)),
      secrets: await Promise.all(
        sealedSecrets.map((sealed) => openSealed(keyring, sealed, secret(key))),
      ),
    };
  } catch (error) {
    if (error instanceof SealError) {
      return null;
    }
    throw error;
  }
}
