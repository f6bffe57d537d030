/** Each alert has its words, its end and its command in docs/operations.md. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ADVICE } from "../../../src/lib/alerts/advice";
import { ALERT_KINDS } from "../../../src/lib/alerts/kinds";
import { readTable } from "../../support/markdown";

const OPERATIONS = "docs/operations.md";
const sorted = (names: readonly string[]) => [...names].sort();
const read = (file: string) =>
  readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");

describe("the run book", () => {
  it("says of every alert what it means and when it is over", () => {
    const rows = readTable(OPERATIONS, "Alerts");
    expect(sorted(rows.map(([kind = ""]) => kind))).toEqual(
      sorted(ALERT_KINDS),
    );
  });

  it("says of every alert what to do", () => {
    const rows = readTable(OPERATIONS, "Run book", "###");
    expect(sorted(rows.map(([kind = ""]) => kind))).toEqual(
      sorted(ALERT_KINDS),
    );
  });

  it("names commands that there are", () => {
    const [, section = ""] = read(OPERATIONS).split("### Run book\n");
    const texts = [
      ...(section.split("\n## ", 1)[0] ?? "").matchAll(/ops:(\w+)/g),
      ...Object.values(ADVICE).flatMap(({ command = "" }) => [
        ...command.matchAll(/ops:(\w+)/g),
      ]),
    ];
    const door = read("convex/ops.ts");
    const named = new Set(texts.map(([, name = ""]) => name));
    expect(named.size).toBeGreaterThan(5);
    expect(
      [...named].filter((name) => !new RegExp(`\\b${name}\\b`).test(door)),
    ).toEqual([]);
  });
});
