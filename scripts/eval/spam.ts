/** How the spam score does on labelled messages: ours, or a file of somebody's. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { scoreMessage } from "../../src/lib/spam/score";
import { formatColumns, type Column } from "../cli/columns";
import { ROOT } from "../checks/processes";

const SET = path.join(ROOT, "tests/lib/spam/set");
/** Files of the set: one message a line. */
const FILES = {
  "business, Indonesian": "businessIndonesian.txt",
  "business, English": "businessEnglish.txt",
  "spam, Indonesian": "spamIndonesian.txt",
  "spam, English": "spamEnglish.txt",
} as const;
/** What comes after this line was written once, and no rule was fitted to it. */
const HELD_OUT = "# held out";

export interface SpamResult {
  /** What the messages are. */
  name: string;
  part: "fitted" | "held out" | "file";
  messages: number;
  flagged: number;
  /** Those that are judged wrongly. */
  wrong: string[];
}

/** Our own set, in its two parts. */
export async function scoreSet(): Promise<SpamResult[]> {
  const results: SpamResult[] = [];
  for (const [name, file] of Object.entries(FILES)) {
    const text = await readFile(path.join(SET, file), "utf8");
    const [fitted = "", heldOut = ""] = text.split(`${HELD_OUT}\n`);
    const isSpam = name.startsWith("spam");
    results.push(scorePart(name, "fitted", linesOf(fitted), isSpam));
    results.push(scorePart(name, "held out", linesOf(heldOut), isSpam));
  }
  return results;
}

/** A file of lines "spam<TAB>text" and "ham<TAB>text". */
export async function scoreFile(file: string): Promise<SpamResult[]> {
  const rows = linesOf(await readFile(file, "utf8")).map((line) => {
    const tab = line.indexOf("\t");
    return { label: line.slice(0, tab), text: line.slice(tab + 1) };
  });
  const of = (label: string) =>
    rows.flatMap((row) => (row.label === label ? [row.text] : []));
  return [
    scorePart("ham", "file", of("ham"), false),
    scorePart("spam", "file", of("spam"), true),
  ];
}

const linesOf = (text: string) =>
  text.split(/\r?\n/).filter((line) => line.trim() !== "");

function scorePart(
  name: string,
  part: SpamResult["part"],
  messages: string[],
  isSpam: boolean,
): SpamResult {
  const flagged = messages.filter((text) => scoreMessage(text).isFlagged);
  return {
    name,
    part,
    messages: messages.length,
    flagged: flagged.length,
    wrong: isSpam
      ? messages.filter((text) => !flagged.includes(text))
      : flagged,
  };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const COLUMNS: readonly Column[] = [
  { title: "messages" },
  { title: "part" },
  { title: "count", align: "right" },
  { title: "flagged", align: "right" },
  { title: "share", align: "right" },
];
const WIDTH = 80;

export const formatResults = (results: readonly SpamResult[]): string =>
  formatColumns(
    COLUMNS,
    results.map(({ name, part, messages, flagged }) => [
      name,
      part,
      String(messages),
      String(flagged),
      percent(messages === 0 ? 0 : flagged / messages),
    ]),
    WIDTH,
  );

/** Those judged wrongly, with what was found in them. */
export const formatWrong = (results: readonly SpamResult[]): string =>
  results
    .flatMap(({ name, part, wrong }) =>
      wrong.map((text) => {
        const { score, signals, dampers } = scoreMessage(text);
        const found = [...signals, ...dampers.map((one) => `-${one}`)];
        return `${name}, ${part}: ${score} ${found.join(" ")}\n  ${text}`;
      }),
    )
    .join("\n");
