/** Addresses and environment variables, for the CLI. */
import { z } from "zod";
import { readJson } from "../http/body";
import type { ApiRoutes } from "../http/server";
import type { Host } from "../host";
import { type EnvChange, envChanges } from "./env";

/** Stores changes and makes the serving code see them. */
export type UpdateEnv = (changes: readonly EnvChange[]) => Promise<void>;

export function adminRoutes(host: Host, updateEnv: UpdateEnv): ApiRoutes {
  return {
    "GET /api/v1/get_canonical_urls": async (request) => {
      await request.requireAdmin();
      const urls = {
        convexCloudUrl: host.systemEnv["CONVEX_CLOUD_URL"],
        convexSiteUrl: host.systemEnv["CONVEX_SITE_URL"],
      };
      return { status: 200, json: JSON.stringify(urls) };
    },
    "POST /api/update_environment_variables": async (request) => {
      await request.requireAdmin();
      const body = z.object({ changes: envChanges });
      const { changes } = await readJson(request.raw, body);
      await updateEnv(changes);
      return { status: 200, json: "null" };
    },
  };
}
