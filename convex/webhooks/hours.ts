/** Counts deliveries into `hourlyStats`, a page of rows at a time. */
import { v } from "convex/values";
import { HOUR_MS } from "../../src/lib/time/units";
import {
  addTallies,
  hourOf,
  noTally,
  tally,
  type HourTally,
} from "../../src/lib/webhooks/hourStats";
import { internal } from "../_generated/api";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type ActionCtx,
} from "../_generated/server";
import { DEFAULT_ENDPOINT_KEY } from "../model/webhooks/endpoints";
import {
  COUNTED_AFTER_MS,
  findHour,
  storeHour,
  vTally,
  type StatsScope,
} from "../model/webhooks/hours";
import { readRefusedThisHour } from "../model/webhooks/refusals";

/** Rows per query. */
const PAGE = 1000;
/** Workspaces, endpoints and marks that one run looks at. */
const MAX_SCOPES = 1000;
const MARKS = 500;
/** Hours of one workspace that one run counts: after a long stop, more runs. */
const MAX_HOURS_PER_RUN = 48;

const vScope = v.optional(v.id("workspaces"));

const vRefused = v.object({
  scope: vScope,
  hour_at: v.number(),
  refused: v.number(),
});

/** The cron. One at a time: a run that is late is not overtaken. */
export const count = internalAction({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const until = Date.now() - COUNTED_AFTER_MS;
    const scopes = await ctx.runQuery(internal.webhooks.hours.listScopes, {});
    for (const scope of [undefined, ...scopes]) {
      await countNew(ctx, scope, until);
    }
    await countAgain(ctx);
    await countRefused(ctx);
    const name = "count deliveries";
    await ctx.runMutation(internal.ops.crons.noteRun, { name });
    return null;
  },
});

/** Counts what has come since the last run. */
async function countNew(
  ctx: ActionCtx,
  scope: StatsScope,
  until: number,
): Promise<void> {
  for (let hours = 0; hours < MAX_HOURS_PER_RUN; hours += 1) {
    const from: number | null = await ctx.runQuery(
      internal.webhooks.hours.nextUncounted,
      { scope, until },
    );
    if (from === null) {
      return;
    }
    const hour_at = hourOf(from);
    const end = Math.min(hour_at + HOUR_MS, until);
    await ctx.runMutation(internal.webhooks.hours.store, {
      scope,
      hour_at,
      tally: await countRange(ctx, scope, from, end),
      until: end,
      is_added: true,
    });
  }
}

/** Counts hours anew in which something changed; those still to come wait. */
async function countAgain(ctx: ActionCtx): Promise<void> {
  const marks = await ctx.runQuery(internal.webhooks.hours.listMarks, {});
  for (const { scope, hour_at, counted_until } of marks.hours) {
    if (counted_until !== null) {
      await ctx.runMutation(internal.webhooks.hours.store, {
        scope,
        hour_at,
        tally: await countRange(ctx, scope, hour_at, counted_until),
        until: counted_until,
        is_added: false,
      });
    }
  }
  if (marks.ids.length > 0) {
    const { ids } = marks;
    await ctx.runMutation(internal.webhooks.hours.deleteMarks, { ids });
  }
}

async function countRange(
  ctx: ActionCtx,
  scope: StatsScope,
  from: number,
  until: number,
): Promise<HourTally> {
  let sum = noTally();
  let cursor: string | null = null;
  for (;;) {
    const page: { tally: HourTally; cursor: string; is_done: boolean } =
      await ctx.runQuery(internal.webhooks.hours.countPage, {
        scope,
        from,
        until,
        cursor,
      });
    sum = addTallies(sum, page.tally);
    if (page.is_done) {
      return sum;
    }
    cursor = page.cursor;
  }
}

/** What each endpoint refused in this hour, as its counter stands. */
async function countRefused(ctx: ActionCtx): Promise<void> {
  const endpoints = await ctx.runQuery(
    internal.webhooks.hours.listEndpoints,
    {},
  );
  const shared = {
    endpoint_key: DEFAULT_ENDPOINT_KEY,
    workspace_id: undefined,
  };
  const byHour = new Map<string, typeof vRefused.type>();
  for (const { endpoint_key, workspace_id: scope } of [shared, ...endpoints]) {
    const { hour_at, refused } = await readRefusedThisHour(ctx, endpoint_key);
    const known = byHour.get(`${scope} ${hour_at}`)?.refused ?? 0;
    if (refused > 0) {
      byHour.set(`${scope} ${hour_at}`, {
        scope,
        hour_at,
        refused: known + refused,
      });
    }
  }
  for (const args of byHour.values()) {
    await ctx.runMutation(internal.webhooks.hours.storeRefused, args);
  }
}

