import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { acquireLock, EngineLockedError } from "../../src/storage/lockFile";
import { temporaryDirectory } from "../engineHarness";

const LOCK = "engine.lock";

describe("acquireLock", () => {
  it("refuses a second holder in the same process until released", () => {
    const directory = temporaryDirectory();
    const release = acquireLock(directory);
    expect(() => acquireLock(directory)).toThrow(EngineLockedError);
    release();
    acquireLock(directory)();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("refuses while another process lives and recovers when it is dead", async () => {
    const directory = temporaryDirectory();
    const script = `
      import { acquireLock } from ${JSON.stringify(join(import.meta.dirname, "../../src/storage/lockFile.ts"))};
      acquireLock(${JSON.stringify(directory)});
      console.log("locked");
      setInterval(() => {}, 1_000);
    `;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", script],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(child.stdout, "data");
    expect(() => acquireLock(directory)).toThrow(
      `in use by process ${child.pid}`,
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(existsSync(join(directory, LOCK))).toBe(true);
    acquireLock(directory)();
  });

  it("does not mistake a reused pid for the owner", () => {
    const directory = temporaryDirectory();
    // This process lives, but it did not start at tick 1 after boot.
    writeFileSync(join(directory, LOCK), `${process.pid} 1`);
    acquireLock(directory)();
  });

  it("takes over an unreadable lock", () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, LOCK), "");
    acquireLock(directory)();
  });
});
