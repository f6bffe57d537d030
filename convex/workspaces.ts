/** The workspaces a person belongs to. */
import { ConvexError, v } from "convex/values";
import { toPlainLine } from "../src/lib/digest/plainLine";
import { isSupportedRegion } from "../src/lib/phone/region";
import { userQuery, workspaceMutation } from "./functions";
import { changeSchedule } from "./model/digests/schedule";
import { setMonitor } from "./model/kapso/health";
import { vReconcileMode } from "./model/kapso/tables";
import { withLocalVersion } from "./model/settings/local";
import { refusal } from "./model/shared/refuse";
import { changeRetention, vRetention } from "./model/workspaces/retention";
import { vRole } from "./model/workspaces/tables";
import { vWorkspace } from "./model/shared/views";

const MAX_NAME_LENGTH = 100;

/** Workspaces one person can belong to; more are not listed. */
const MAX_MEMBERSHIPS = 200;

/**
 * The caller's workspaces with their role in each.
 *
 * @throws ConvexError `unauthenticated`.
 */
export const listMine = userQuery({
  args: {},
  returns: v.array(v.object({ workspace: vWorkspace, role: vRole })),
  handler: async (ctx) => {
    const memberships = await ctx.db
      .query("members")
      .withIndex("by_user_id_and_workspace_id", (q) =>
        q.eq("user_id", ctx.userId),
      )
      .take(MAX_MEMBERSHIPS);
    const rows = await Promise.all(
      memberships.map(async ({ workspace_id, role }) => ({
        workspace: await ctx.db.get("workspaces", workspace_id),
        role,
      })),
    );
    return rows.flatMap(({ workspace, role }) =>
      workspace === null ? [] : [{ workspace, role }],
    );
  },
});

/** The hourly comparison with Kapso: off unless somebody switches it on. */
const vReconcileSetting = v.union(v.literal("off"), vReconcileMode);

const vSettings = v.object({
  name: v.optional(v.string()),
  timezone: v.optional(v.string()),
  default_region: v.optional(v.string()),
  digest_hour: v.optional(v.number()),
  ...vRetention.fields,
  reconcile: v.optional(vReconcileSetting),
});

/**
 * Changes a workspace's name, its zone (IANA), the region of numbers written
 * without a country code (for those that come from now on), the hour of its
 * digest (0-23 on its clock), and for how many days messages (14 to 3650) and raw
 * deliveries (1 to 365) are kept; null is for good, and 30 days. `reconcile`
 * compares with Kapso every hour ("watch"), and feeds what is missing ("repair").
 *
 * @returns What was changed, as it was before, to undo it with.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_name`, `invalid_timezone`, `invalid_region`, `invalid_digest_hour`,
 *   `invalid_retention`.
 */
export const update = workspaceMutation({
  role: "admin",
  args: vSettings.fields,
  returns: vSettings,
  handler: async (ctx, args) => {
    const { name: typed, default_region, ...others } = args;
    const { payload_retention_days, message_retention_days, ...rest } = others;
    const { reconcile, ...schedule } = rest;
    const before = ctx.workspace;
    const name = typed === undefined ? before.name : toPlainLine(typed);
    if (name === "" || name.length > MAX_NAME_LENGTH) {
      throw new ConvexError({ code: "invalid_name" });
    }
    if (default_region !== undefined && !isSupportedRegion(default_region)) {
      throw refusal("invalidRegion");
    }
    await ctx.db.patch("workspaces", before._id, {
      name,
      default_region: default_region ?? before.default_region,
    });
    if (Object.keys(schedule).length > 0) {
      await withLocalVersion(ctx, before._id, ctx.member.user_id, () =>
        changeSchedule(ctx, before, schedule),
      );
    }
    const kept = { payload_retention_days, message_retention_days };
    return {
      ...(await changeRetention(ctx, before, kept)),
      ...(reconcile === undefined
        ? {}
        : { reconcile: await setMonitor(ctx, before._id, reconcile) }),
      ...(typed === undefined ? {} : { name: before.name }),
      ...(default_region === undefined
        ? {}
        : { default_region: before.default_region }),
      ...(schedule.timezone === undefined ? {} : { timezone: before.timezone }),
      ...(schedule.digest_hour === undefined
        ? {}
        : { digest_hour: before.digest_hour }),
    };
  },
});
