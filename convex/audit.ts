/**
 * Where did my message go? Deliveries, each with its whole life, and replays.
 * Never with what was said, but for `body`, which masks it.
 */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  conversationQuery,
  deliveryMutation,
  deliveryQuery,
  replayRunMutation,
  workspaceAction,
  workspaceQuery,
} from "./functions";
import { hasRole } from "./model/shared/roles";
import { passRefusal } from "./model/shared/refuse";
import { lookAtBody, vBody } from "./model/webhooks/body";
import {
  pageOfDeliveries,
  toDeliveryRow,
  vDeliveryFilter,
  vDeliveryRow,
} from "./model/webhooks/deliveryList";
import {
  FOUND_BY,
  findDeliveries,
  ofMessage,
} from "./model/webhooks/findDeliveries";
import { readHours, vHours } from "./model/webhooks/hours";
import { loadLife, nameOf, toItem, vItem, vLife } from "./model/webhooks/life";
import { changeRun } from "./model/webhooks/replayRuns";
import { requireReplay, type Run } from "./model/webhooks/replays";
import { estimateOrStart, replayArgs, vReplayAnswer } from "./webhooks/replays";
import schema from "./schema";

/**
 * Deliveries of a workspace, newest first. One filter is an index; several
 * pass over what the others leave out, so that a page may be short, or empty,
 * before the end.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {
    ...vDeliveryFilter.fields,
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vDeliveryRow),
  handler: async (ctx, { paginationOpts, ...filter }) => {
    const page = await pageOfDeliveries(
      ctx,
      ctx.workspace._id,
      filter,
      paginationOpts,
    );
    const rows = page.page.map((audit) => toDeliveryRow(ctx, audit));
    return { ...page, page: await Promise.all(rows) };
  },
});

/**
 * One delivery's life: how it came, what failed and is tried when, duplicates,
 * replays; for admins, who looked at its body.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = deliveryQuery({
  role: "viewer",
  args: {},
  returns: vLife,
  handler: async (ctx) =>
    await loadLife(ctx, ctx.audit, { withLooks: hasRole(ctx.member, "admin") }),
});

/**
 * What became of a delivery's items, in its order. Of a history of more than
 * 200, those that were ignored are only counted.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const items = deliveryQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vItem),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("deliveryItems")
      .withIndex("by_audit_id_and_item_index", (q) =>
        q.eq("audit_id", ctx.audit._id),
      )
      .paginate(args.paginationOpts);
    const rows = page.page.map((item) => toItem(ctx, item));
    return { ...page, page: await Promise.all(rows) };
  },
});

/**
 * Deliveries by anything: audit id, idempotency key, WhatsApp message id, phone
 * in any spelling, name, contact or message id, or a link of the page. At most
 * 50, newest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const find = workspaceQuery({
  role: "viewer",
  args: { query: v.string() },
  returns: v.object({
    found_by: v.union(...FOUND_BY.map((name) => v.literal(name))),
    contacts: v.array(
      v.object({ contact_id: v.id("contacts"), name: v.optional(v.string()) }),
    ),
    deliveries: v.array(vDeliveryRow),
  }),
  handler: async (ctx, { query }) => {
    const found = await findDeliveries(ctx, ctx.workspace._id, query);
    const rows = found.audits.map((audit) => toDeliveryRow(ctx, audit));
    return {
      found_by: found.found_by,
      contacts: found.contacts.map(({ _id, name }) => ({
        contact_id: _id,
        name,
      })),
      deliveries: await Promise.all(rows),
    };
  },
});

/**
 * Every delivery that told of a message of the conversation, newest first; none
 * of a message that came in another way, or before deliveries kept their items.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const byMessage = conversationQuery({
  role: "viewer",
  args: { message_id: v.id("messages") },
  returns: v.array(vDeliveryRow),
  handler: async (ctx, { message_id }) => {
    const message = await ctx.db.get("messages", message_id);
    if (message?.workspace_id !== ctx.workspace._id) {
      return [];
    }
    const { kapso_message_id } = message;
    const audits = await ofMessage(ctx, kapso_message_id, ctx.workspace._id);
    return await Promise.all(audits.map((audit) => toDeliveryRow(ctx, audit)));
  },
});

/**
 * The raw body with personal data masked. A mutation, because each look is
 * noted.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden`.
 */
export const body = deliveryMutation({
  role: "admin",
  args: {},
  returns: vBody,
  handler: async (ctx) => await lookAtBody(ctx, ctx.audit, ctx.member.user_id),
});

/**
 * Accepted, duplicate, failed and refused deliveries an hour, oldest first, with
 * how long they took: the `hours` before `as_of` (24, at most 168).
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const hours = workspaceQuery({
  role: "viewer",
  args: { as_of: v.number(), hours: v.optional(v.number()) },
  returns: vHours,
  handler: async (ctx, args) =>
    await readHours(ctx, ctx.workspace._id, args.as_of, args.hours),
});

/**
 * Replays one delivery at once. What came of it stands among the replays of its
 * life a moment later.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden`,
 *   `payload_expired` when its body is gone, `delivery_running`.
 */
export const replay = deliveryMutation({
  role: "admin",
  args: {},
  returns: v.id("deliveryReplays"),
  handler: async (ctx) =>
    await requireReplay(ctx, ctx.audit, { userId: ctx.member.user_id }),
});

/**
 * Says what replaying failed deliveries would mean: how many, since when, at
 * most how many items change, how long it takes. With the `nonce`, `until` and
 * the other arguments of that answer it starts exactly those.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden`,
 *   `invalid_replay`, `replay_changed`, `nothing_to_replay`, `replay_running`.
 */
export const replayFailed = workspaceAction({
  role: "admin",
  args: replayArgs,
  returns: vReplayAnswer,
  handler: async (ctx, args): Promise<typeof vReplayAnswer.type> => {
    const userId: Id<"users"> = await passRefusal(
      ctx.runQuery(internal.workspaces.access.userOf, {}),
    );
    return await estimateOrStart(ctx, ctx.workspace._id, args, userId);
  },
});

const vRun = schema
  .doc("replayRuns")
  .pick(
    "_id",
    "filter",
    "total",
    "per_second",
    "status",
    "counts",
    "started_at",
    "ended_at",
  )
  .extend({ by: v.optional(v.string()) });

const toRunView = (run: Run, by: string | undefined): typeof vRun.type => ({
  _id: run._id,
  filter: run.filter,
  total: run.total,
  per_second: run.per_second,
  status: run.status,
  counts: run.counts,
  started_at: run.started_at,
  ended_at: run.ended_at,
  by,
});

/**
 * The workspace's replays of many, newest first, with their progress.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const replayRuns = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vRun),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("replayRuns")
      .withIndex("by_workspace_id_and_started_at", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    const rows = page.page.map(async (run) =>
      toRunView(run, await nameOf(ctx, run.requested_by)),
    );
    return { ...page, page: await Promise.all(rows) };
  },
});

/**
 * Pauses a replay of many, lets it go on, or ends it where it is. What it had
 * started is processed to its end. One that is over stays as it is.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden`.
 */
export const changeReplay = replayRunMutation({
  role: "admin",
  args: {
    status: v.union(
      v.literal("running"),
      v.literal("paused"),
      v.literal("canceled"),
    ),
  },
  returns: v.null(),
  handler: async (ctx, { status }) => {
    await changeRun(ctx, ctx.run, status);
    return null;
  },
});
