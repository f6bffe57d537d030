/** Who is in a room, how many clicked, and a text that is written while it is read. */
import { PersistentTextStreaming } from "@convex-dev/persistent-text-streaming";
import { Presence } from "@convex-dev/presence";
import { ShardedCounter } from "@convex-dev/sharded-counter";
import { mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";
import { components } from "./components";

const presence = new Presence(components.presence);
const counter = new ShardedCounter(components.shardedCounter);
export const streaming = new PersistentTextStreaming(
  components.persistentTextStreaming,
);

export const heartbeat = mutationGeneric({
  args: { userId: v.string(), interval: v.number() },
  returns: v.object({ roomToken: v.string(), sessionToken: v.string() }),
  handler: async (ctx, { userId, interval }) =>
    await presence.heartbeat(ctx, "room", userId, `s-${userId}`, interval),
});

export const online = queryGeneric({
  args: { roomToken: v.string() },
  returns: v.array(v.string()),
  handler: async (ctx, { roomToken }) => {
    const people = await presence.list(ctx, roomToken);
    return people.filter((one) => one.online).map(({ userId }) => userId);
  },
});

export const leave = mutationGeneric({
  args: { sessionToken: v.string() },
  returns: v.null(),
  handler: async (ctx, { sessionToken }) => {
    await presence.disconnect(ctx, sessionToken);
    return null;
  },
});

export const click = mutationGeneric({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await counter.inc(ctx, "clicks");
    return null;
  },
});

export const clicks = queryGeneric({
  args: {},
  returns: v.number(),
  handler: async (ctx) => await counter.count(ctx, "clicks"),
});

export const createText = mutationGeneric({
  args: {},
  returns: v.string(),
  handler: async (ctx) => await streaming.createStream(ctx),
});
