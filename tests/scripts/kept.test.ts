/** What is made from files is made once and kept until one of them changes. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CACHE, ROOT } from "../../scripts/bootstrap/inputs.mjs";
import { keepMade } from "../../scripts/bootstrap/kept.mjs";

describe("keepMade", () => {
  const kind = `try${process.pid}`;
  let folder: string;
  let made = 0;
  const source = (text: string) =>
    writeFileSync(path.join(folder, "source"), text);
  const keep = (suffix?: string) =>
    keepMade(
      {
        kind,
        inputs: [path.relative(ROOT, folder)],
        ...(suffix !== undefined && { suffix }),
      },
      async (draft) => {
        made += 1;
        await writeFile(draft, `${made}`);
      },
    );
  const kept = async () =>
    (await readdir(CACHE)).filter((name) => name.includes(kind));
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kapso-crm-"));
    source("one");
    made = 0;
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    for (const name of await kept()) {
      await rm(path.join(CACHE, name));
    }
  });

  it("makes it once", async () => {
    const first = await keep();
    expect(first.isNew).toBe(true);
    expect(await keep()).toEqual({ target: first.target, isNew: false });
    expect(made).toBe(1);
  });

  it("makes it anew when a source changes, and deletes the older one", async () => {
    const { target: older } = await keep();
    source("two");
    const { target } = await keep();
    expect(await readFile(target, "utf8")).toBe("2");
    expect(existsSync(older)).toBe(false);
  });

  it("keeps others of the same sources", async () => {
    await Promise.all([keep("-a"), keep("-b")]);
    expect(await kept()).toHaveLength(2);
  });

  it("leaves what another process is making", async () => {
    const draft = path.join(CACHE, `draft-1-${kind}-0`);
    await writeFile(draft, "half");
    await keep();
    expect(existsSync(draft)).toBe(true);
  });

  it("takes what another process made meanwhile", async () => {
    const about = { kind, inputs: [path.relative(ROOT, folder)] };
    const { target } = await keepMade(about, async (draft) => {
      await keepMade(about, async (faster) => await writeFile(faster, "same"));
      await writeFile(draft, "same");
    });
    expect(await readFile(target, "utf8")).toBe("same");
    expect(await kept()).toHaveLength(1);
  });

  it("keeps nothing of what failed", async () => {
    const about = { kind, inputs: [path.relative(ROOT, folder)] };
    const failing = keepMade(about, async () => {
      throw new Error("does not build");
    });
    await expect(failing).rejects.toThrow("does not build");
    expect(await kept()).toEqual([]);
  });
});
