/** The server that an operator's command talks to. */
import path from "node:path";
import { createAdminClient, type AdminClient } from "../sim/adminClient";
import { readSecret, readServerInfo } from "./dataFolder";
import type { Environment } from "../cli/options";

const setIn = (environment: Environment, name: string): string | undefined =>
  environment[name] === "" ? undefined : environment[name];

/**
 * The server of a data folder that was named, else the one that the environment
 * names as it does for `npx convex`, else that of the usual data folder.
 *
 * @param data as typed; undefined when it was not
 * @throws Error in words when no server is found or its key is not there.
 */
export async function connect(
  data: string | undefined,
  environment: Environment,
  cwd: string,
): Promise<AdminClient> {
  const url = setIn(environment, "CONVEX_SELF_HOSTED_URL");
  const key = setIn(environment, "CONVEX_SELF_HOSTED_ADMIN_KEY");
  if (data === undefined && url !== undefined) {
    if (key === undefined) {
      throw new Error(
        "CONVEX_SELF_HOSTED_URL is set, CONVEX_SELF_HOSTED_ADMIN_KEY is not.",
      );
    }
    return createAdminClient(url, key);
  }
  const folder = path.resolve(
    cwd,
    data ?? setIn(environment, "CRM_DATA") ?? ".data",
  );
  const info = await readServerInfo(folder);
  if (info === undefined) {
    throw new Error(
      `No server runs on ${folder}. Run npm start first, or name another folder with --data.`,
    );
  }
  const ownKey = await readSecret(info.admin_key_file);
  if (ownKey === undefined) {
    throw new Error(`There is no admin key in ${info.admin_key_file}.`);
  }
  return createAdminClient(info.api, ownKey);
}
