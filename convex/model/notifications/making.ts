/** Making and changing channels. Only for actions: secrets need real randomness. */
import { ConvexError, v } from "convex/values";
import { toAddress } from "../../../src/lib/auth/address";
import {
  checkAddress,
  type AddressProblem,
} from "../../../src/lib/notifications/address";
import { vTopic } from "../../../src/lib/notifications/events";
import {
  SECRET_BYTES,
  toSecret,
} from "../../../src/lib/notifications/signature";
import { seal } from "../../../src/lib/secrets/seal";
import { internal } from "../../_generated/api";
import type { Id } from "../../_generated/dataModel";
import type { ActionCtx } from "../../_generated/server";
import { randomToken } from "../shared/randomToken";
import { passRefusal, refusal } from "../shared/refuse";
import { requireKeyring } from "../shared/keyring";
import { channelBinding } from "./channels";
import { isLoopbackAllowed } from "./loopback";
import { vChannelKind, type ChannelKind } from "./tables";

const KEY_BYTES = 16;
const MAX_NAME_LENGTH = 100;

export const vNewChannel = v.object({
  name: v.string(),
  kind: vChannelKind,
  topics: v.array(vTopic),
  /** An https address, or a mail address. */
  target: v.string(),
});

export const vMadeChannel = v.object({
  channel_id: v.id("channels"),
  /** Of a webhook: shown once; only its sealed form is kept. */
  secret: v.optional(v.string()),
});
export type MadeChannel = typeof vMadeChannel.type;

export const vChannelChange = v.object({
  name: v.optional(v.string()),
  topics: v.optional(vNewChannel.fields.topics),
  target: v.optional(v.string()),
  /** Switches it off and on again. */
  is_on: v.optional(v.boolean()),
});

export const vRotatedChannel = v.object({
  secret: v.string(),
  /** Until when the one before signs as well, ms UTC. */
  previous_secret_until: v.number(),
});

type Owner = Id<"workspaces"> | undefined;

/**
 * Makes a channel of a workspace, or of the operators.
 *
 * @throws ConvexError `invalid_channel`, `too_many_channels`, those of
 *   {@link sealTarget}.
 */
export async function makeChannel(
  ctx: ActionCtx,
  workspace_id: Owner,
  { target, ...channel }: typeof vNewChannel.type,
): Promise<MadeChannel> {
  const fields = checkFields(channel);
  const channel_key = randomToken(KEY_BYTES);
  const place = await sealTarget(channel_key, channel.kind, target);
  const minted =
    channel.kind === "webhook" ? await mintSecret(channel_key) : undefined;
  const channel_id: Id<"channels"> = await passRefusal(
    ctx.runMutation(internal.notifications.channels.store, {
      ...channel,
      ...fields,
      ...place,
      workspace_id,
      channel_key,
      sealed_secret: minted?.sealed,
    }),
  );
  return { channel_id, secret: minted?.secret };
}

/**
 * Changes what is given of a channel.
 *
 * @throws ConvexError `not_found`, and as {@link makeChannel}.
 */
export async function changeChannel(
  ctx: ActionCtx,
  own: { channel_id: Id<"channels">; workspace_id: Owner },
  { target, ...change }: typeof vChannelChange.type,
): Promise<null> {
  const fields = checkFields(change);
  const found: { channel_key: string; kind: ChannelKind } = await passRefusal(
    ctx.runQuery(internal.notifications.channels.find, own),
  );
  const place =
    target === undefined
      ? {}
      : await sealTarget(found.channel_key, found.kind, target);
  await passRefusal(
    ctx.runMutation(internal.notifications.channels.change, {
      ...own,
      ...change,
      ...fields,
      ...place,
    }),
  );
  return null;
}

/**
 * Gives a webhook a new secret; the one before signs beside it for a day.
 *
 * @throws ConvexError `not_found`, also for a channel that signs nothing;
 *   `missing_master_key`, `malformed_master_key`.
 */
export async function rotateChannel(
  ctx: ActionCtx,
  own: { channel_id: Id<"channels">; workspace_id: Owner },
): Promise<typeof vRotatedChannel.type> {
  const found: { channel_key: string; kind: ChannelKind } = await passRefusal(
    ctx.runQuery(internal.notifications.channels.find, own),
  );
  const { channel_key, kind } = found;
  if (kind !== "webhook") {
    throw refusal("unknownChannel");
  }
  const { secret, sealed } = await mintSecret(channel_key);
  const { previous_secret_until }: { previous_secret_until: number } =
    await passRefusal(
      ctx.runMutation(internal.notifications.channels.replaceSecret, {
        ...own,
        sealed_secret: sealed,
      }),
    );
  return { secret, previous_secret_until };
}

/** @throws ConvexError `invalid_channel`. */
function checkFields(given: {
  name?: string;
  topics?: (typeof vNewChannel.type)["topics"];
}): typeof given {
  const name = given.name?.trim();
  const topics = given.topics && [...new Set(given.topics)];
  const isNamed =
    name === undefined || (name !== "" && name.length <= MAX_NAME_LENGTH);
  if (!isNamed || topics?.length === 0) {
    throw new ConvexError({ code: "invalid_channel" });
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(topics === undefined ? {} : { topics }),
  };
}

/**
 * An address as it is stored: sealed, since parts of it may be secrets.
 *
 * @throws ConvexError `invalid_address` for what is no mail address,
 *   `malformed_address`, `address_not_https`, `address_not_public`,
 *   `missing_master_key`, `malformed_master_key`.
 */
async function sealTarget(
  channelKey: string,
  kind: ChannelKind,
  target: string,
): Promise<{ email?: string; host?: string; sealed_address?: string }> {
  if (kind === "email") {
    const email = toAddress(target);
    if (email === undefined) {
      throw new ConvexError({ code: "invalid_address" });
    }
    return { email };
  }
  const checked = checkAddress(target, isLoopbackAllowed());
  if (checked.kind === "refused") {
    throw addressRefusal(checked.problem);
  }
  const binding = channelBinding.address(channelKey);
  return {
    host: checked.host,
    sealed_address: await seal(requireKeyring(), checked.url, binding),
  };
}

/** One throw per code: what is thrown is logged, so it is written out. */
function addressRefusal(
  problem: AddressProblem,
): ConvexError<{ code: string }> {
  switch (problem) {
    case "malformed_address":
      return new ConvexError({ code: "malformed_address" });
    case "address_not_https":
      return new ConvexError({ code: "address_not_https" });
    case "address_not_public":
      return new ConvexError({ code: "address_not_public" });
  }
}

async function mintSecret(
  channelKey: string,
): Promise<{ secret: string; sealed: string }> {
  const keyring = requireKeyring();
  const secret = toSecret(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  const binding = channelBinding.secret(channelKey);
  return { secret, sealed: await seal(keyring, secret, binding) };
}
