/**
 * `GET /metrics`: gauges of the deployment for Prometheus, behind a token of its
 * own. No personal data; workspaces by their slug.
 */
import { v } from "convex/values";
import { ALERT_KINDS } from "../../src/lib/alerts/kinds";
import {
  OPEN_METRICS_TYPE,
  samplesBy,
  toOpenMetrics,
  type Gauge,
} from "../../src/lib/metrics/openMetrics";
import { usableSecret } from "../../src/lib/secrets/strength";
import { sha256Hex } from "../../src/lib/crypto/sha256";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import {
  env,
  httpAction,
  internalQuery,
  type ActionCtx,
  type QueryCtx,
} from "../_generated/server";
import { listOverdue } from "../model/alerts/cronWatch";
import { errorResponse } from "../model/shared/http";
import {
  isBacklogStalled,
  readBacklog,
  vBacklog,
} from "../model/webhooks/backlog";
import {
  gaugesOfWorkspaces,
  measureWorkspace,
  vMeasuredWorkspace,
} from "./workspaces";

/** Rows of each kind that one answer counts; more read as this. */
const MAX_COUNTED = 1000;
const MAX_WORKSPACES = 100;

export const serve = httpAction(async (ctx: ActionCtx, request: Request) => {
  const token = usableSecret(env.CRM_METRICS_TOKEN);
  if (token === undefined) {
    const message =
      "Set CRM_METRICS_TOKEN (16 bytes or more) to switch this on.";
    return errorResponse(503, "not_configured", { message });
  }
  if (!(await isSame(bearerOf(request), token))) {
    const message = "Send Authorization: Bearer and CRM_METRICS_TOKEN.";
    return errorResponse(401, "unauthenticated", { message });
  }
  const measured = await ctx.runQuery(internal.metrics.serve.measure, {});
  return new Response(toOpenMetrics(gaugesOf(measured, Date.now())), {
    headers: { "Content-Type": OPEN_METRICS_TYPE, "Cache-Control": "no-store" },
  });
});

const bearerOf = (request: Request): string =>
  /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";

/** By their hashes, so that how long it takes says nothing of the token. */
async function isSame(given: string, token: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [given.trim(), token.trim()].map((text) =>
      sha256Hex(new TextEncoder().encode(text)),
    ),
  );
  return a === b;
}

const vMeasured = v.object({
  backlog: vBacklog,
  failed_items: v.record(v.string(), v.number()),
  open_alerts: v.record(v.string(), v.number()),
  overdue_crons: v.array(v.string()),
  notifications: v.record(v.string(), v.number()),
  workspaces: v.array(vMeasuredWorkspace),
});

type Measured = typeof vMeasured.type;

const secondsSince = (at: number | null, now: number): number =>
  at === null ? 0 : Math.max(0, (now - at) / 1000);

function gaugesOf(measured: Measured, now: number): Gauge[] {
  const { backlog, workspaces } = measured;
  return [
    {
      name: "crm_ingestion_stalled",
      help: "1 while deliveries wait and nothing gets on.",
      samples: [{ value: isBacklogStalled(backlog, now) ? 1 : 0 }],
    },
    {
      name: "crm_oldest_unprocessed_seconds",
      unit: "seconds",
      help: "Age of the oldest delivery that is not applied.",
      samples: [{ value: secondsSince(backlog.oldest_received_at, now) }],
    },
    {
      name: "crm_failed_items",
      help: "Items that could not be applied, by what becomes of them.",
      samples: samplesBy("kind", measured.failed_items),
    },
    {
      name: "crm_open_alerts",
      help: "Alerts that stand.",
      samples: samplesBy("kind", measured.open_alerts),
    },
    {
      name: "crm_overdue_crons",
      help: "Scheduled jobs that have not run when they should have.",
      samples: [{ value: measured.overdue_crons.length }],
    },
    {
      name: "crm_notifications",
      help: "Notifications that wait, or were given up.",
      samples: samplesBy("status", measured.notifications),
    },
    ...gaugesOfWorkspaces(workspaces),
  ];
}

async function countAlerts(ctx: QueryCtx): Promise<Record<string, number>> {
  const standing = await ctx.db
    .query("alerts")
    .withIndex("by_resolved_at_and_last_at", (q) =>
      q.eq("resolved_at", undefined),
    )
    .take(MAX_COUNTED);
  return Object.fromEntries(
    ALERT_KINDS.map((kind) => [
      kind,
      standing.filter((alert) => alert.kind === kind).length,
    ]),
  );
}

async function countFailures(
  ctx: QueryCtx,
  kind: Doc<"syncFailures">["kind"],
): Promise<number> {
  const failures = await ctx.db
    .query("syncFailures")
    .withIndex("by_kind_and_resolved_at_and_next_retry_at", (q) =>
      q.eq("kind", kind).eq("resolved_at", undefined),
    )
    .take(MAX_COUNTED);
  return failures.length;
}

async function countNotifications(
  ctx: QueryCtx,
  status: Doc<"notifications">["status"],
): Promise<number> {
  const notifications = await ctx.db
    .query("notifications")
    .withIndex("by_status_and_next_attempt_at", (q) => q.eq("status", status))
    .take(MAX_COUNTED);
  return notifications.length;
}

export const measure = internalQuery({
  args: {},
  returns: vMeasured,
  handler: async (ctx) => {
    const now = Date.now();
    const workspaces = await ctx.db.query("workspaces").take(MAX_WORKSPACES);
    return {
      backlog: await readBacklog(ctx),
      failed_items: {
        item: await countFailures(ctx, "item"),
        dead_letter: await countFailures(ctx, "dead_letter"),
        delivery: await countFailures(ctx, "delivery"),
      },
      open_alerts: await countAlerts(ctx),
      overdue_crons: await listOverdue(ctx, now),
      notifications: {
        waiting: await countNotifications(ctx, "waiting"),
        dead_letter: await countNotifications(ctx, "dead_letter"),
      },
      workspaces: await Promise.all(
        workspaces.map((workspace) => measureWorkspace(ctx, workspace, now)),
      ),
    };
  },
});
