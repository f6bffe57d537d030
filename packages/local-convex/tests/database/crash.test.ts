/** Kills a writing process; what it acknowledged must be there, whole. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import type { Durability } from "../../src/engine";
import {
  fullScan,
  openEngine,
  query,
  temporaryDirectory,
} from "../engineHarness";

/** Acknowledgements to wait for before the kill, one round each. */
const ROUNDS = [1, 60, 300];

/** Starts the writer, kills it after `count` acknowledgements, returns all it made. */
async function writeAndKill(
  directory: string,
  durability: Durability,
  count: number,
): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      join(import.meta.dirname, "crashWriter.ts"),
      directory,
      durability,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === count) {
      child.kill("SIGKILL");
    }
  }
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, "exit");
  }
  expect(child.signalCode).toBe("SIGKILL");
  return acknowledged;
}

describe.each<Durability>(["full", "process"])(
  "durability %s",
  (durability) => {
    it("every acknowledged write survives kill -9, none is torn", async () => {
      const directory = temporaryDirectory();
      const acknowledged: string[] = [];
      for (const count of ROUNDS) {
        acknowledged.push(
          ...(await writeAndKill(directory, durability, count)),
        );
        const engine = await openEngine({ directory, durability });
        const stored = await query(engine, fullScan("pairs"));
        const halves = new Map<string, number>();
        for (const { name } of stored) {
          if (typeof name !== "string") {
            throw new Error("a torn document");
          }
          halves.set(name, (halves.get(name) ?? 0) + 1);
        }
        for (const line of acknowledged) {
          const [name = "", ts = ""] = line.split(" ");
          expect(halves.get(name)).toBe(2);
          expect(engine.latestTs >= BigInt(ts)).toBe(true);
        }
        expect([...halves.values()].every((half) => half === 2)).toBe(true);
        expect(engine.statistics().documents).toBe(stored.length);
        await engine.close();
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(361);
    });
  },
);
