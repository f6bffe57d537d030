/** What is urgent, told by labelled messages and by what must always hold. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { isSuspectedSpam } from "../../../src/lib/crm/spam";
import { isUrgent } from "../../../src/lib/crm/urgent";

/** Lines of a labelled file that the rule gets wrong. */
async function missesOf(
  file: string,
  rule: (text: string) => boolean,
): Promise<string[]> {
  const text = await readFile(new URL(file, import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => /^[!-] /.test(line));
  expect(lines.length).toBeGreaterThan(30);
  return lines.filter((line) => rule(line.slice(2)) !== line.startsWith("!"));
}

describe("isUrgent", () => {
  it("tells emergencies from what only sounds like one", async () => {
    expect(await missesOf("urgent/tuned.txt", isUrgent)).toEqual([]);
  });

  it.each(["late", "lambat", "cancel", "parah", "telat", "hari ini", "besok"])(
    "needs more than the word %s",
    (word) => {
      expect(isUrgent(word)).toBe(false);
    },
  );

  it("hears a no", () => {
    expect(isUrgent("it is urgent")).toBe(true);
    expect(isUrgent("it is not really urgent")).toBe(false);
    expect(isUrgent("alhamdulillah ga sampai pingsan")).toBe(false);
  });

  it("knows what is only thought of", () => {
    expect(isUrgent("koper hilang di bandara")).toBe(true);
    expect(isUrgent("asuransinya termasuk koper hilang di bandara?")).toBe(
      false,
    );
  });
});

describe("isSuspectedSpam", () => {
  it("needs two signs, and none of them is a customer's", async () => {
    expect(await missesOf("spam/labelled.txt", isSuspectedSpam)).toEqual([]);
  });
});
