/** What members should look at, and who does. */
import { ConvexError, v } from "convex/values";
import { DAY_MS } from "../src/lib/time/units";
import { alertMutation, workspaceQuery } from "./functions";
import { listAlerts } from "./model/alerts/list";
import { toAlertView, vAlertView } from "./model/alerts/views";
import { hasRole } from "./model/shared/roles";

/** Of those that are over, the newest so many. */
const MAX_RESOLVED = 20;
/** Longer is forgotten, not muted. */
const MAX_MUTE_MS = 90 * DAY_MS;

/**
 * The alerts of a workspace: those that stand, the newest first, and those that
 * ended last. Admins also see the deployment's own, without what they are about.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({
    open: v.array(vAlertView),
    resolved: v.array(vAlertView),
  }),
  handler: async (ctx) => {
    const own = await listAlerts(ctx, ctx.workspace._id, MAX_RESOLVED);
    const deployment = hasRole(ctx.member, "admin")
      ? await listAlerts(ctx, undefined, 0)
      : { open: [], resolved: [] };
    const open = [...own.open, ...deployment.open].map((alert) =>
      toAlertView(alert),
    );
    return {
      open: open.sort((a, b) => b.since - a.since),
      resolved: own.resolved.map((alert) => toAlertView(alert)),
    };
  },
});

/**
 * Says that somebody looks after an alert, until it is raised again; or that they
 * do not any more.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const acknowledge = alertMutation({
  role: "agent",
  args: { is_acknowledged: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { is_acknowledged }) => {
    await ctx.db.patch(
      "alerts",
      ctx.alert._id,
      is_acknowledged
        ? {
            acknowledged_at: ctx.alert.acknowledged_at ?? Date.now(),
            acknowledged_by: ctx.alert.acknowledged_by ?? ctx.member.user_id,
          }
        : { acknowledged_at: undefined, acknowledged_by: undefined },
    );
    return null;
  },
});

/**
 * Nobody is told of it before this time (ms UTC), also when it is raised again;
 * null ends that.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin;
 *   `invalid_time` for a time that is over or more than 90 days ahead.
 */
export const mute = alertMutation({
  role: "admin",
  args: { until: v.union(v.null(), v.number()) },
  returns: v.null(),
  handler: async (ctx, { until }) => {
    const now = Date.now();
    if (until !== null && !(until > now && until <= now + MAX_MUTE_MS)) {
      throw new ConvexError({ code: "invalid_time" });
    }
    await ctx.db.patch("alerts", ctx.alert._id, {
      muted_until: until ?? undefined,
    });
    return null;
  },
});
