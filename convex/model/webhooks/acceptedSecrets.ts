/**
 * The secrets that a delivery may be signed with right now. For actions: the
 * clock decides, and no query may be cached over it.
 */
import {
  openSealed,
  parseKeyring,
  SealError,
} from "../../../src/lib/secrets/seal";
import { isStillAccepted } from "../../../src/lib/secrets/rotation";
import { isLongEnough, usableSecret } from "../../../src/lib/secrets/strength";
import { internal } from "../../_generated/api";
import { env, type ActionCtx } from "../../_generated/server";
import {
  DEFAULT_ENDPOINT_KEY,
  hasPreviousSecret,
  secretBinding,
} from "./endpoints";
import { errorName, logEvent } from "../shared/log";
import { fingerprintOf } from "./rotationWindows";

/**
 * Secrets of an endpoint, current first; [] for one that takes nothing, null
 * when none can be used: none is set, all are too short, or no master key opens
 * them. "unreadable" when the database could not be asked. The log says which.
 */
export async function loadSecrets(
  ctx: ActionCtx,
  endpointKey: string,
): Promise<string[] | null | "unreadable"> {
  try {
    return endpointKey === DEFAULT_ENDPOINT_KEY
      ? await loadDefaultSecrets(ctx)
      : await loadOwnSecrets(ctx, endpointKey);
  } catch (error) {
    if (error instanceof SealError) {
      logEvent("webhook.sealed", { error_code: error.code });
      return null;
    }
    // Not the endpoint's key: nothing is proven, so it is whatever stands there.
    logEvent("webhook.not_stored", { error_name: errorName(error) });
    return "unreadable";
  }
}

/** Secrets that Meta itself signs with, if one is set. */
export function metaAppSecrets(): string[] {
  const secret = usableSecret(env.KAPSO_META_APP_SECRET);
  return secret === undefined ? [] : [secret];
}

/** Of the deployment-wide endpoint, from the environment. */
async function loadDefaultSecrets(ctx: ActionCtx): Promise<string[] | null> {
  const current = usableSecret(env.KAPSO_WEBHOOK_SECRET);
  const previous = usableSecret(env.KAPSO_WEBHOOK_SECRET_PREVIOUS);
  const secrets = current === undefined ? [] : [current];
  if (previous !== undefined && (await isWithinWindow(ctx, previous))) {
    secrets.push(previous);
  }
  if (secrets.length > 0) {
    return secrets;
  }
  const isShort =
    (env.KAPSO_WEBHOOK_SECRET ?? "").trim() !== "" && current === undefined;
  logEvent("webhook.unconfigured", {
    endpoint_key: DEFAULT_ENDPOINT_KEY,
    reason: isShort ? "secret_too_short" : "not_configured",
  });
  return null;
}

/** The environment cannot say since when; so it is noted when it is first seen. */
async function isWithinWindow(
  ctx: ActionCtx,
  previous: string,
): Promise<boolean> {
  const fingerprint = await fingerprintOf(previous);
  const until =
    (await ctx.runQuery(internal.webhooks.endpoints.findWindow, {
      fingerprint,
    })) ??
    (await ctx.runMutation(internal.webhooks.endpoints.openWindow, {
      fingerprint,
    }));
  return isStillAccepted(until, Date.now());
}

async function loadOwnSecrets(
  ctx: ActionCtx,
  endpointKey: string,
): Promise<string[] | null> {
  const endpoint = await ctx.runQuery(internal.webhooks.endpoints.get, {
    endpoint_key: endpointKey,
  });
  if (endpoint === null) {
    return [];
  }
  const previous = hasPreviousSecret(endpoint, Date.now())
    ? endpoint.sealed_previous_secret
    : undefined;
  const sealed = [endpoint.sealed_secret, previous].filter(
    (text) => text !== undefined,
  );
  const secrets = await openSecrets(endpointKey, sealed);
  if (secrets.length > 0) {
    return secrets;
  }
  logEvent("webhook.unconfigured", {
    endpoint_key: endpointKey,
    reason: sealed.length > 0 ? "secret_too_short" : "not_configured",
  });
  return null;
}

/**
 * Opens an endpoint's sealed secrets, current first. One that does not open, as
 * a previous one sealed with a master key of before, does not close the others.
 *
 * @returns those that are long enough
 * @throws SealError when none opens, with the reason of the first.
 */
async function openSecrets(
  endpointKey: string,
  sealed: string[],
): Promise<string[]> {
  const keyring = parseKeyring(env.CRM_MASTER_KEY);
  const binding = secretBinding(endpointKey);
  const results = await Promise.allSettled(
    sealed.map((text) => openSealed(keyring, text, binding)),
  );
  const opened = results.filter((result) => result.status === "fulfilled");
  const failed = results.find((result) => result.status === "rejected");
  if (opened.length === 0 && failed !== undefined) {
    throw failed.reason;
  }
  return opened.map(({ value }) => value).filter(isLongEnough);
}
