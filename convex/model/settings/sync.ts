/** How a workspace stands to Kapso, and how what was pulled becomes a version. */
import {
  isTransient,
  type KapsoFailure,
} from "../../../src/lib/kapso/api/failure";
import { diffHashOf } from "../../../src/lib/settings/diff";
import { MINUTE_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { raiseAlertOnce } from "../alerts/alerts";
import { dropUnused, keepContent } from "./contents";
import { addVersion, findActive, type Authorship } from "./versions";

/** Tries by itself after a failure that passes; then somebody asks again. */
const MAX_RETRIES = 5;

export async function findSync(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"settingsSync"> | null> {
  return await ctx.db
    .query("settingsSync")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

type SyncState = Pick<Doc<"settingsSync">, "state" | "failures"> &
  Partial<
    Pick<
      Doc<"settingsSync">,
      "error_code" | "retry_at" | "pulled_sha256" | "pulled_at"
    >
  >;

async function setState(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  state: SyncState,
): Promise<void> {
  const sync = await findSync(ctx, workspaceId);
  const next = {
    error_code: undefined,
    retry_at: undefined,
    ...state,
    at: Date.now(),
  };
  if (sync === null) {
    await ctx.db.insert("settingsSync", { workspace_id: workspaceId, ...next });
  } else {
    await ctx.db.patch("settingsSync", sync._id, next);
  }
}

export async function beginSync(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
): Promise<void> {
  const sync = await findSync(ctx, workspaceId);
  const failures = sync?.failures ?? 0;
  await setState(ctx, workspaceId, { state: "syncing", failures });
}

/** @returns When it is tried again by itself, if it is. */
export async function failSync(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  { code, retryAfterMs = 0 }: KapsoFailure,
): Promise<number | undefined> {
  const sync = await findSync(ctx, workspaceId);
  const failures = (sync?.failures ?? 0) + 1;
  const wait = Math.max(retryAfterMs, MINUTE_MS * 2 ** (failures - 1));
  const retry_at =
    isTransient(code) && failures <= MAX_RETRIES
      ? Date.now() + wait
      : undefined;
  await setState(ctx, workspaceId, {
    state: "error",
    error_code: code,
    retry_at,
    failures,
  });
  return retry_at;
}

/** Keeps what was pulled until somebody confirms it; tells when it has drifted. */
export async function finishSync(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  content: { text: string; sha256: string },
): Promise<void> {
  const before = await findSync(ctx, workspaceId);
  await keepContent(ctx, workspaceId, content);
  await setState(ctx, workspaceId, {
    state: "synced",
    failures: 0,
    pulled_sha256: content.sha256,
    pulled_at: Date.now(),
  });
  const old = before?.pulled_sha256;
  if (old !== undefined && old !== content.sha256) {
    await dropUnused(ctx, workspaceId, old);
  }
  const active = await findActive(ctx, workspaceId, "kapso");
  if (active !== null && active.content_sha256 !== content.sha256) {
    await raiseAlertOnce(ctx, {
      kind: "settings_drift",
      key: workspaceId,
      workspace_id: workspaceId,
    });
  }
}

/** Whether Kapso has other workflows than the active version. */
export async function hasDrifted(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<boolean> {
  const sync = await findSync(ctx, workspaceId);
  const active = await findActive(ctx, workspaceId, "kapso");
  return (
    active !== null &&
    sync?.pulled_sha256 !== undefined &&
    sync.pulled_sha256 !== active.content_sha256
  );
}

export type Confirmed =
  | { status: "stored" | "identical"; version: number }
  | { status: "changed"; diff_hash: string };

/**
 * Makes what was pulled the active version, if the diff that somebody saw is
 * still the one there is.
 */
export async function confirmPulled(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  diffHash: string,
  authorship: Authorship,
): Promise<Confirmed> {
  const sync = await findSync(ctx, workspaceId);
  if (sync?.pulled_sha256 === undefined) {
    throw new Error("what is confirmed was pulled -- invariant");
  }
  const active = await findActive(ctx, workspaceId, "kapso");
  const sha256 = sync.pulled_sha256;
  const current = diffHashOf(active?.content_sha256, sha256);
  if (active?.content_sha256 === sha256) {
    return { status: "identical", version: active.version };
  }
  return current === diffHash
    ? await addVersion(
        ctx,
        workspaceId,
        { source: "kapso", sha256 },
        authorship,
      )
    : { status: "changed", diff_hash: current };
}
