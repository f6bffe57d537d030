/**
 * One process per data folder. The lock file names its owner; the lock of a
 * process that is gone (or whose pid now belongs to another) is taken over.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { process } from "../host/hostGlobals";

const LOCK_FILE = "engine.lock";
const MAX_ATTEMPTS = 3;

/** Lock paths held by this very process. */
const held = new Set<string>();

/** Another process has the data folder. */
export class EngineLockedError extends Error {
  override name = "EngineLockedError";
  constructor(directory: string, owner: string) {
    super(
      `The data folder ${directory} is in use by ${owner}. Stop that process first, or choose another folder.`,
    );
  }
}

/** Takes the lock and returns its release; throws EngineLockedError. */
export function acquireLock(directory: string): () => void {
  const path = join(directory, LOCK_FILE);
  if (held.has(path)) {
    throw new EngineLockedError(directory, "this process");
  }
  const mine = ownerText(process.pid);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (tryCreate(path, mine)) {
      held.add(path);
      return () => {
        if (held.delete(path)) {
          rmSync(path, { force: true });
        }
      };
    }
    const owner = readIfPresent(path);
    if (owner === null) {
      continue;
    }
    const pid = Number.parseInt(owner, 10);
    if (isAlive(pid, owner)) {
      throw new EngineLockedError(directory, `process ${pid}`);
    }
    removeStale(path, owner);
  }
  throw new EngineLockedError(directory, "another process that is starting");
}

function tryCreate(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) {
      return false;
    }
    throw error;
  }
}

/**
 * Moves the stale lock aside. When a rival was quicker, what is moved is its
 * fresh lock: that is put back, so only one of the two goes on.
 */
function removeStale(path: string, staleOwner: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return;
    }
    throw error;
  }
  const moved = readIfPresent(aside);
  if (moved !== null && moved !== staleOwner) {
    tryCreate(path, moved);
  }
  rmSync(aside, { force: true });
}

/** "pid starttime"; the start time tells a reused pid from the old owner. */
function ownerText(pid: number): string {
  return `${pid} ${startTimeOf(pid) ?? "unknown"}`;
}

function isAlive(pid: number, owner: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
  return owner === ownerText(pid);
}

/** Clock ticks since boot (field 22 of /proc/pid/stat); null off Linux. */
function startTimeOf(pid: number): string | null {
  const stat = readIfPresent(`/proc/${pid}/stat`);
  if (stat === null) {
    return null;
  }
  const afterName = stat.slice(stat.lastIndexOf(")") + 2);
  return afterName.split(" ")[19] ?? null;
}

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return null;
    }
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
