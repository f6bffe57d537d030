/** The bars of the spam score, on our own set; what no rule was fitted to counts. */
import { describe, expect, it } from "vitest";
import { scoreFile, scoreSet } from "../../../scripts/eval/spam";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

describe("our set", () => {
  it("is of 400 messages and more, half of them business, half Indonesian", async () => {
    const results = await scoreSet();
    const count = (isCounted: (name: string) => boolean) =>
      results
        .filter(({ name }) => isCounted(name))
        .reduce((sum, { messages }) => sum + messages, 0);
    expect(count(() => true)).toBeGreaterThanOrEqual(400);
    for (const half of ["business", "Indonesian"]) {
      const share = count((name) => name.includes(half)) / count(() => true);
      expect(share).toBeGreaterThan(0.45);
      expect(share).toBeLessThan(0.55);
    }
  });

  it.each([
    ["business, Indonesian", 0, 0.01],
    ["business, English", 0, 0.01],
    ["spam, Indonesian", 0.75, 1],
    ["spam, English", 0.6, 1],
  ])("%s is flagged from %d to %d", async (name, least, most) => {
    const results = await scoreSet();
    const heldOut = results.filter(
      (result) => result.name === name && result.part === "held out",
    );
    expect(heldOut).toHaveLength(1);
    for (const { flagged, messages } of heldOut) {
      expect(flagged / messages).toBeGreaterThanOrEqual(least);
      expect(flagged / messages).toBeLessThanOrEqual(most);
    }
  });
});

describe("a file of somebody's", () => {
  it("is judged by its labels", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "eval-"));
    const file = path.join(folder, "messages.tsv");
    const spam = "Pinjaman online tanpa jaminan, hubungi 0812 5550 0999";
    await writeFile(file, `ham\tHalo kak\nspam\t${spam}\nspam\tHalo\n`);
    const results = await scoreFile(file);
    await rm(folder, { recursive: true });
    expect(
      results.map(({ messages, flagged, wrong }) => ({
        messages,
        flagged,
        wrong,
      })),
    ).toEqual([
      { messages: 1, flagged: 0, wrong: [] },
      { messages: 2, flagged: 1, wrong: ["Halo"] },
    ]);
  });
});
