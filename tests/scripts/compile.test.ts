/** What is kept is what its sources give now. */
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareScript } from "../../scripts/bootstrap/compile.mjs";
import { hashInputs, ROOT } from "../../scripts/bootstrap/inputs.mjs";

describe("hashInputs", () => {
  let folder: string;
  const hash = () => hashInputs([path.relative(ROOT, folder)]);
  const write = (name: string, text: string) =>
    writeFileSync(path.join(folder, name), text);
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kapso-crm-"));
    mkdirSync(path.join(folder, "inner"));
    write("a.ts", "one");
    write("inner/b.ts", "two");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("stays as long as nothing changes", () => {
    expect(hash()).toBe(hash());
  });

  it.each([
    ["a file's content", () => write("inner/b.ts", "too")],
    ["a new file", () => write("c.ts", "")],
    ["a lost file", () => rmSync(path.join(folder, "a.ts"))],
    [
      "a file's name",
      () =>
        renameSync(path.join(folder, "a.ts"), path.join(folder, "inner/a.ts")),
    ],
    [
      "where one file ends and the next begins",
      () => {
        write("a.ts", "onet");
        write("inner/b.ts", "wo");
      },
    ],
  ])("changes with %s", (_what, change) => {
    const before = hash();
    change();
    expect(hash()).not.toBe(before);
  });
});

describe("prepareScript", () => {
  it("keeps what it made", async () => {
    const file = await prepareScript("scripts/keys.ts");
    expect(await prepareScript("scripts/keys.ts")).toBe(file);
  });

  it("says what does not compile", async () => {
    await expect(prepareScript("scripts/nowhere.ts")).rejects.toThrow(
      'Could not resolve "scripts/nowhere.ts"',
    );
  });
});
