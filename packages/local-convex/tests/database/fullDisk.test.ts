import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { openEngine, temporaryDirectory } from "../engineHarness";

/** In blocks of 512 or 1,024 bytes, as the shell has it. */
const FILE_SIZE_LIMIT = 4_000;

it("a full disk refuses the write, keeps what was there and lets work go on", async () => {
  const directory = temporaryDirectory();
  const writer = join(import.meta.dirname, "fullDiskWriter.ts");
  const { stdout } = await promisify(execFile)("sh", [
    "-c",
    `ulimit -f ${FILE_SIZE_LIMIT}; exec "$0" --import tsx "$1" "$2"`,
    process.execPath,
    writer,
    directory,
  ]);
  const report: { written: number } = JSON.parse(stdout);
  expect(report).toEqual({
    written: report.written,
    refusal: "StoreWriteError",
    afterRefusal: report.written,
    afterSmall: report.written + 1,
  });
  expect(report.written).toBeGreaterThan(0);
  const engine = await openEngine({ directory });
  expect(engine.statistics().documents).toBe(report.written + 1);
});
