/** Keys and secrets that change: sealing anew, ending a rotation. */
import { v } from "convex/values";
import { describeResealing } from "../../src/lib/secrets/resealing";
import { isStillAccepted } from "../../src/lib/secrets/rotation";
import { usableSecret } from "../../src/lib/secrets/strength";
import { toLocalIso } from "../../src/lib/time/localTime";
import {
  env,
  internalAction,
  internalMutation,
  internalQuery,
  type MutationCtx,
} from "../_generated/server";
import {
  DEFAULT_ENDPOINT_KEY,
  findEndpoint,
  hasPreviousSecret,
  NO_PREVIOUS_SECRET,
} from "../model/webhooks/endpoints";
import { requireKeyring } from "../model/shared/keyring";
import { refusal } from "../model/shared/refuse";
import {
  resealOutdated,
  surveySealed,
  vSealedReport,
} from "../model/webhooks/resealing";
import {
  findRotationWindow,
  fingerprintOf,
  openRotationWindow,
} from "../model/webhooks/rotationWindows";

/**
 * Seals the secrets of all endpoints, and the API keys of all workspaces, anew
 * with the current master key, the first of CRM_MASTER_KEY, and says what no key opens and which keys can go. Counts
 * only, unless `confirm` is true; doing it again is safe.
 *
 * @throws ConvexError `missing_master_key`, `malformed_master_key`.
 */
export const resealSecrets = internalAction({
  args: { confirm: v.optional(v.boolean()) },
  returns: v.object({
    ...vSealedReport.fields,
    /** How many were sealed anew now. */
    resealed: v.number(),
    message: v.string(),
  }),
  handler: async (ctx, { confirm }) => {
    const keyring = requireKeyring();
    const resealed = confirm ? await resealOutdated(ctx, keyring) : null;
    const report = await surveySealed(ctx, keyring);
    const message = describeResealing(report, resealed);
    return { ...report, resealed: resealed ?? 0, message };
  },
});

/**
 * Ends a rotation at once: from now on the endpoint takes its current secret
 * only. The deployment-wide endpoint is "default".
 *
 * @throws ConvexError `not_found` for a key nobody made.
 */
export const endRotation = internalMutation({
  args: { endpoint_key: v.string() },
  returns: v.object({
    endpoint_key: v.string(),
    /** False when there was nothing to end. */
    is_ended: v.boolean(),
  }),
  handler: async (ctx, { endpoint_key }) => {
    if (endpoint_key === DEFAULT_ENDPOINT_KEY) {
      return { endpoint_key, is_ended: await endDefaultRotation(ctx) };
    }
    const endpoint = await findEndpoint(ctx, endpoint_key);
    if (endpoint === null) {
      throw refusal("unknownEndpoint");
    }
    await ctx.db.patch("endpoints", endpoint._id, NO_PREVIOUS_SECRET);
    const is_ended = hasPreviousSecret(endpoint, Date.now());
    return { endpoint_key, is_ended };
  },
});

/** What the environment gives cannot be removed here, only refused. */
async function endDefaultRotation(ctx: MutationCtx): Promise<boolean> {
  const previous = usableSecret(env.KAPSO_WEBHOOK_SECRET_PREVIOUS);
  if (previous === undefined) {
    return false;
  }
  const window = await openRotationWindow(ctx, await fingerprintOf(previous));
  const now = Date.now();
  if (!isStillAccepted(window.accepted_until, now)) {
    return false;
  }
  await ctx.db.patch("rotationWindows", window._id, { accepted_until: now });
  return true;
}

/** The deployment-wide endpoint, whose secrets are in the environment. */
export const showDefaultEndpoint = internalQuery({
  args: {},
  returns: v.object({
    endpoint_key: v.string(),
    webhook_path: v.string(),
    has_secret: v.boolean(),
    /** True during a rotation: the secret before works as well. */
    has_previous_secret: v.boolean(),
    /** Until when it does, or did; absent before it was first seen. */
    previous_secret_until: v.optional(v.number()),
    previous_secret_until_utc: v.optional(v.string()),
  }),
  handler: async (ctx) => {
    const previous = usableSecret(env.KAPSO_WEBHOOK_SECRET_PREVIOUS);
    const window =
      previous === undefined
        ? null
        : await findRotationWindow(ctx, await fingerprintOf(previous));
    const until = window?.accepted_until;
    return {
      endpoint_key: DEFAULT_ENDPOINT_KEY,
      webhook_path: "/webhooks/kapso",
      has_secret: usableSecret(env.KAPSO_WEBHOOK_SECRET) !== undefined,
      has_previous_secret:
        previous !== undefined && isStillAccepted(until, Date.now()),
      previous_secret_until: until,
      previous_secret_until_utc: toLocalIso(until, "UTC"),
    };
  },
});