export const listScopes = internalQuery({
  args: {},
  returns: v.array(v.id("workspaces")),
  handler: async (ctx) =>
    (await ctx.db.query("workspaces").take(MAX_SCOPES)).map(({ _id }) => _id),
});

export const listEndpoints = internalQuery({
  args: {},
  returns: v.array(
    v.object({ endpoint_key: v.string(), workspace_id: vScope }),
  ),
  handler: async (ctx) => {
    const endpoints = await ctx.db.query("endpoints").take(MAX_SCOPES);
    return endpoints
      .filter(({ endpoint_key }) => endpoint_key !== DEFAULT_ENDPOINT_KEY)
      .map(({ endpoint_key, workspace_id }) => ({
        endpoint_key,
        workspace_id,
      }));
  },
});

/** Where counting goes on: at the first row behind what is counted. */
export const nextUncounted = internalQuery({
  args: { scope: vScope, until: v.number() },
  returns: v.union(v.null(), v.number()),
  handler: async (ctx, { scope, until }) => {
    const newest = await ctx.db
      .query("hourlyStats")
      .withIndex("by_workspace_id_and_hour_at", (q) =>
        // A later hour was counted by a clock that was ahead.
        q.eq("workspace_id", scope).lte("hour_at", until),
      )
      .order("desc")
      .first();
    const next = await ctx.db
      .query("webhookAudit")
      .withIndex("by_workspace_id_and_received_at", (q) =>
        q
          .eq("workspace_id", scope)
          .gte("received_at", newest?.counted_until ?? 0)
          .lt("received_at", until),
      )
      .first();
    return next?.received_at ?? null;
  },
});

export const countPage = internalQuery({
  args: {
    scope: vScope,
    from: v.number(),
    until: v.number(),
    cursor: v.union(v.null(), v.string()),
  },
  returns: v.object({
    tally: vTally,
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, { scope, from, until, cursor }) => {
    const page = await ctx.db
      .query("webhookAudit")
      .withIndex("by_workspace_id_and_received_at", (q) =>
        q
          .eq("workspace_id", scope)
          .gte("received_at", from)
          .lt("received_at", until),
      )
      .paginate({ numItems: PAGE, cursor });
    return {
      tally: tally(page.page),
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/** Marks, and the hours that they name, each once. */
export const listMarks = internalQuery({
  args: {},
  returns: v.object({
    ids: v.array(v.id("hourlyRecounts")),
    hours: v.array(
      v.object({
        scope: vScope,
        hour_at: v.number(),
        /** Null of an hour that is not counted yet. */
        counted_until: v.union(v.null(), v.number()),
      }),
    ),
  }),
  handler: async (ctx) => {
    const marks = await ctx.db.query("hourlyRecounts").take(MARKS);
    const hours = new Map(
      marks.map(({ workspace_id: scope, hour_at }) => [
        `${scope} ${hour_at}`,
        { scope, hour_at },
      ]),
    );
    return {
      ids: marks.map(({ _id }) => _id),
      hours: await Promise.all(
        [...hours.values()].map(async (hour) => ({
          ...hour,
          counted_until:
            (await findHour(ctx, hour.scope, hour.hour_at))?.counted_until ??
            null,
        })),
      ),
    };
  },
});

export const deleteMarks = internalMutation({
  args: { ids: v.array(v.id("hourlyRecounts")) },
  returns: v.null(),
  handler: async (ctx, { ids }) => {
    for (const id of ids) {
      await ctx.db.delete("hourlyRecounts", id);
    }
    return null;
  },
});

export const store = internalMutation({
  args: {
    scope: vScope,
    hour_at: v.number(),
    tally: vTally,
    until: v.number(),
    is_added: v.boolean(),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    await storeHour(ctx, args.scope, {
      hourAt: args.hour_at,
      tally: args.tally,
      until: args.until,
      isAdded: args.is_added,
    });
    return null;
  },
});

export const storeRefused = internalMutation({
  args: vRefused.fields,
  returns: v.null(),
  handler: async (ctx, { scope, hour_at, refused }) => {
    if ((await findHour(ctx, scope, hour_at)) === null) {
      await storeHour(ctx, scope, {
        hourAt: hour_at,
        tally: noTally(),
        until: hour_at,
        isAdded: false,
      });
    }
    const hour = await findHour(ctx, scope, hour_at);
    if (hour !== null && refused > hour.refused) {
      await ctx.db.patch("hourlyStats", hour._id, { refused });
    }
    return null;
  },
});
