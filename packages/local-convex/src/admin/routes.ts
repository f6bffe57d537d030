/** Addresses, environment variables, logs and inline queries for the CLI; backups. */
import { isAbsolute } from "node:path";
import { z } from "zod";
import type { Environment } from "../components/tree";
import { DeveloperError, messageOf } from "../errors";
import { callReply } from "../http/api";
import { HttpError } from "../http/httpError";
import {
  adminRoute,
  type ApiReply,
  type ApiRequest,
  type ApiRoutes,
} from "../http/server";
import type { Host } from "../host/host";
import { jsonValue } from "../host/json";
import type { PushService } from "../push/service";
import { type EnvChange, envChanges, withChanges, writeEnv } from "./env";

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

/** The endpoints that need the admin key, by method and path. */
export function adminRoutes(host: Host, pushes: PushService): ApiRoutes {
  return {
    "GET /api/v1/get_canonical_urls": adminRoute(() => ({
      convexCloudUrl: host.systemEnv["CONVEX_CLOUD_URL"],
      convexSiteUrl: host.systemEnv["CONVEX_SITE_URL"],
    })),
    "POST /api/update_environment_variables": adminRoute(async (request) => {
      const body = z.object({ changes: envChanges });
      await updateEnv(host, pushes, (await request.adminBody(body)).changes);
      return null;
    }),
    "GET /api/stream_function_logs": adminRoute(({ url }) => {
      const cursor = Number(url.searchParams.get("cursor") ?? 0);
      if (Number.isFinite(cursor)) {
        return host.functionLog.after(cursor);
      }
      throw new HttpError(400, "BadCursor", "The cursor must be a number.");
    }),
    "POST /api/backup": adminRoute(async (request) => {
      const { to } = await request.adminBody(backupBody);
      await pushes.backUp(to).catch((error: unknown) => {
        throw new HttpError(500, "BackupFailed", messageOf(error));
      });
      return null;
    }),
    "POST /api/run_test_function": (request) =>
      runInlineQuery(host, pushes, request),
  };
}

/** Stored only when the serving code still loads with the changes. */
async function updateEnv(
  host: Host,
  pushes: PushService,
  changes: readonly EnvChange[],
): Promise<void> {
  const change = (env: Environment) => withChanges(env, changes);
  await pushes.reload(change, async (env) => {
    await host.engine.write("env", (tx) => writeEnv(tx, env));
    host.env = env;
  });
}

async function runInlineQuery(
  host: Host,
  pushes: PushService,
  request: ApiRequest,
): Promise<ApiReply> {
  const body = await request.adminBody(inlineQueryBody);
  const component = body.componentId ?? "";
  const mount = host.deployment?.mounts.get(component);
  if (mount === undefined) {
    throw new DeveloperError(`There is no component "${component}".`);
  }
  const target = await pushes.inlineQuery(body.bundle.source, mount);
  const { path } = target.fn;
  const outcome = await host.call({
    ...{ kind: "query", path, component, args: body.args, target },
    caller: await request.caller(),
  });
  // A query that fails is an answer here, which the CLI prints.
  return { ...callReply(outcome, body.format), status: 200 };
}
