/**
 * What a process and all that it started have used, by the system's own
 * accounting, which other work on the machine leaves as it is. Linux only.
 */
import { readdir, readFile } from "node:fs/promises";

/** The kernel tells times in hundredths of a second, whatever it counts in. */
const MS_PER_TICK = 10;
/** Positions after the name, which may hold spaces and parentheses. */
const PARENT = 1;
/** User and system time of the process; then of those it has waited for. */
const TIMES = [11, 12, 13, 14];

interface ProcessTime {
  parent: number;
  ms: number;
}

/** One line of `/proc/<pid>/stat`. */
export function parseStat(line: string): ProcessTime {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const ticks = TIMES.map((at) => Number(fields[at]));
  return {
    parent: Number(fields[PARENT]),
    ms: ticks.reduce((sum, one) => sum + one, 0) * MS_PER_TICK,
  };
}

async function readAll(): Promise<Map<number, ProcessTime>> {
  const names = await readdir("/proc").catch(() => []);
  const all = new Map<number, ProcessTime>();
  for (const name of names.filter((one) => /^\d+$/.test(one))) {
    // It may have ended since.
    const line = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    if (line !== "") {
      all.set(Number(name), parseStat(line));
    }
  }
  return all;
}

/**
 * Processor time of a process and its descendants, those that have ended
 * included, ms; undefined where the system does not tell.
 */
export async function readProcessTime(
  pid: number,
): Promise<number | undefined> {
  const all = await readAll();
  const own = all.get(pid);
  if (own === undefined) {
    return undefined;
  }
  const family = new Set([pid]);
  let ms = own.ms;
  // Children follow their parents in age, not in number: until none is added.
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const [child, { parent, ms: used }] of all) {
      if (family.has(parent) && !family.has(child)) {
        family.add(child);
        ms += used;
      }
    }
  }
  return ms;
}

/** Largest resident memory of a process so far, MiB, where the system tells. */
export async function readPeak(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined
    ? undefined
    : Math.round(Number(kibibytes) / 1024);
}
