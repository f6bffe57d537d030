/**
 * The database file: opening and recognising it, snapshots, durable commits.
 * Knows keys and texts only, nothing of documents or tables.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { open as openLmdb, type RootDatabase } from "lmdb";
import { parseJsonObject } from "../values/json";
import { DEFAULT_PAGES_CHECKED, problemOfFile } from "./fileProblem";
import { FORMAT_KEY } from "./layout";
import { acquireLock } from "./lockFile";
import { storedForm } from "./longKeys";
import { Snapshot } from "./snapshot";
import { makeWholeFolder, syncToDisk } from "./wholeFolder";

/** full = synced to disk before any answer; process = survives a killed process only. */
export type Durability = "full" | "process";

const DATA_FILE = "data.mdb";
/** Written after the first commit: from then on the data file must be there. */
const MARKER_FILE = "database.json";
const FORMAT_VERSION = 1;
/** Address space only; the file grows as needed. */
const MAP_BYTES = 64 * 2 ** 30;

/** The data folder holds something other than an intact database of ours. */
export class StoreFormatError extends Error {
  override name = "StoreFormatError";
}

/** The data file is not what was written to it; it has not been touched. */
export class StoreDamagedError extends StoreFormatError {
  override name = "StoreDamagedError";
  /** @param problem what is wrong, a sentence */
  constructor(readonly problem: string) {
    super(
      `${problem} Restore it from a backup, or remove the folder to start afresh.`,
    );
  }
}

/** The disk refused a commit; nothing of it was written. */
export class StoreWriteError extends Error {
  override name = "StoreWriteError";
}

const keyEncoder = {
  writeKey: (key: string, target: Buffer, start: number) =>
    start + target.write(key, start, "latin1"),
  readKey: (source: Buffer, start: number, end: number) =>
    source.toString("latin1", start, end),
};

/** The open database file. */
export class Store {
  readonly #db: RootDatabase<string, string>;
  readonly #dataPath: string;
  readonly #releaseLock: () => void;

  private constructor(
    db: RootDatabase<string, string>,
    dataPath: string,
    releaseLock: () => void,
  ) {
    this.#db = db;
    this.#dataPath = dataPath;
    this.#releaseLock = releaseLock;
  }

  /**
   * Creates a missing folder.
   *
   * @param pagesChecked how many pages of the file to look at before it is
   *   opened; the upper ones of its trees come first
   * @throws EngineLockedError
   * @throws StoreFormatError, a StoreDamagedError when the file is no longer what
   *   was written
   */
  static async open(
    directory: string,
    durability: Durability,
    pagesChecked = DEFAULT_PAGES_CHECKED,
  ): Promise<Store> {
    mkdirSync(directory, { recursive: true });
    const releaseLock = acquireLock(directory);
    try {
      const marker = readMarker(directory);
      const dataPath = join(directory, DATA_FILE);
      if (marker !== null) {
        requireDataFile(directory, dataPath);
      }
      const db = openFile(dataPath, durability, pagesChecked);
      try {
        await recognise(db, directory, marker);
      } catch (error) {
        await db.close();
        throw error;
      }
      return new Store(db, dataPath, releaseLock);
    } catch (error) {
      releaseLock();
      throw error;
    }
  }

