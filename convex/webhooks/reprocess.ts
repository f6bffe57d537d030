/**
 * Takes deliveries up again from their first item: because a number was
 * claimed, or because an operator asks for it. Applying twice changes nothing,
 * so what had gone well before stays as it is.
 */
import { v } from "convex/values";
import { parseInstant } from "../../src/lib/time/instant";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type QueryCtx,
} from "../_generated/server";
import { passRefusal, refusal } from "../model/shared/refuse";
import { restartDelivery } from "../model/webhooks/reprocessing";
import { findPhoneNumber } from "../model/workspaces/scope";

/** Deliveries, or rows, per transaction. */
const BATCH = 100;
/** Deliveries are counted up to here. */
const MAX_COUNTED = 100_000;
const COUNT_BATCH = 2000;

/** A delivery that is under way ("received") goes on by itself. */
const vFinishedStatus = v.union(
  v.literal("processed"),
  v.literal("partial"),
  v.literal("failed"),
  v.literal("ignored"),
  v.literal("rejected"),
);
const vInstant = v.union(v.number(), v.string());

/** Deliveries of one status, received from `from` to before `until`, ms UTC. */
const vRange = v.object({
  status: vFinishedStatus,
  from: v.number(),
  until: v.number(),
});
type Range = typeof vRange.type;

const vAnswer = v.object({
  /** Deliveries that were meant; 100,000 stands for "or more". */
  matching: v.number(),
  is_started: v.boolean(),
  message: v.string(),
});
type Answer = typeof vAnswer.type;

/**
 * Processes deliveries again whose raw bodies are still kept: one by its audit
 * id, or all of a status ("failed" unless another is named), of a time or not.
 * Says how many they are; starts them only with `confirm: true`.
 *
 * @param received_after,received_before ms UTC, or ISO 8601 with an offset.
 * @throws ConvexError `not_found` for an audit id that is none, `invalid_time`.
 */
export const reprocess = internalAction({
  args: {
    audit_id: v.optional(v.id("webhookAudit")),
    status: v.optional(vFinishedStatus),
    received_after: v.optional(vInstant),
    received_before: v.optional(vInstant),
    confirm: v.optional(v.boolean()),
  },
  returns: vAnswer,
  handler: async (ctx, args): Promise<Answer> => {
    const isStarted = args.confirm === true;
    if (args.audit_id !== undefined) {
      const { audit_id } = args;
      await passRefusal(
        ctx.runQuery(internal.webhooks.reprocess.requireAudit, { audit_id }),
      );
      if (isStarted) {
        await ctx.runMutation(internal.webhooks.reprocess.start, { audit_id });
      }
      return answer(1, isStarted);
    }
    const range: Range = {
      status: args.status ?? "failed",
      from: instantOf(args.received_after) ?? 0,
      until: instantOf(args.received_before) ?? Date.now() + 1,
    };
    let matching = 0;
    let cursor: string | null = null;
    while (matching < MAX_COUNTED) {
      const page: { rows: number; cursor: string; is_done: boolean } =
        await ctx.runQuery(internal.webhooks.reprocess.countPage, {
          range,
          cursor,
        });
      matching = Math.min(MAX_COUNTED, matching + page.rows);
      cursor = page.cursor;
      if (page.is_done) {
        break;
      }
    }
    if (isStarted && matching > 0) {
      await ctx.runMutation(internal.webhooks.reprocess.startRange, {
        range,
        cursor: null,
      });
    }
    return answer(matching, isStarted);
  },
});

function answer(matching: number, isConfirmed: boolean): Answer {
  const what = matching === 1 ? "1 delivery" : `${matching} deliveries`;
  const isStarted = isConfirmed && matching > 0;
  return {
    matching,
    is_started: isStarted,
    message: isStarted
      ? `${what} will be processed again.`
      : matching === 0
        ? "No delivery matches; nothing to do."
        : `${what} would be processed again. Add "confirm": true to start.`,
  };
}

