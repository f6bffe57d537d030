/**
 * The data folder of a local deployment: the database, the secrets made on the
 * first start and where the running server listens. Only its owner may read it.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Paths inside a data folder. */
export const toPaths = (data: string) => ({
  database: path.join(data, "database"),
  adminKey: path.join(data, "admin-key"),
  webhookSecret: path.join(data, "webhook-secret"),
  masterKey: path.join(data, "master-key"),
  server: path.join(data, "server.json"),
});

/** What a start announces, and what other commands find it by. */
export const serverSchema = z.object({
  api: z.url(),
  site: z.url(),
  web: z.url(),
  webhook: z.url(),
  admin_key_file: z.string(),
});
export type ServerInfo = z.infer<typeof serverSchema>;

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && "code" in error && error.code === code;

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

/** The secret in a file, made and written if there is none. */
async function keepSecret(file: string, make: () => string): Promise<string> {
  try {
    await writeFile(file, `${make()}\n`, { mode: FILE_MODE, flag: "wx" });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) {
      throw error;
    }
  }
  const secret = (await readFile(file, "utf8")).trim();
  if (secret === "") {
    throw new Error(
      `${file} is empty. Restore it, or delete it for a new one.`,
    );
  }
  return secret;
}

export async function openDataFolder(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: FOLDER_MODE });
  await chmod(data, FOLDER_MODE);
}

/** The admin key: the given one, kept for other commands, or our own. */
export async function keepAdminKey(
  data: string,
  given: string | undefined,
): Promise<string> {
  const { adminKey } = toPaths(data);
  if (given !== undefined) {
    await writeFile(adminKey, `${given}\n`, { mode: FILE_MODE });
    return given;
  }
  // The shape that self-hosted deployments use: a name, a bar, the secret.
  return keepSecret(
    adminKey,
    () => `kapso-crm|${randomBytes(32).toString("hex")}`,
  );
}

/** Secrets for the functions that the environment does not give. */
export async function keepFunctionSecrets(
  data: string,
  env: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const { webhookSecret, masterKey } = toPaths(data);
  const made: Record<string, string> = {};
  if (env["KAPSO_WEBHOOK_SECRET"] === undefined) {
    made["KAPSO_WEBHOOK_SECRET"] = await keepSecret(webhookSecret, () =>
      randomBytes(32).toString("hex"),
    );
  }
  if (env["CRM_MASTER_KEY"] === undefined) {
    made["CRM_MASTER_KEY"] = await keepSecret(
      masterKey,
      () => `k1:${randomBytes(32).toString("base64")}`,
    );
  }
  return made;
}

export async function writeServerInfo(
  data: string,
  info: ServerInfo,
): Promise<void> {
  await writeFile(toPaths(data).server, `${JSON.stringify(info)}\n`, {
    mode: FILE_MODE,
  });
}

export async function removeServerInfo(data: string): Promise<void> {
  await rm(toPaths(data).server, { force: true });
}

/** The server that runs on a data folder; undefined when none announced itself. */
export async function readServerInfo(
  data: string,
): Promise<ServerInfo | undefined> {
  const text = await readIfThere(toPaths(data).server);
  return text === undefined ? undefined : serverSchema.parse(JSON.parse(text));
}

/** A secret of the data folder, if it is kept there. */
export async function readSecret(file: string): Promise<string | undefined> {
  return (await readIfThere(file))?.trim();
}
