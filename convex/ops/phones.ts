/** The steps of `ops:backfillPhones`, each a transaction of its own. */
import { v } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import { internalMutation, type QueryCtx } from "../_generated/server";
import {
  contactRespelling,
  inspectIdentity,
  scopeOf,
  settleCollision,
} from "../model/contacts/phoneBackfill";
import { patchContact } from "../model/contacts/write";
import type { Scope } from "../model/workspaces/scope";

/** Rows per transaction: a few reads and at most one write each. */
const PAGE = 200;

const vPageArgs = {
  cursor: v.union(v.null(), v.string()),
  dry_run: v.boolean(),
};

/** Reads the numbers of one page of contacts again. */
export const respellContacts = internalMutation({
  args: vPageArgs,
  returns: v.object({
    changed: v.number(),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("contacts")
      .paginate({ numItems: PAGE, cursor: args.cursor });
    const scopes = scopesOf(ctx);
    let changed = 0;
    for (const contact of page.page) {
      const { workspace } = await scopes(contact);
      const patch = contactRespelling(contact, workspace.default_region);
      if (patch !== null) {
        changed += 1;
        if (!args.dry_run) {
          await patchContact(ctx, contact, patch);
        }
      }
    }
    return { changed, cursor: page.continueCursor, is_done: page.isDone };
  },
});

/** Gives one page of ids their current spelling; names those that collide. */
export const respellIdentities = internalMutation({
  args: vPageArgs,
  returns: v.object({
    changed: v.number(),
    collisions: v.array(v.id("contactIdentities")),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("contactIdentities")
      .paginate({ numItems: PAGE, cursor: args.cursor });
    const scopes = scopesOf(ctx);
    const collisions: Id<"contactIdentities">[] = [];
    let changed = 0;
    for (const identity of page.page) {
      const finding = await inspectIdentity(
        ctx,
        await scopes(identity),
        identity,
      );
      if (finding.kind === "collision") {
        collisions.push(identity._id);
      } else if (finding.kind === "respelled") {
        changed += 1;
        if (!args.dry_run) {
          await ctx.db.patch("contactIdentities", identity._id, finding.key);
        }
      }
    }
    return {
      changed,
      collisions,
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/** Settles one number that two contacts hold: a merge may move much. */
export const settle = internalMutation({
  args: { identity_id: v.id("contactIdentities"), dry_run: v.boolean() },
  returns: v.union(
    v.literal("current"),
    v.literal("merged"),
    v.literal("suggested"),
  ),
  handler: async (ctx, args) => {
    const identity = await ctx.db.get("contactIdentities", args.identity_id);
    if (identity === null) {
      return "current";
    }
    const scope = await scopeOf(ctx, identity.workspace_id);
    const finding = await inspectIdentity(ctx, scope, identity);
    return finding.kind === "collision"
      ? await settleCollision(
          ctx,
          scope,
          identity,
          finding.holderId,
          args.dry_run,
        )
      : "current";
  },
});

/** Scopes by workspace, each read once a transaction. */
function scopesOf(ctx: QueryCtx) {
  const scopes = new Map<Id<"workspaces">, Scope>();
  return async ({
    workspace_id: id,
  }: Pick<Doc<"contacts">, "workspace_id">): Promise<Scope> => {
    const scope = scopes.get(id) ?? (await scopeOf(ctx, id));
    scopes.set(id, scope);
    return scope;
  };
}
