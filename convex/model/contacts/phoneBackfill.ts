/**
 * Stored phones read again by today's rules: after a country's second spelling
 * became known, contacts of before are found by either.
 */
import { v, type Infer } from "convex/values";
import { phoneFieldsOf } from "../../../src/lib/crm/contactFields";
import { hasChanges } from "../../../src/lib/values/hasChanges";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { ActionCtx, MutationCtx, QueryCtx } from "../../_generated/server";
import { areKeptApart, suggestDuplicate } from "./duplicates";
import {
  findIdentities,
  isEitherBare,
  toIdentityKeys,
  type IdentityKey,
} from "./identities";
import { mergeByItself } from "./merge";
import type { Scope } from "../workspaces/scope";
import { loadLiveContact } from "../shared/redirects";

type Identity = Doc<"contactIdentities">;

/** What is to be done about an id by today's rules. */
export type IdentityFinding =
  | { kind: "current" }
  | { kind: "respelled"; key: IdentityKey }
  /** Another contact holds the number in its other spelling. */
  | { kind: "collision"; holderId: Id<"contacts"> };

/** The workspace a stored row belongs to, at this moment. */
export async function scopeOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Scope> {
  const workspace = await ctx.db.get("workspaces", workspaceId);
  if (workspace === null) {
    throw new Error("a contact has a workspace -- invariant");
  }
  return { workspace, now: Date.now() };
}

/** The patch that brings a contact's number up to date, or null. */
export function contactRespelling(
  contact: Doc<"contacts">,
  defaultRegion: string,
): Partial<Doc<"contacts">> | null {
  if (contact.phone === undefined) {
    return null;
  }
  const fields = phoneFieldsOf(contact.phone, defaultRegion);
  return hasChanges(contact, fields) ? fields : null;
}

export async function inspectIdentity(
  ctx: QueryCtx,
  scope: Scope,
  identity: Identity,
): Promise<IdentityFinding> {
  const key = currentKey(identity, scope.workspace.default_region);
  if (key === undefined || isKeyOf(identity, key)) {
    return { kind: "current" };
  }
  const [hit] = await findIdentities(ctx, scope, [key]);
  const holder = hit?.row ?? null;
  if (holder === null) {
    return { kind: "respelled", key };
  }
  // A second spelling of one contact stays as an alias.
  return holder.contact_id === identity.contact_id
    ? { kind: "current" }
    : {
        kind: "collision",
        holderId: holder.home_contact_id ?? holder.contact_id,
      };
}

/** The key that a number would be kept under today. */
export function currentKey(
  { kind, value }: Pick<Identity, "kind" | "value">,
  defaultRegion: string,
): IdentityKey | undefined {
  // Digits that did not parse came with a country code or with a trunk zero:
  // as bare digits they might be read as another country's number.
  return kind === "bsuid"
    ? undefined
    : toIdentityKeys(
        { phone: kind === "phone" ? value : `+${value}` },
        defaultRegion,
      )[0];
}

const isKeyOf = (identity: Identity, key: IdentityKey) =>
  identity.kind === key.kind && identity.value === key.value;

/**
 * Makes the holders of both spellings one contact where one of them is bare,
 * else asks people. With `isDryRun` it only says which.
 */
export async function settleCollision(
  ctx: MutationCtx,
  scope: Scope,
  identity: Identity,
  holderId: Id<"contacts">,
  isDryRun: boolean,
): Promise<"current" | "merged" | "suggested"> {
  const [holder, owner] = await Promise.all([
    loadLiveContact(ctx, holderId),
    loadLiveContact(ctx, identity.contact_id),
  ]);
  if (holder._id === owner._id) {
    return "current";
  }
  const isMergeable =
    !(await areKeptApart(ctx, holder._id, owner._id)) &&
    (await isEitherBare(ctx, [holder], [owner]));
  if (isDryRun) {
    return isMergeable ? "merged" : "suggested";
  }
  const merged =
    isMergeable &&
    (await mergeByItself(
      ctx,
      scope,
      { contact: holder, homeId: holderId },
      {
        contact: owner,
        homeId: identity.home_contact_id ?? identity.contact_id,
      },
      "bare_identity",
    ));
  if (!merged) {
    const reason = "one_number_in_two_spellings";
    await suggestDuplicate(ctx, scope, [holder._id, owner._id], reason);
  }
  return merged ? "merged" : "suggested";
}

/** What was changed, or would be. */
export const vPhoneBackfill = v.object({
  dry_run: v.boolean(),
  contacts_respelled: v.number(),
  ids_respelled: v.number(),
  contacts_merged: v.number(),
  pairs_suggested: v.number(),
});

/** Goes through all ids and contacts, a page or a merge per transaction. */
export async function readPhonesAgain(
  ctx: ActionCtx,
  isDryRun: boolean,
): Promise<Infer<typeof vPhoneBackfill>> {
  const settled = { current: 0, merged: 0, suggested: 0 };
  const ids = await changeEachPage(async (cursor) => {
    const page = await ctx.runMutation(internal.ops.phones.respellIdentities, {
      cursor,
      dry_run: isDryRun,
    });
    for (const identityId of page.collisions) {
      const outcome = await ctx.runMutation(internal.ops.phones.settle, {
        identity_id: identityId,
        dry_run: isDryRun,
      });
      settled[outcome] += 1;
    }
    return page;
  });
  const contacts = await changeEachPage(
    async (cursor) =>
      await ctx.runMutation(internal.ops.phones.respellContacts, {
        cursor,
        dry_run: isDryRun,
      }),
  );
  return {
    dry_run: isDryRun,
    contacts_respelled: contacts,
    ids_respelled: ids,
    contacts_merged: settled.merged,
    pairs_suggested: settled.suggested,
  };
}

interface ChangedPage {
  changed: number;
  cursor: string;
  is_done: boolean;
}

/** Runs a step page by page; the rows it changed in all. */
async function changeEachPage(
  step: (cursor: string | null) => Promise<ChangedPage>,
): Promise<number> {
  let changed = 0;
  let cursor: string | null = null;
  for (;;) {
    const page = await step(cursor);
    changed += page.changed;
    cursor = page.cursor;
    if (page.is_done) {
      return changed;
    }
  }
}
