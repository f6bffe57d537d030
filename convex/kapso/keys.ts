/** Storing and loading the sealed keys of Kapso's read API. */
import { v } from "convex/values";
import { readApiUrl } from "../../src/lib/kapso/api/address";
import type { KapsoFailureCode } from "../../src/lib/kapso/api/failure";
import {
  KEY_END_LENGTH,
  kapsoKeyBinding,
  readApiKey,
} from "../../src/lib/kapso/api/key";
import { sha256Hex } from "../../src/lib/crypto/sha256";
import {
  openSealed,
  parseKeyring,
  seal,
  SealError,
} from "../../src/lib/secrets/seal";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  env,
  internalMutation,
  internalQuery,
  type ActionCtx,
} from "../_generated/server";
import { findKey, replaceKey } from "../model/kapso/keys";
import { logEvent } from "../model/shared/log";
import { refusal } from "../model/shared/refuse";
import { requireKeyring } from "../model/shared/keyring";

/** What it takes to ask Kapso on behalf of a workspace. */
export interface Connection {
  baseUrl: string;
  apiKey: string;
  /** Names the key in the books of its budget. */
  fingerprint: string;
}

/** Enough to tell keys apart, too little to check a guessed one against. */
const FINGERPRINT_DIGITS = 16;

/** The connection of a workspace, or why there is none. */
export async function loadConnection(
  ctx: ActionCtx,
  workspaceId: Id<"workspaces">,
): Promise<Connection | KapsoFailureCode> {
  const baseUrl = readApiUrl(env.KAPSO_API_URL);
  if (baseUrl === null) {
    return "kapso_bad_address";
  }
  const sealed: string | null = await ctx.runQuery(internal.kapso.keys.find, {
    workspace_id: workspaceId,
  });
  const typed =
    sealed === null
      ? (env.KAPSO_API_KEY ?? "")
      : await openKey(sealed, workspaceId);
  if (typed === null) {
    return "kapso_key_unreadable";
  }
  const apiKey = readApiKey(typed);
  if (apiKey === null) {
    return "kapso_no_key";
  }
  const hash = await sha256Hex(new TextEncoder().encode(`kapso:${apiKey}`));
  return { baseUrl, apiKey, fingerprint: hash.slice(0, FINGERPRINT_DIGITS) };
}

async function openKey(
  sealed: string,
  workspaceId: string,
): Promise<string | null> {
  try {
    const keyring = parseKeyring(env.CRM_MASTER_KEY);
    return await openSealed(keyring, sealed, kapsoKeyBinding(workspaceId));
  } catch (error) {
    if (error instanceof SealError) {
      logEvent("kapso.sealed", { error_code: error.code });
      return null;
    }
    throw error;
  }
}

/**
 * Seals and stores a workspace's key; null takes it away.
 *
 * @returns How it ends.
 * @throws ConvexError `invalid_api_key`, `missing_master_key`,
 *   `malformed_master_key`.
 */
export async function setKey(
  ctx: ActionCtx,
  workspaceId: Id<"workspaces">,
  typed: string | null,
): Promise<string | null> {
  if (typed === null) {
    await ctx.runMutation(internal.kapso.keys.store, {
      workspace_id: workspaceId,
      key: null,
    });
    return null;
  }
  const apiKey = readApiKey(typed);
  if (apiKey === null) {
    throw refusal("invalidApiKey");
  }
  const keyring = requireKeyring();
  const key_end = apiKey.slice(-KEY_END_LENGTH);
  await ctx.runMutation(internal.kapso.keys.store, {
    workspace_id: workspaceId,
    key: {
      sealed_key: await seal(keyring, apiKey, kapsoKeyBinding(workspaceId)),
      key_end,
    },
  });
  return key_end;
}

/** A workspace's sealed key. */
export const find = internalQuery({
  args: { workspace_id: v.id("workspaces") },
  returns: v.union(v.null(), v.string()),
  handler: async (ctx, args) =>
    (await findKey(ctx, args.workspace_id))?.sealed_key ?? null,
});

export const store = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    key: v.union(
      v.null(),
      v.object({ sealed_key: v.string(), key_end: v.string() }),
    ),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    await replaceKey(ctx, args.workspace_id, args.key);
    return null;
  },
});

/** Keys per query, each of a few hundred bytes. */
const SEALED_PAGE = 100;

/** Sealed keys of one page of workspaces, for sealing them anew. */
export const listSealed = internalQuery({
  args: { cursor: v.union(v.null(), v.string()) },
  returns: v.object({
    keys: v.array(
      v.object({ workspace_id: v.id("workspaces"), sealed_key: v.string() }),
    ),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, { cursor }) => {
    const page = await ctx.db
      .query("kapsoKeys")
      .paginate({ numItems: SEALED_PAGE, cursor });
    return {
      keys: page.page.map(({ workspace_id, sealed_key }) => ({
        workspace_id,
        sealed_key,
      })),
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/** Puts a key that was sealed anew in the place of its old form. */
export const replaceSealed = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    before: v.string(),
    after: v.string(),
  },
  returns: v.boolean(),
  handler: async (ctx, { workspace_id, before, after }) => {
    const key = await findKey(ctx, workspace_id);
    if (key?.sealed_key !== before) {
      return false;
    }
    await ctx.db.patch("kapsoKeys", key._id, { sealed_key: after });
    return true;
  },
});
