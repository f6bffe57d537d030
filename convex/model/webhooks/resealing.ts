/**
 * Sealing what is stored anew with the current master key, and saying what is
 * still sealed with which. For actions, page by page: broken off, it is run
 * again, and what is done already is left as it is.
 */
import { v } from "convex/values";
import {
  keyIdOf,
  openSealed,
  seal,
  SealError,
  type Keyring,
} from "../../../src/lib/secrets/seal";
import { kapsoKeyBinding } from "../../../src/lib/kapso/api/key";
import { internal } from "../../_generated/api";
import type { Id } from "../../_generated/dataModel";
import type { ActionCtx } from "../../_generated/server";
import { secretBinding } from "./endpoints";

/** Unreadable secrets are named up to here, and all of them are counted. */
const MAX_NAMED = 100;

const vWhich = v.union(
  v.literal("current"),
  v.literal("previous"),
  v.literal("kapso_api_key"),
  v.literal("address"),
);

export const vSealedReport = v.object({
  /** Id of the master key that seals. */
  current_key: v.string(),
  secrets: v.number(),
  /** Those that open, but with an older key. */
  outdated: v.number(),
  unreadable: v.number(),
  unreadable_secrets: v.array(
    v.object({
      /** Whose it is: an endpoint's, a workspace's API key's or a channel's. */
      endpoint_key: v.optional(v.string()),
      workspace_id: v.optional(v.id("workspaces")),
      channel_id: v.optional(v.id("channels")),
      secret: vWhich,
      /** The key it names; absent where it is no sealed text. */
      key_id: v.optional(v.string()),
      error_code: v.string(),
    }),
  ),
  /** In the order of CRM_MASTER_KEY, then those that it lacks. */
  keys: v.array(
    v.object({
      key_id: v.string(),
      is_in_environment: v.boolean(),
      secrets: v.number(),
      /** Nothing is sealed with it any more: it can be taken out. */
      can_go: v.boolean(),
    }),
  ),
});
export type SealedReport = typeof vSealedReport.type;

interface SealedSecret {
  owner:
    | { endpoint_key: string }
    | { workspace_id: Id<"workspaces"> }
    | { channel_id: Id<"channels"> };
  which: typeof vWhich.type;
  sealed: string;
  /** What it opens for. */
  binding: string;
}

interface SealedPage {
  endpoints: {
    endpoint_key: string;
    sealed_secret?: string;
    sealed_previous_secret?: string;
  }[];
  cursor: string;
  is_done: boolean;
}

async function* sealedSecrets(ctx: ActionCtx): AsyncGenerator<SealedSecret> {
  yield* sealedEndpointSecrets(ctx);
  yield* sealedKapsoKeys(ctx);
  yield* sealedChannels(ctx);
}

interface KeyPage {
  keys: { workspace_id: Id<"workspaces">; sealed_key: string }[];
  cursor: string;
  is_done: boolean;
}

async function* sealedKapsoKeys(ctx: ActionCtx): AsyncGenerator<SealedSecret> {
  for (let cursor: string | null = null; ;) {
    const page: KeyPage = await ctx.runQuery(internal.kapso.keys.listSealed, {
      cursor,
    });
    for (const { workspace_id, sealed_key: sealed } of page.keys) {
      const binding = kapsoKeyBinding(workspace_id);
      const owner = { workspace_id };
      yield { owner, binding, which: "kapso_api_key", sealed };
    }
    if (page.is_done) {
      return;
    }
    cursor = page.cursor;
  }
}

interface ChannelPage {
  secrets: (Omit<SealedSecret, "owner"> & { channel_id: Id<"channels"> })[];
  cursor: string;
  is_done: boolean;
}

async function* sealedChannels(ctx: ActionCtx): AsyncGenerator<SealedSecret> {
  for (let cursor: string | null = null; ;) {
    const page: ChannelPage = await ctx.runQuery(
      internal.notifications.sealed.list,
      { cursor },
    );
    for (const { channel_id, ...secret } of page.secrets) {
      yield { ...secret, owner: { channel_id } };
    }
    if (page.is_done) {
      return;
    }
    cursor = page.cursor;
  }
}

