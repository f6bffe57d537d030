/** The sealed texts of channels, for sealing them anew (model/webhooks/resealing). */
import { v } from "convex/values";
import { internalMutation, internalQuery } from "../_generated/server";
import { channelBinding } from "../model/notifications/channels";

const PAGE = 100;

const vWhich = v.union(
  v.literal("current"),
  v.literal("previous"),
  v.literal("address"),
);

const FIELDS = [
  ["sealed_secret", "current", channelBinding.secret],
  ["sealed_previous_secret", "previous", channelBinding.secret],
  ["sealed_address", "address", channelBinding.address],
] as const;

/** Those of one page of channels. */
export const list = internalQuery({
  args: { cursor: v.union(v.null(), v.string()) },
  returns: v.object({
    secrets: v.array(
      v.object({
        channel_id: v.id("channels"),
        which: vWhich,
        sealed: v.string(),
        binding: v.string(),
      }),
    ),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, { cursor }) => {
    const page = await ctx.db
      .query("channels")
      .paginate({ numItems: PAGE, cursor });
    const secrets = page.page.flatMap((channel) =>
      FIELDS.flatMap(([field, which, bindingOf]) => {
        const sealed = channel[field];
        const binding = bindingOf(channel.channel_key);
        return sealed === undefined
          ? []
          : [{ channel_id: channel._id, which, sealed, binding }];
      }),
    );
    return { secrets, cursor: page.continueCursor, is_done: page.isDone };
  },
});

/** Puts one that was sealed anew in the place of its old form. */
export const replace = internalMutation({
  args: { channel_id: v.id("channels"), before: v.string(), after: v.string() },
  returns: v.boolean(),
  handler: async (ctx, { channel_id, before, after }) => {
    const channel = await ctx.db.get("channels", channel_id);
    const found = FIELDS.find(([field]) => channel?.[field] === before);
    if (found === undefined) {
      return false;
    }
    await ctx.db.patch("channels", channel_id, { [found[0]]: after });
    return true;
  },
});
