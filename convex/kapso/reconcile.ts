/**
 * The hourly comparison with Kapso, one page of one list per job: settings, then
 * for each number its webhooks, conversations and messages.
 */
import { v } from "convex/values";
import {
  timeOfEvent,
  toEndedEvent,
  toMessageEvent,
} from "../../src/lib/kapso/api/items";
import type { KapsoFailure } from "../../src/lib/kapso/api/failure";
import { checkWebhooks } from "../../src/lib/kapso/api/webhookCheck";
import { nextComparisonAt } from "../../src/lib/kapso/api/window";
import type { WebhookEvent } from "../../src/lib/crm/events";
import { maxTime } from "../../src/lib/time/latest";
import { HOUR_MS, MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type ActionCtx,
} from "../_generated/server";
import {
  advance,
  beginComparison,
  scheduleStep,
  stepOf,
  stumble,
  type Comparison,
  type Step,
} from "../model/kapso/health";
import { NO_FINDINGS, vFindings, vWebhookProblem } from "../model/kapso/tables";
import { vKapsoFailureCode } from "../model/settings/tables";
import { webhookPathOf } from "../model/webhooks/makeEndpoint";
import schema from "../schema";
import { pullSettings } from "../settings/sync";
import type { Compared } from "./compare";
import { loadConnection, type Connection } from "./keys";
import { readConversations, readMessages, readWebhooks } from "./read";

/** Workspaces that are started at once. */
const BATCH = 20;
/** A step ends within its request's time; its job is lost after so long. */
const LOST_MS = 15 * MINUTE_MS;
/** Each may read some 20 index ranges when it is fed, of 4,096. */
const EVENTS_AT_ONCE = 25;
/** More endpoints of one workspace are not looked at. */
const MAX_ENDPOINTS = 50;

const vProgress = v.object({
  findings: vFindings,
  newest_at: v.optional(v.number()),
  newest_known_at: v.optional(v.number()),
  problems: v.optional(v.array(vWebhookProblem)),
  cursor: v.optional(v.string()),
});
type StepProgress = typeof vProgress.type;
type Outcome =
  | { kind: "progress"; progress: StepProgress }
  | { kind: "failure"; failure: KapsoFailure };

/** Starts what is due, and gives comparisons a new job that lost theirs. */
export const startDue = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    // The next one comes within the hour: a later time is of a clock that was
    // ahead, and nothing would be compared until it has caught up.
    const [due, ahead] = await Promise.all([
      ctx.db
        .query("syncMonitors")
        .withIndex("by_next_at", (q) => q.lte("next_at", now))
        .take(BATCH),
      ctx.db
        .query("syncMonitors")
        .withIndex("by_next_at", (q) => q.gt("next_at", now + HOUR_MS))
        .take(BATCH),
    ]);
    for (const { _id, workspace_id, mode } of [...due, ...ahead]) {
      await ctx.db.patch("syncMonitors", _id, {
        next_at: nextComparisonAt(workspace_id, now),
      });
      await beginComparison(ctx, workspace_id, mode);
    }
    const lost = await ctx.db
      .query("syncHealth")
      .withIndex("by_status_and_progressed_at", (q) =>
        q.eq("status", "running").lt("progressed_at", now - LOST_MS),
      )
      .take(BATCH);
    for (const { _id, retry_at } of lost) {
      if ((retry_at ?? 0) < now - LOST_MS) {
        await ctx.db.patch("syncHealth", _id, { progressed_at: now });
        await scheduleStep(ctx, _id, now);
      }
    }
    if (Math.max(due.length, ahead.length) === BATCH) {
      await ctx.scheduler.runAfter(0, internal.kapso.reconcile.startDue, {});
    }
    return null;
  },
});

/** A comparison under way, with the addresses at which it may be told. */
export const load = internalQuery({
  args: { comparison_id: v.id("syncHealth") },
  returns: v.union(
    v.null(),
    v.object({
      comparison: schema.doc("syncHealth"),
      webhook_paths: v.array(v.string()),
    }),
  ),
  handler: async (ctx, { comparison_id }) => {
    const comparison = await ctx.db.get("syncHealth", comparison_id);
    if (comparison?.status !== "running") {
      return null;
    }
    const endpoints = await ctx.db
      .query("endpoints")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", comparison.workspace_id),
      )
      .take(MAX_ENDPOINTS);
    const own = endpoints
      .filter(({ disabled_at }) => disabled_at === undefined)
      .map(({ endpoint_key }) => webhookPathOf(endpoint_key));
    return { comparison, webhook_paths: ["/webhooks/kapso", ...own] };
  },
});

/** Does one page of one list; the transaction after it asks for the next. */
export const step = internalAction({
  args: { comparison_id: v.id("syncHealth") },
  returns: v.null(),
  handler: async (ctx, { comparison_id }) => {
    const loaded: {
      comparison: Comparison;
      webhook_paths: string[];
    } | null = await ctx.runQuery(internal.kapso.reconcile.load, {
      comparison_id,
    });
    const next = loaded === null ? null : stepOf(loaded.comparison);
    if (loaded === null || next === null) {
      return null;
    }
    const { comparison, webhook_paths } = loaded;
    const at = { step: comparison.step, cursor: comparison.cursor };
    const outcome = await takeStep(ctx, comparison, next, webhook_paths);
    await ctx.runMutation(
      internal.kapso.reconcile.settle,
      outcome.kind === "progress"
        ? { comparison_id, at, progress: outcome.progress }
        : { comparison_id, at, failure: outcome.failure },
    );
    return null;
  },
});