async function* sealedEndpointSecrets(
  ctx: ActionCtx,
): AsyncGenerator<SealedSecret> {
  for (let cursor: string | null = null; ;) {
    const page: SealedPage = await ctx.runQuery(
      internal.webhooks.endpoints.listSealed,
      {
        cursor,
      },
    );
    for (const endpoint of page.endpoints) {
      const { endpoint_key } = endpoint;
      const owner = { endpoint_key };
      const binding = secretBinding(endpoint_key);
      const { sealed_secret: current, sealed_previous_secret: previous } =
        endpoint;
      if (current !== undefined) {
        yield { owner, binding, which: "current", sealed: current };
      }
      if (previous !== undefined) {
        yield { owner, binding, which: "previous", sealed: previous };
      }
    }
    if (page.is_done) {
      return;
    }
    cursor = page.cursor;
  }
}

type Opened =
  { kind: "opened"; text: string } | { kind: "unreadable"; code: string };

async function open(
  keyring: Keyring,
  { binding, sealed }: SealedSecret,
): Promise<Opened> {
  try {
    return { kind: "opened", text: await openSealed(keyring, sealed, binding) };
  } catch (error) {
    if (error instanceof SealError) {
      return { kind: "unreadable", code: error.code };
    }
    throw error;
  }
}

/** Seals anew what an older key sealed; how many that were. */
export async function resealOutdated(
  ctx: ActionCtx,
  keyring: Keyring,
): Promise<number> {
  let resealed = 0;
  for await (const secret of sealedSecrets(ctx)) {
    if (keyIdOf(secret.sealed) === keyring.current) {
      continue;
    }
    const opened = await open(keyring, secret);
    if (opened.kind === "opened") {
      const after = await seal(keyring, opened.text, secret.binding);
      resealed += (await replaceSealed(ctx, secret, after)) ? 1 : 0;
    }
  }
  return resealed;
}

async function replaceSealed(
  ctx: ActionCtx,
  { owner, sealed: before }: SealedSecret,
  after: string,
): Promise<boolean> {
  const change = { before, after };
  if ("channel_id" in owner) {
    return await ctx.runMutation(internal.notifications.sealed.replace, {
      ...owner,
      ...change,
    });
  }
  return "workspace_id" in owner
    ? await ctx.runMutation(internal.kapso.keys.replaceSealed, {
        ...owner,
        ...change,
      })
    : await ctx.runMutation(internal.webhooks.endpoints.replaceSealed, {
        ...owner,
        ...change,
      });
}

/** What is stored at this moment, by the key that sealed it. */
export async function surveySealed(
  ctx: ActionCtx,
  keyring: Keyring,
): Promise<SealedReport> {
  const report: Omit<SealedReport, "keys"> = {
    current_key: keyring.current,
    secrets: 0,
    outdated: 0,
    unreadable: 0,
    unreadable_secrets: [],
  };
  const counts = new Map([...keyring.keys.keys()].map((id) => [id, 0]));
  for await (const secret of sealedSecrets(ctx)) {
    const keyId = keyIdOf(secret.sealed) ?? undefined;
    const opened = await open(keyring, secret);
    report.secrets += 1;
    if (keyId !== undefined) {
      counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
    }
    if (opened.kind === "opened") {
      report.outdated += keyId === keyring.current ? 0 : 1;
      continue;
    }
    report.unreadable += 1;
    if (report.unreadable_secrets.length < MAX_NAMED) {
      report.unreadable_secrets.push({
        ...secret.owner,
        secret: secret.which,
        key_id: keyId,
        error_code: opened.code,
      });
    }
  }
  return { ...report, keys: toKeys(keyring, counts) };
}

function toKeys(
  keyring: Keyring,
  counts: ReadonlyMap<string, number>,
): SealedReport["keys"] {
  return [...counts].map(([id, secrets]) => {
    const isInEnvironment = keyring.keys.has(id);
    return {
      key_id: id,
      is_in_environment: isInEnvironment,
      secrets,
      can_go: isInEnvironment && id !== keyring.current && secrets === 0,
    };
  });
}
