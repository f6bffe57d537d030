/** Addresses, environment variables, logs and inline queries for the CLI; backups. */
import { isAbsolute } from "node:path";
import { z } from "zod";
import { DeveloperError } from "../errors";
import type { Mount } from "../execution/deployment";
import type { LoadedFunction } from "../execution/functions";
import { callReply } from "../http/api";
import { readJson } from "../http/body";
import { HttpError } from "../http/httpError";
import {
  adminRoute,
  type ApiReply,
  type ApiRequest,
  type ApiRoutes,
} from "../http/server";
import type { Host } from "../host";
import { jsonValue } from "../json";
import { type EnvChange, envChanges } from "./env";

export interface AdminActions {
  /** Stores changes and makes the serving code see them. */
  updateEnv(changes: readonly EnvChange[]): Promise<void>;
  /** Loads the source of a module whose default export is a query. */
  loadInlineQuery(source: string, mount: Mount): Promise<LoadedFunction>;
  /** Copies database and code into a new folder on this machine. */
  backUp(target: string): Promise<void>;
}

const backupBody = z.object({
  to: z.string().refine(isAbsolute, "must be an absolute path"),
});

const inlineQueryBody = z.object({
  args: jsonValue.default({}),
  bundle: z.object({ source: z.string() }),
  /** A component's path, by which `components:list` calls it. */
  componentId: z.string().nullish(),
  format: z.string().default("json"),
});

export function adminRoutes(host: Host, actions: AdminActions): ApiRoutes {
  return {
    "GET /api/v1/get_canonical_urls": adminRoute(() => ({
      convexCloudUrl: host.systemEnv["CONVEX_CLOUD_URL"],
      convexSiteUrl: host.systemEnv["CONVEX_SITE_URL"],
    })),
    "POST /api/update_environment_variables": adminRoute(async ({ raw }) => {
      const body = z.object({ changes: envChanges });
      await actions.updateEnv((await readJson(raw, body)).changes);
      return null;
    }),
    "GET /api/stream_function_logs": adminRoute(({ url }) => {
      const cursor = Number(url.searchParams.get("cursor") ?? 0);
      if (Number.isFinite(cursor)) return host.functionLog.after(cursor);
      throw new HttpError(400, "BadCursor", "The cursor must be a number.");
    }),
    "POST /api/backup": adminRoute(async ({ raw }) => {
      const { to } = await readJson(raw, backupBody);
      await actions.backUp(to).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new HttpError(500, "BackupFailed", reason);
      });
      return null;
    }),
    "POST /api/run_test_function": async (request) => {
      await request.requireAdmin();
      return runInlineQuery(host, actions, request);
    },
  };
}

async function runInlineQuery(
  host: Host,
  actions: AdminActions,
  request: ApiRequest,
): Promise<ApiReply> {
  const body = await readJson(request.raw, inlineQueryBody);
  const component = body.componentId ?? "";
  const mount = host.deployment?.mounts.get(component);
  if (mount === undefined) {
    throw new DeveloperError(`There is no component "${component}".`);
  }
  const fn = await actions.loadInlineQuery(body.bundle.source, mount);
  const outcome = await host.call({
    ...{ kind: "query", path: fn.path, component, args: body.args },
    caller: await request.caller(),
    target: { mount, fn },
  });
  // A query that fails is an answer here, which the CLI prints.
  return { ...callReply(outcome, body.format), status: 200 };
}