/** Writes down what came of a step, unless another job has done it already. */
export const settle = internalMutation({
  args: {
    comparison_id: v.id("syncHealth"),
    at: v.object({ step: v.number(), cursor: v.optional(v.string()) }),
    progress: v.optional(vProgress),
    failure: v.optional(
      v.object({
        code: vKapsoFailureCode,
        retryAfterMs: v.optional(v.number()),
      }),
    ),
  },
  returns: v.null(),
  handler: async (ctx, { comparison_id, at, progress, failure }) => {
    const comparison = await ctx.db.get("syncHealth", comparison_id);
    const isStill =
      comparison?.status === "running" &&
      comparison.step === at.step &&
      comparison.cursor === at.cursor;
    if (isStill && progress !== undefined) {
      await advance(ctx, comparison, {
        findings: progress.findings,
        newestAt: progress.newest_at,
        newestKnownAt: progress.newest_known_at,
        problems: progress.problems,
        cursor: progress.cursor,
      });
    } else if (isStill && failure !== undefined) {
      await stumble(ctx, comparison, failure);
    }
    return null;
  },
});

async function takeStep(
  ctx: ActionCtx,
  comparison: Comparison,
  next: Step,
  webhookPaths: string[],
): Promise<Outcome> {
  const { workspace_id } = comparison;
  if (next.kind === "settings") {
    // Its own state says when it fails; messages are compared all the same.
    await pullSettings(ctx, workspace_id);
    return progressOf({});
  }
  const connection = await loadConnection(ctx, workspace_id);
  if (typeof connection === "string") {
    return { kind: "failure", failure: { code: connection } };
  }
  const list = { ctx, connection, comparison, number: next.phoneNumberId };
  switch (next.kind) {
    case "webhooks":
      return await checkNumber(list, new Set(webhookPaths));
    case "conversations":
      return await compareConversations(list);
    case "messages":
      return await compareMessages(list);
  }
}

interface ListContext {
  ctx: ActionCtx;
  connection: Connection;
  comparison: Comparison;
  number: string;
}

const progressOf = (progress: Partial<StepProgress>): Outcome => ({
  kind: "progress",
  progress: { findings: NO_FINDINGS, ...progress },
});

async function checkNumber(
  { ctx, connection, number }: ListContext,
  paths: ReadonlySet<string>,
): Promise<Outcome> {
  const read = await readWebhooks(ctx, connection, number);
  if (read.kind === "failure") {
    return read;
  }
  const problems = checkWebhooks(read.value, paths).map((problem) => ({
    phone_number_id: number,
    problem,
  }));
  return progressOf({ problems });
}

async function compareConversations(list: ListContext): Promise<Outcome> {
  const { ctx, connection, comparison, number } = list;
  const page = await readConversations(ctx, connection, {
    phone_number_id: number,
    last_active_after: new Date(comparison.window_from).toISOString(),
    ...cursorOf(comparison),
  });
  if (page.kind === "failure") {
    return page;
  }
  const events = page.value.items.flatMap(
    (conversation) => toEndedEvent(conversation, number) ?? [],
  );
  const compared = await compareAll(list, events);
  return progressOf({
    ...compared,
    findings: {
      ...compared.findings,
      checked_conversations: page.value.items.length,
    },
    cursor: page.value.next ?? undefined,
  });
}

async function compareMessages(list: ListContext): Promise<Outcome> {
  const { ctx, connection, comparison, number } = list;
  const page = await readMessages(ctx, connection, {
    phone_number_id: number,
    ...cursorOf(comparison),
  });
  if (page.kind === "failure") {
    return page;
  }
  const { items, next } = page.value;
  const events = items.flatMap((item) => toMessageEvent(item, number) ?? []);
  const times = events.map((event) => timeOfEvent(event) ?? 0);
  const compared = await compareAll(
    list,
    events.filter((_, i) => isWithin(comparison, times[i] ?? 0)),
  );
  return progressOf({
    ...compared,
    cursor: isBehindWindow(times, comparison) ? undefined : (next ?? undefined),
  });
}

const cursorOf = ({ cursor }: Comparison) =>
  cursor === undefined ? {} : { cursor };

const isWithin = ({ window_from, window_to }: Comparison, at: number) =>
  at >= window_from && at <= window_to;

/**
 * Nothing within the window follows: the page is older, and newest first. That
 * lists are so is seen, not written down; else it is read to its end.
 */
function isBehindWindow(times: number[], { window_from }: Comparison): boolean {
  const [first, last] = [times[0], times.at(-1)];
  return (
    first !== undefined &&
    last !== undefined &&
    first > last &&
    times.every((at) => at < window_from)
  );
}

async function compareAll(
  { ctx, comparison }: ListContext,
  events: WebhookEvent[],
): Promise<Compared> {
  const total: Compared = { findings: { ...NO_FINDINGS } };
  for (let first = 0; first < events.length; first += EVENTS_AT_ONCE) {
    const compared: Compared = await ctx.runMutation(
      internal.kapso.compare.compare,
      {
        workspace_id: comparison.workspace_id,
        is_repairing: comparison.mode === "repair",
        events: events.slice(first, first + EVENTS_AT_ONCE),
      },
    );
    const { findings } = compared;
    total.findings = {
      checked_messages:
        total.findings.checked_messages + findings.checked_messages,
      checked_conversations:
        total.findings.checked_conversations + findings.checked_conversations,
      missing: total.findings.missing + findings.missing,
      stale: total.findings.stale + findings.stale,
      repaired: total.findings.repaired + findings.repaired,
      failed: total.findings.failed + findings.failed,
    };
    total.newest_at = maxTime(total.newest_at, compared.newest_at);
    total.newest_known_at = maxTime(
      total.newest_known_at,
      compared.newest_known_at,
    );
  }
  return total;
}
