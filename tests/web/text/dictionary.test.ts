/** Every word that the page shows comes from the dictionary. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { en } from "../../../web/src/text/en";
import { id } from "../../../web/src/text/id";
import { screensEn } from "../../../web/src/text/screens.en";
import { screensId } from "../../../web/src/text/screens.id";

const WEB = path.resolve(import.meta.dirname, "../../../web/src");
/** Attributes that people see or hear. */
const SPOKEN = new Set(["aria-label", "title", "placeholder", "alt", "label"]);
/** Names, which are the same in every language. */
const NAMES = new Set(["WhatsApp", "kapso-crm", "@"]);
/** Comes before any dictionary can be chosen: it says it in both languages. */
const BEFORE_TEXTS = new Set(["app/Unreachable.tsx"]);

const hasLetters = (text: string) => /\p{L}/u.test(text);

/** Words in a file's JSX that no dictionary gave. */
export function wordsIn(name: string, source: string): string[] {
  const file = ts.createSourceFile(
    name,
    source,
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const take = (text: string) => {
    const word = text.trim();
    // One letter is a key of the keyboard.
    if (word.length > 1 && hasLetters(word) && !NAMES.has(word)) {
      found.push(`${name}: ${word}`);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) {
      take(node.text);
    }
    const isSpoken =
      ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText(file));
    if (isSpoken && node.initializer && ts.isStringLiteral(node.initializer)) {
      take(node.initializer.text);
    }
    const isChild = ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent);
    if (isChild && node.expression && ts.isStringLiteral(node.expression)) {
      take(node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const screens = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".tsx") && !BEFORE_TEXTS.has(name),
);

it("finds words that were written out", () => {
  const words = wordsIn(
    "x.tsx",
    `const x = <p title="Judul">Halo {"dunia"} {t.all} WhatsApp</p>;`,
  );
  expect(words).toEqual(["x.tsx: Judul", "x.tsx: Halo", "x.tsx: dunia"]);
});

it.each(screens)("%s writes no word out", (name) => {
  const source = readFileSync(path.join(WEB, name), "utf8");
  expect(wordsIn(name, source)).toEqual([]);
});

/** Arguments that show where each of them went. */
const MARKS = ["«1»", "«2»", "«3»"];

interface Tree {
  [key: string]: unknown;
}
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null;

/** Every text with its path; functions are called with marks. */
function textsOf(tree: Tree, at = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const where = at === "" ? key : `${at}.${key}`;
    if (typeof value === "function") {
      return [[where, String(Reflect.apply(value, undefined, MARKS))]];
    }
    return isTree(value) ? textsOf(value, where) : [[where, String(value)]];
  });
}

describe("the two languages", () => {
  const indonesian = new Map(textsOf({ ...id, ...screensId }));
  const english = textsOf({ ...en, ...screensEn });

  it("have the same texts, none of them empty", () => {
    expect(english.map(([where]) => where).sort()).toEqual(
      [...indonesian.keys()].sort(),
    );
    for (const [, text] of [...english, ...indonesian]) {
      expect(text).not.toBe("");
    }
  });

  it.each(english)("%s says the same of its arguments", (where, text) => {
    const marksOf = (words: string) =>
      MARKS.filter((mark) => words.includes(mark));
    expect(marksOf(indonesian.get(where) ?? "")).toEqual(marksOf(text));
  });
});