function instantOf(value: number | string | undefined): number | undefined {
  const instant = value === undefined ? undefined : parseInstant(value);
  if (instant === null) {
    throw refusal("invalidTime");
  }
  return instant;
}

/** @throws ConvexError `not_found`. */
export const requireAudit = internalQuery({
  args: { audit_id: v.id("webhookAudit") },
  returns: v.null(),
  handler: async (ctx, args) => {
    if ((await ctx.db.get("webhookAudit", args.audit_id)) === null) {
      throw refusal("unknownDelivery");
    }
    return null;
  },
});

/** Counts one page of the deliveries in a range. */
export const countPage = internalQuery({
  args: { range: vRange, cursor: v.union(v.null(), v.string()) },
  returns: v.object({
    rows: v.number(),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, { range, cursor }) => {
    const page = await deliveriesIn(ctx, range).paginate({
      numItems: COUNT_BATCH,
      cursor,
    });
    return {
      rows: page.page.length,
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/** Starts the deliveries of a range, a batch at a time. */
export const startRange = internalMutation({
  args: { range: vRange, cursor: v.union(v.null(), v.string()) },
  returns: v.null(),
  handler: async (ctx, { range, cursor }) => {
    const page = await deliveriesIn(ctx, range).paginate({
      numItems: BATCH,
      cursor,
    });
    for (const { _id: audit_id } of page.page) {
      await ctx.scheduler.runAfter(0, internal.webhooks.reprocess.start, {
        audit_id,
      });
    }
    if (!page.isDone) {
      await ctx.scheduler.runAfter(0, internal.webhooks.reprocess.startRange, {
        range,
        cursor: page.continueCursor,
      });
    }
    return null;
  },
});

function deliveriesIn(ctx: QueryCtx, { status, from, until }: Range) {
  return ctx.db
    .query("webhookAudit")
    .withIndex("by_status_and_received_at", (q) =>
      q.eq("status", status).gte("received_at", from).lt("received_at", until),
    );
}

/** Starts one delivery anew, over several transactions where much of it failed. */
export const start = internalMutation({
  args: {
    audit_id: v.id("webhookAudit"),
    /** Of the replay that it is done for. */
    replay_id: v.optional(v.id("deliveryReplays")),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const audit = await ctx.db.get("webhookAudit", args.audit_id);
    if (audit && !(await restartDelivery(ctx, audit, args.replay_id))) {
      await ctx.scheduler.runAfter(0, internal.webhooks.reprocess.start, args);
    }
    return null;
  },
});

/** Starts what waited for a number that now has an owner. */
export const wakeUnclaimed = internalMutation({
  args: { phone_number_id: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const number = await findPhoneNumber(ctx, args.phone_number_id);
    const waiting = await ctx.db
      .query("syncFailures")
      .withIndex("by_phone_number_id_and_error_code_and_resolved_at", (q) =>
        q
          .eq("phone_number_id", args.phone_number_id)
          .eq("error_code", "unclaimed_phone_number")
          .eq("resolved_at", undefined),
      )
      .take(BATCH);
    const deliveries = new Set<Id<"webhookAudit">>();
    for (const failedItem of waiting) {
      await ctx.db.patch("syncFailures", failedItem._id, {
        workspace_id: failedItem.workspace_id ?? number?.workspace_id,
        attempts: failedItem.attempts + 1,
        resolved_at: Date.now(),
        next_retry_at: undefined,
      });
      if (failedItem.audit_id !== undefined) {
        deliveries.add(failedItem.audit_id);
      }
    }
    for (const audit_id of deliveries) {
      await ctx.scheduler.runAfter(0, internal.webhooks.reprocess.start, {
        audit_id,
      });
    }
    if (waiting.length === BATCH) {
      await ctx.scheduler.runAfter(
        0,
        internal.webhooks.reprocess.wakeUnclaimed,
        args,
      );
    }
    return null;
  },
});