  /** The state of the last commit, for the caller to release. */
  snapshot(): Snapshot {
    return new Snapshot(this.#db);
  }

  /**
   * Writes texts at their keys (null removes the key): all or, when it throws a
   * StoreWriteError, none. Resolves when they are durable and in `snapshot()`.
   */
  async commit(
    entries: Iterable<readonly [key: string, value: string | null]>,
  ): Promise<void> {
    try {
      // The batch's promise stands for those of its operations.
      await this.#db.batch(() => {
        for (const [key, value] of entries) {
          const stored = storedForm(key);
          const text = value === "" ? stored.value : value;
          if (text === null) {
            void this.#db.remove(stored.key);
          } else {
            void this.#db.put(stored.key, text);
          }
        }
      });
    } catch (error) {
      throw await asWriteError(error);
    }
    this.#db.resetReadTxn();
  }

  /**
   * Copies the last commit into a new folder, from which a store can be opened;
   * commits may go on meanwhile. `addFiles` puts others beside the database.
   */
  async backUp(
    target: string,
    addFiles: (folder: string) => Promise<void>,
  ): Promise<void> {
    await makeWholeFolder(target, async (folder) => {
      const path = join(folder, DATA_FILE);
      // Its compacting copy is said to break databases (lmdb-js issue 198).
      await this.#db.backup(path, false);
      syncToDisk(path);
      await addFiles(folder);
      writeMarker(folder, this.#db.get(FORMAT_KEY) ?? "");
    });
  }

  fileBytes(): number {
    return statSync(this.#dataPath).size;
  }

  async close(): Promise<void> {
    await this.#db.close();
    this.#releaseLock();
  }
}

function openFile(
  path: string,
  durability: Durability,
  pagesChecked: number,
): RootDatabase<string, string> {
  const problem = sizeOf(path) > 0 ? problemOfFile(path, pagesChecked) : null;
  if (problem !== null) {
    throw new StoreDamagedError(`${path} ${problem}.`);
  }
  const options = {
    path,
    encoding: "string" as const,
    keyEncoder,
    cache: false,
    mapSize: MAP_BYTES,
    // Without overlapping sync a commit's promise resolves only after its pages
    // are synced and its meta page is written through (O_DSYNC).
    overlappingSync: false,
    noSync: durability === "process",
    // Every commit is one explicit batch already.
    eventTurnBatching: false,
  };
  return openLmdb<string, string>(options);
}

/**
 * What is wrong with the database in a folder that no process has open; null
 * when all of its pages are what they should be.
 */
export function problemOfFolder(directory: string): string | null {
  const path = join(directory, DATA_FILE);
  return sizeOf(path) === 0
    ? "holds no database"
    : problemOfFile(path, Infinity);
}

function readMarker(directory: string): string | null {
  try {
    return readFileSync(join(directory, MARKER_FILE), "utf8");
  } catch {
    return null;
  }
}

function requireDataFile(directory: string, dataPath: string): void {
  if (sizeOf(dataPath) === 0) {
    throw new StoreDamagedError(
      `${directory} once held a database, but ${DATA_FILE} is missing or empty.`,
    );
  }
}

/** Zero for a missing file. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Accepts our own file or writes the format record into a new one. */
async function recognise(
  db: RootDatabase<string, string>,
  directory: string,
  marker: string | null,
): Promise<void> {
  const format = db.get(FORMAT_KEY);
  if (format === undefined) {
    if (marker !== null || hasAnyKey(db)) {
      throw new StoreFormatError(
        `${join(directory, DATA_FILE)} holds no local-convex database. Point the engine at another folder.`,
      );
    }
    const created = JSON.stringify({
      format: "local-convex",
      version: FORMAT_VERSION,
      database: randomUUID(),
    });
    await db.put(FORMAT_KEY, created);
    writeMarker(directory, created);
    return;
  }
  const version = versionOf(format, directory);
  if (version !== FORMAT_VERSION) {
    throw new StoreFormatError(
      `The database in ${directory} has format version ${JSON.stringify(version)}; this engine reads version ${FORMAT_VERSION}.`,
    );
  }
  // A marker that stops short was being written when its process was killed.
  if (marker === format) {
    return;
  }
  if (marker === null || format.startsWith(marker)) {
    writeMarker(directory, format);
  } else {
    throw new StoreFormatError(
      `${DATA_FILE} and ${MARKER_FILE} in ${directory} belong to different databases. Restore both from one backup.`,
    );
  }
}

function versionOf(format: string, directory: string): unknown {
  try {
    return parseJsonObject(format)["version"];
  } catch {
    throw new StoreDamagedError(
      `The database in ${directory} is damaged: what it says of itself cannot be read.`,
    );
  }
}

function hasAnyKey(db: RootDatabase<string, string>): boolean {
  const keys = db.getKeys({ start: "\0", limit: 1 });
  return [...keys].length > 0;
}

function writeMarker(directory: string, content: string): void {
  writeFileSync(join(directory, MARKER_FILE), content, { flush: true });
  syncToDisk(directory);
}

async function asWriteError(error: unknown): Promise<StoreWriteError> {
  let cause = error;
  if (error instanceof Error && "commitError" in error) {
    // lmdb reports the reason on a promise of its own.
    cause = await Promise.resolve(error.commitError).catch(
      (reason: unknown) => reason,
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreWriteError(`The database could not be written: ${reason}`, {
    cause,
  });
}
