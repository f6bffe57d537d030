/** The regular expressions in the source of src/lib. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const ROOM = "src/lib";

export interface SourcePatterns {
  /** From src/lib: "digest/words.ts". */
  file: string;
  /** Literals, as written. */
  literals: string[];
  /** How many are made by `RegExp`. */
  made: number;
}

/** Every file that has patterns. */
export function readPatterns(): SourcePatterns[] {
  return readdirSync(ROOM, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => {
      const source = readFileSync(join(ROOM, file), "utf8");
      return { file, ...patternsIn(source) };
    })
    .filter(({ literals, made }) => literals.length > 0 || made > 0);
}

/** The patterns in the text of one source file. */
export function patternsIn(source: string): Omit<SourcePatterns, "file"> {
  const literals: string[] = [];
  let made = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      literals.push(node.text);
    }
    const isMade =
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === "RegExp";
    made += isMade ? 1 : 0;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", source, ts.ScriptTarget.Latest, true));
  return { literals, made };
}

/** A literal as a pattern that finds every match. */
export function toPattern(literal: string): RegExp {
  const end = literal.lastIndexOf("/");
  const flags = new Set([...literal.slice(end + 1), "g"]);
  return new RegExp(literal.slice(1, end), [...flags].join(""));
}

/** What a pattern is likely to begin with, and never to end with. */
export function unitsFor(literal: string): string[] {
  const own = new Set(literal.match(/(?<!\\)[^\w\\()[\]?+*{},]/g) ?? []);
  const signs = [...own].slice(0, MAX_SIGNS);
  return [
    ...COMMON_UNITS,
    ...signs,
    ...signs.map((sign) => `${sign}a`),
    ...signs.map((sign) => `${sign} `),
  ];
}

const MAX_SIGNS = 6;
const COMMON_UNITS = [
  "a",
  "A",
  "0",
  " ",
  "a ",
  "0.",
  "a.",
  "[a",
  "-",
  "\n",
  "é",
];
