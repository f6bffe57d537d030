/**
 * The data folder of a local deployment: the database, the secrets made on the
 * first start and where the running server listens. Only its owner may read it.
 */
import {
  access,
  chmod,
  constants,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { isSystemError, meaningOf } from "../cli/failures";

const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** Paths inside a data folder. */
export const toPaths = (data: string) => ({
  database: path.join(data, "database"),
  adminKey: path.join(data, "admin-key"),
  webhookSecret: path.join(data, "webhook-secret"),
  masterKey: path.join(data, "master-key"),
  signInKey: path.join(data, "sign-in-key"),
  server: path.join(data, "server.json"),
  backups: path.join(data, "backups.json"),
});

/** What may lie in a folder that is new: file systems put it there. */
const NOT_OURS_BUT_HARMLESS = new Set(["lost+found", ".gitkeep", ".DS_Store"]);

/** What a start announces, and what other commands find it by. */
export const serverSchema = z.object({
  api: z.url(),
  site: z.url(),
  web: z.url(),
  webhook: z.url(),
  admin_key_file: z.string(),
});
export type ServerInfo = z.infer<typeof serverSchema>;

export const hasCode = (error: unknown, code: string) =>
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

export interface OpenFolder {
  /** Whether a database was there before. */
  hasDatabase: boolean;
  /** Takes back what a start made that came to nothing. */
  undo: () => Promise<void>;
}

/**
 * Makes the folder and those above it one by one: `recursive` tries for ever
 * where a file system refuses with ENOENT, as /proc does.
 *
 * @returns the topmost folder that was made; undefined when all were there
 */
async function makeFolders(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { mode: FOLDER_MODE });
    return folder;
  } catch (error) {
    const parent = path.dirname(folder);
    if (hasCode(error, "EEXIST") && (await stat(folder)).isDirectory()) {
      return undefined;
    }
    if (!hasCode(error, "ENOENT") || parent === folder) {
      throw error;
    }
    const top = await makeFolders(parent);
    await mkdir(folder, { mode: FOLDER_MODE });
    return top ?? folder;
  }
}

async function makeDataFolder(data: string): Promise<string | undefined> {
  try {
    return await makeFolders(data);
  } catch (error) {
    if (isSystemError(error)) {
      const isFile = hasCode(error, "EEXIST") && error.path === data;
      const isNowhere = hasCode(error, "ENOENT");
      const reason = isNowhere ? "there is no such place" : meaningOf(error);
      throw new Error(
        `The data folder ${data} cannot be made: ${isFile ? "it is a file" : reason}. Choose another with --data or CRM_DATA.`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function listOurs(data: string): Promise<string[]> {
  try {
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
    const names = await readdir(data);
    return names.filter((name) => !NOT_OURS_BUT_HARMLESS.has(name));
  } catch (error) {
    if (isSystemError(error)) {
      throw new Error(
        `The data folder ${data} cannot be used: ${meaningOf(error)}. Choose another with --data or CRM_DATA.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/**
 * Makes the folder, or takes an empty one or one of ours.
 *
 * @throws Error in words when it is a file, cannot be written, or belongs to
 *   something else.
 */
export async function openDataFolder(data: string): Promise<OpenFolder> {
  const made = await makeDataFolder(data);
  const before = await listOurs(data);
  const ours = Object.values(toPaths(data)).map((file) => path.basename(file));
  if (before.length > 0 && !before.some((name) => ours.includes(name))) {
    throw new Error(
      `The folder ${data} holds other files and no data of kapso-crm. Choose a new or empty folder with --data or CRM_DATA.`,
    );
  }
  await chmod(data, FOLDER_MODE);
  return {
    hasDatabase: before.includes("database"),
    undo: async () => {
      if (made !== undefined) {
        await rm(made, { recursive: true, force: true });
      } else if (before.length === 0) {
        const names = await listOurs(data);
        for (const name of names) {
          await rm(path.join(data, name), { recursive: true, force: true });
        }
      }
    },
  };
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

function parseServerInfo(text: string): ServerInfo | undefined {
  try {
    return serverSchema.parse(JSON.parse(text));
  } catch {
    // A start that was killed while it wrote: nothing announced itself.
    return undefined;
  }
}

/** The server that runs on a data folder; undefined when none announced itself. */
export async function readServerInfo(
  data: string,
): Promise<ServerInfo | undefined> {
  const text = await readIfThere(toPaths(data).server);
  return text === undefined ? undefined : parseServerInfo(text);
}

/** A secret of a file, if there is one; an empty file counts as none. */
export async function readSecret(file: string): Promise<string | undefined> {
  return (await readIfThere(file))?.trim() || undefined;
}
