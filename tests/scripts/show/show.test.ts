/** What `npm run show` makes of its options, of text, and of servers. */
import stringWidth from "string-width";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cutToWidth,
  formatColumns,
  toLine,
  type Column,
} from "../../../scripts/cli/columns";
import { UsageError } from "../../../scripts/cli/options";
import { connect } from "../../../scripts/local/runningServer";
import { parseShowOptions } from "../../../scripts/show/options";

const COLUMNS: Column[] = [
  { title: "NAME", isFlexible: true },
  { title: "COUNT", align: "right" },
  { title: "END" },
];
const table = (names: string[], width = 80) =>
  formatColumns(
    COLUMNS,
    names.map((name) => [name, "7", "x"]),
    width,
  ).split("\n");

/** Where the last column begins, in columns of the terminal. */
const startOfEnd = (line: string) => stringWidth(line.slice(0, -1));

describe("a table", () => {
  it("has a heading and stands in columns", () => {
    expect(table(["Ann", "Somebody"])).toEqual([
      "NAME      COUNT  END",
      "Ann           7  x",
      "Somebody      7  x",
    ]);
  });

  it.each([
    "佐藤 花子",
    "👨‍👩‍👧‍👦 Keluarga",
    "Ayu 🇮🇩",
    "Zoe\u0308",
    "नमस्ते",
    "مريم",
    "\u202eevil",
    "\u2067open",
  ])("stays aligned with %j in it", (name) => {
    const [, first = "", second = ""] = table([name, "Ann"]);
    expect(startOfEnd(first)).toBe(startOfEnd(second));
  });

  it("cuts the flexible column to the terminal, whole characters only", () => {
    const long = "👨‍👩‍👧‍👦".repeat(30);
    const [heading = "", row = ""] = table([long], 40);
    expect(stringWidth(row)).toBeLessThanOrEqual(40);
    expect(row).toMatch(/^(👨‍👩‍👧‍👦)+… +7 {2}x$/u);
    expect(startOfEnd(row)).toBe(stringWidth(heading.replace("END", "")));
  });

  it("turns only what could turn its neighbours around", () => {
    const [, row = ""] = table(["+6281255500101"]);
    expect(row).toBe("+6281255500101      7  x");
    expect(table(["مريم"])[1]).toContain("\u2068مريم\u2069");
  });
});

describe("text of strangers", () => {
  it("is one line that a terminal does not obey", () => {
    expect(toLine("a\u001b[2J\u0007b\r\nc\u2028d \t e\u009bf")).toBe(
      "a [2J b c d e f",
    );
  });

  it("never takes more than its width, and is kept when it fits", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).map(toLine),
        fc.integer({ min: 1, max: 30 }),
        (text, width) => {
          const cut = cutToWidth(text, width);
          expect(stringWidth(cut)).toBeLessThanOrEqual(width);
          expect(cut === text).toBe(stringWidth(text) <= width);
        },
      ),
    );
  });
});

describe("parseShowOptions", () => {
  const parse = (line: string) => parseShowOptions(line.split(" "));

  it("knows what is shown, of whom, and how much", () => {
    expect(
      parse("conversation Sekar Wulandari --workspace acme --limit 200"),
    ).toMatchObject({
      view: "conversation",
      who: "Sekar Wulandari",
      workspace: "acme",
      limit: 200,
    });
    expect(parse("digest --day 2026-09-15")).toMatchObject({
      view: "digest",
      day: "2026-09-15",
      workspace: undefined,
      limit: undefined,
    });
  });

  it.each([
    ["nothing", /^"nothing" cannot be shown: contacts, .* or channels\.$/],
    ["conversation", /^Say whose conversation/],
    ["contacts Sekar", /^"Sekar" is not understood\.$/],
    ["contacts --limit 0", /^--limit must be .* 1 to 200; it is "0"\.$/],
    ["contacts --limit 201", /^--limit must be/],
    ["contacts --limit 1.5", /^--limit must be/],
    ["contacts --lead boss", /^--lead must be none, .* or spam; it is "boss"/],
    ["deliveries --status late", /^--status must be received, /],
    ["digest --day 2026-02-30", /^--day must be a day such as/],
    ["usage --month 2026-13", /^--month must be a month such as/],
    ["usage --day 2026-09-15", /^--day goes with digest only\.$/],
    ["usage --colour red", /^There is no option --colour\./],
    ["usage --month", /^--month needs a value\./],
  ])("refuses %j in words", (line, words) => {
    const parsing = () => parse(line);
    expect(parsing).toThrow(UsageError);
    expect(parsing).toThrow(words);
  });

  it("says what there is when nothing is asked for", () => {
    expect(() => parseShowOptions([])).toThrow(/^Say what: contacts, /);
  });
});

describe("the server", () => {
  const URL_NAME = "CONVEX_SELF_HOSTED_URL";
  const KEY_NAME = "CONVEX_SELF_HOSTED_ADMIN_KEY";
  const NOWHERE = "http://127.0.0.1:1";

  it("that is not there is said so, wherever it was looked for", async () => {
    await expect(connect(undefined, {}, "/nowhere")).rejects.toThrow(
      "No server runs on /nowhere/.data. Run npm start first",
    );
    const env = { [URL_NAME]: NOWHERE, [KEY_NAME]: "key" };
    await expect(connect("data", env, "/nowhere")).rejects.toThrow(
      "No server runs on /nowhere/data.",
    );
    await expect(
      connect(undefined, { [URL_NAME]: NOWHERE, [KEY_NAME]: "" }, "/nowhere"),
    ).rejects.toThrow("CONVEX_SELF_HOSTED_ADMIN_KEY is not");
    const client = await connect(undefined, env, "/nowhere");
    await expect(client.call("ops:listWorkspaces")).rejects.toThrow(
      `${NOWHERE} does not answer. Is the server running?`,
    );
  });
});
