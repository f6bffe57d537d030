/**
 * For operators, with the admin key: `npx convex run ops:<name> '<json>'`.
 * Nothing here can be called from a browser.
 */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import {
  internalAction,
  internalMutation,
  internalQuery,
} from "./_generated/server";
import {
  ENDPOINT_KEY_BYTES,
  mintSecret,
  randomToken,
} from "./model/endpointSecrets";
import { changeSchedule } from "./model/digestSchedule";
import { readPhonesAgain, vPhoneBackfill } from "./model/phoneBackfill";
import { sweepExpired } from "./model/retention";
import { TABLE_NAMES, vTableName } from "./model/tableNames";
import { toAuditView, toContactView, vAudit, vContact } from "./views";
import {
  createWorkspace as makeWorkspace,
  findWorkspace,
} from "./model/workspaces";
import schema from "./schema";

/** Rows counted per query, far below the 32,000 a query may read. */
const COUNT_PAGE = 2000;

const vVerifiedMessage = schema
  .doc("messages")
  .pick(
    "kapso_message_id",
    "direction",
    "status",
    "sent_at",
    "contact_id",
    "conversation_id",
    "origin",
    "edited_at",
    "revoked_at",
  );

/** The demo tenant: names that docs, the simulator and checks rely on. */
const DEMO = {
  slug: "demo",
  name: "Demo",
  timezone: "Asia/Jakarta",
  default_region: "ID",
  plan: "free" as const,
  owner_subject: "demo-owner",
  phone_number_ids: ["100000000000017"],
};

/** Makes the demo workspace; a second call changes nothing. */
export const seedDemo = internalMutation({
  args: {},
  returns: v.object({
    workspace_id: v.id("workspaces"),
    owner_subject: v.string(),
  }),
  handler: async (ctx) => {
    const existing = await findWorkspace(ctx, DEMO.slug);
    return {
      workspace_id: existing?._id ?? (await makeWorkspace(ctx, DEMO)),
      owner_subject: DEMO.owner_subject,
    };
  },
});

/**
 * Makes a workspace with an owner and, if named, its business numbers.
 *
 * @throws ConvexError `invalid_slug`, `invalid_timezone`, `invalid_region`,
 *   `slug_taken`, `invalid_phone_number_id`, `phone_number_taken`.
 */
export const createWorkspace = internalMutation({
  args: {
    slug: v.string(),
    name: v.string(),
    timezone: v.string(),
    default_region: v.string(),
    plan: v.optional(v.union(v.literal("free"), v.literal("paid"))),
    owner_subject: v.string(),
    phone_number_ids: v.optional(v.array(v.string())),
  },
  returns: v.object({ workspace_id: v.id("workspaces") }),
  handler: async (ctx, args) => ({
    workspace_id: await makeWorkspace(ctx, {
      ...args,
      plan: args.plan ?? "free",
      phone_number_ids: args.phone_number_ids ?? [],
    }),
  }),
});

/**
 * Changes when a workspace gets its digest: zone, local hour (0-23), plan
 * ("free" weekly on Mondays, "paid" daily). What was due before is made first.
 *
 * @throws ConvexError `not_found`, `invalid_timezone`, `invalid_digest_hour`.
 */
export const updateWorkspace = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    timezone: v.optional(v.string()),
    digest_hour: v.optional(v.number()),
    plan: v.optional(v.union(v.literal("free"), v.literal("paid"))),
  },
  returns: v.object({ next_digest_at: v.number() }),
  handler: async (ctx, { workspace_id, ...changes }) => ({
    next_digest_at: await changeSchedule(ctx, workspace_id, changes),
  }),
});

const vNewEndpoint = v.object({
  endpoint_key: v.string(),
  webhook_path: v.string(),
  /** Shown once; only its sealed form is kept. Paste it into Kapso. */
  secret: v.string(),
});

/**
 * Makes a webhook endpoint of its own for a workspace: a URL and a secret. The
 * numbers it names are claimed for the workspace. An action, because secrets
 * must come from real randomness.
 *
 * @throws ConvexError `not_found`, `phone_number_taken`,
 *   `invalid_phone_number_id`; SealError without a usable CRM_MASTER_KEY.
 */
