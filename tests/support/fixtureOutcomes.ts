/**
 * What each documented delivery must leave in an empty database, alone and after
 * others (fixtures/kapso/README.md). Data and a pure comparison, so that the
 * functions can be held to it wherever they run.
 */
import type { TableRows } from "../../scripts/sim/tables";
import { toText } from "./toText";
import { BATCHES } from "./outcomes/batches";
import { EVENTS } from "./outcomes/events";
import { FORWARDED } from "./outcomes/forwarded";
import { HOSTILE } from "./outcomes/hostile";
import { REACTIONS } from "./outcomes/reactions";
import { RECEIPTS } from "./outcomes/receipts";
import { RECEIVED } from "./outcomes/received";

/** Part of a row: undefined = the field is absent, a function = holds for it. */
export type PartialRow = { [field: string]: unknown };

export interface Outcome {
  /** The fixture's number, e.g. "01". */
  fixture: string;
  /** Numbers of the deliveries before it, in order. */
  after: string[];
  /** What the README says, for the test's name. */
  says: string;
  answer: { status: "accepted" | "duplicate" | "rejected"; reason?: string };
  /** Part of the delivery's own audit row. */
  audit: PartialRow;
  /** Rows after the whole chain; a table that is not named has none. */
  counts: Partial<Record<CountedTable, number>>;
  /** For each of these exactly one row of the table matches. */
  rows?: Record<string, PartialRow[]>;
  /** The shown texts of all messages, in the order they were stored. */
  texts?: (string | undefined)[];
}

/** Tables whose rows are counted. Workspaces and numbers are there before. */
export const COUNTED_TABLES = [
  "contacts",
  "contactIdentities",
  "conversations",
  "conversationSessions",
  "messages",
  "parkedEvents",
  "syncFailures",
  "duplicateSuggestions",
  "mergeLog",
  "alerts",
] as const;
export type CountedTable = (typeof COUNTED_TABLES)[number];

/** Every table that a case may look at. */
export const READ_TABLES = [
  ...COUNTED_TABLES,
  "webhookAudit",
  "webhookPayloads",
  "phoneNumbers",
  "endpoints",
];

export const OUTCOMES: readonly Outcome[] = [
  ...RECEIVED,
  ...REACTIONS,
  ...RECEIPTS,
  ...EVENTS,
  ...BATCHES,
  ...FORWARDED,
  ...HOSTILE,
];

/** "12 13 14", for the test's name. */
export const toTitle = ({ fixture, after, says }: Outcome): string =>
  `${[...after, fixture].join(" ")}: ${says}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Check = (value: unknown) => boolean;
const isCheck = (value: unknown): value is Check => typeof value === "function";

/** Whether `actual` has everything that `expected` names. */
export function matches(actual: unknown, expected: unknown): boolean {
  if (isCheck(expected)) {
    return expected(actual);
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => matches(actual[index], item))
    );
  }
  if (isObject(expected)) {
    return (
      isObject(actual) &&
      Object.entries(expected).every(([key, value]) =>
        matches(actual[key], value),
      )
    );
  }
  return Object.is(actual, expected);
}

function compareCounts(outcome: Outcome, tables: TableRows): string[] {
  return COUNTED_TABLES.flatMap((table) => {
    const expected = outcome.counts[table] ?? 0;
    const actual = tables[table]?.length ?? 0;
    return actual === expected
      ? []
      : [`${table}: ${actual} rows, expected ${expected}`];
  });
}

function compareRows(outcome: Outcome, tables: TableRows): string[] {
  return Object.entries(outcome.rows ?? {}).flatMap(([table, expected]) =>
    expected.flatMap((partial) => {
      const rows = tables[table] ?? [];
      const found = rows.filter((row) => matches(row, partial)).length;
      return found === 1
        ? []
        : [
            `${table}: ${found} rows match ${show(partial)} among ${show(rows)}`,
          ];
    }),
  );
}

const show = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") {
      return String(part);
    }
    return typeof part === "function" ? "(holds)" : (part ?? null);
  });

/**
 * @param body the answer's JSON to the last delivery
 * @param tables the rows of READ_TABLES after everything was processed
 * @returns one sentence per difference; empty when all is as it should be
 */
export function findDifferences(
  outcome: Outcome,
  body: unknown,
  tables: TableRows,
): string[] {
  const problems: string[] = [];
  const { audit_id: auditId, ...answer } = isObject(body) ? body : {};
  if (!matches(answer, outcome.answer) || !matches(outcome.answer, answer)) {
    problems.push(`answered ${show(body)}`);
  }
  const audits = tables["webhookAudit"] ?? [];
  const audit = audits.find((row) => row["_id"] === auditId);
  if (!matches(audit, outcome.audit)) {
    problems.push(`audit row ${show(audit)}, expected ${show(outcome.audit)}`);
  }
  const texts = (tables["messages"] ?? []).map((row) => row["text"]);
  if (outcome.texts !== undefined && !matches(texts, outcome.texts)) {
    problems.push(`texts ${show(texts)}, expected ${show(outcome.texts)}`);
  }
  const stored = READ_TABLES.filter((table) => table !== "webhookPayloads");
  if (toText(stored.map((t) => tables[t])).includes("[object Object]")) {
    problems.push("an object was turned into text");
  }
  return [
    ...problems,
    ...compareCounts(outcome, tables),
    ...compareRows(outcome, tables),
  ];
}
