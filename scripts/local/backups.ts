/**
 * The backups that were made of a data folder, and what to do when its database
 * is damaged.
 */
import { readFile, writeFile } from "node:fs/promises";
import { problemOfFolder, type StoreDamagedError } from "local-convex";
import { z } from "zod";
import { FILE_MODE, toPaths } from "./dataFolder";

/** As many of the newest are remembered. */
const MAX_REMEMBERED = 20;

const backupSchema = z.object({
  folder: z.string(),
  made_at: z.iso.datetime(),
});
type Backup = z.infer<typeof backupSchema>;

/** The database of a data folder is not what was written to it. */
export class DamagedDataError extends Error {
  override name = "DamagedDataError";
}

/** Oldest first; none when the list is not there or cannot be read. */
async function readBackups(data: string): Promise<Backup[]> {
  try {
    const text = await readFile(toPaths(data).backups, "utf8");
    return z.array(backupSchema).parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** @param now ms UTC */
export async function rememberBackup(
  data: string,
  folder: string,
  now: number,
): Promise<void> {
  const earlier = await readBackups(data);
  const made = { folder, made_at: new Date(now).toISOString() };
  const all = [...earlier, made].slice(-MAX_REMEMBERED);
  await writeFile(toPaths(data).backups, `${JSON.stringify(all)}\n`, {
    mode: FILE_MODE,
  });
}

/** The newest that is still there and whole. */
async function findBackup(data: string): Promise<Backup | undefined> {
  const backups = await readBackups(data);
  return backups.findLast(
    ({ folder }) => problemOfFolder(toPaths(folder).database) === null,
  );
}

/** A path as a shell takes it. */
const quote = (path: string) =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;

/** What is wrong, which backup to restore, and how. */
export async function explainDamage(
  data: string,
  { problem }: StoreDamagedError,
): Promise<DamagedDataError> {
  const backup = await findBackup(data);
  const aside = `mv ${quote(data)} ${quote(`${data}.damaged`)}`;
  const advice =
    backup === undefined
      ? `No whole backup that npm run backup made of it is known; restore another copy of the folder if there is one: ${aside} && cp -r <copy> ${quote(data)}`
      : `Its newest whole backup is of ${backup.made_at}. Restore it: ${aside} && cp -r ${quote(backup.folder)} ${quote(data)}`;
  return new DamagedDataError(`${problem} Nothing was changed. ${advice}`);
}