export const createEndpoint = internalAction({
  args: {
    workspace_id: v.id("workspaces"),
    phone_number_ids: v.optional(v.array(v.string())),
  },
  returns: vNewEndpoint,
  handler: async (ctx, args) => {
    const endpointKey = randomToken(ENDPOINT_KEY_BYTES);
    const { secret, sealed } = await mintSecret(endpointKey);
    await ctx.runMutation(internal.endpoints.store, {
      endpoint_key: endpointKey,
      workspace_id: args.workspace_id,
      phone_number_ids: args.phone_number_ids ?? [],
      sealed_secret: sealed,
    });
    return {
      endpoint_key: endpointKey,
      webhook_path: `/webhooks/kapso/${endpointKey}`,
      secret,
    };
  },
});

/**
 * Gives an endpoint a new secret. The old one keeps working until the next
 * rotation, so that Kapso can be changed without losing a delivery.
 *
 * @throws ConvexError `not_found` for a key nobody made.
 */
export const rotateSecret = internalAction({
  args: { endpoint_key: v.string() },
  returns: vNewEndpoint,
  handler: async (ctx, args) => {
    const { secret, sealed } = await mintSecret(args.endpoint_key);
    await ctx.runMutation(internal.endpoints.replaceSecret, {
      endpoint_key: args.endpoint_key,
      sealed_secret: sealed,
    });
    return {
      endpoint_key: args.endpoint_key,
      webhook_path: `/webhooks/kapso/${args.endpoint_key}`,
      secret,
    };
  },
});

/** Deletes one batch of what has expired, then goes on by itself. */
export const retentionSweep = internalMutation({
  args: {},
  returns: v.object({ deleted: v.number(), is_done: v.boolean() }),
  handler: async (ctx) => {
    const swept = await sweepExpired(ctx);
    if (!swept.is_done) {
      await ctx.scheduler.runAfter(0, internal.ops.retentionSweep, {});
    }
    return swept;
  },
});

/**
 * Reads every stored phone again, after a version that knows more spellings of
 * one number. Counts only, unless `dry_run` is false; doing it again is safe.
 * Of two contacts with one number, one is merged into the other when it is known
 * by nothing else, and people are asked about the rest.
 */
export const backfillPhones = internalAction({
  args: { dry_run: v.optional(v.boolean()) },
  returns: vPhoneBackfill,
  handler: async (ctx, args) =>
    await readPhonesAgain(ctx, args.dry_run ?? true),
});

/**
 * Rows per table. Reads every row, page by page: for local and small
 * deployments.
 */
export const counts = internalAction({
  args: {},
  returns: v.record(v.string(), v.number()),
  handler: async (ctx): Promise<Record<string, number>> => {
    const totals: Record<string, number> = {};
    for (const table of TABLE_NAMES) {
      let cursor: string | null = null;
      totals[table] = 0;
      for (;;) {
        const page: { rows: number; cursor: string; is_done: boolean } =
          await ctx.runQuery(internal.ops.countPage, { table, cursor });
        totals[table] += page.rows;
        cursor = page.cursor;
        if (page.is_done) {
          break;
        }
      }
    }
    return totals;
  },
});

/** Counts one page of a table. */
export const countPage = internalQuery({
  args: { table: vTableName, cursor: v.union(v.null(), v.string()) },
  returns: v.object({
    rows: v.number(),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query(args.table)
      .paginate({ numItems: COUNT_PAGE, cursor: args.cursor });
    return {
      rows: page.page.length,
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/** Messages of a workspace without their content. */
export const listMessages = internalQuery({
  args: {
    workspace_id: v.id("workspaces"),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vVerifiedMessage),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("messages")
      .withIndex("by_workspace_id_and_kapso_message_id", (q) =>
        q.eq("workspace_id", args.workspace_id),
      )
      .paginate(args.paginationOpts);
    return {
      ...page,
      page: page.page.map((message) => ({
        kapso_message_id: message.kapso_message_id,
        direction: message.direction,
        status: message.status,
        sent_at: message.sent_at,
        contact_id: message.contact_id,
        conversation_id: message.conversation_id,
        origin: message.origin,
        edited_at: message.edited_at,
        revoked_at: message.revoked_at,
      })),
    };
  },
});

/** Live contacts of a workspace. */
export const listContacts = internalQuery({
  args: {
    workspace_id: v.id("workspaces"),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vContact),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("contacts")
      .withIndex("by_workspace_id_and_merged_into_and_last_message_at", (q) =>
        q.eq("workspace_id", args.workspace_id).eq("merged_into", undefined),
      )
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toContactView) };
  },
});

/** Every delivery, oldest first. */
export const listAudits = internalQuery({
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vAudit),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("webhookAudit")
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toAuditView) };
  },
});

export { reprocess } from "./webhooks/reprocess";
