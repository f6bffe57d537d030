/** The host's own tables, in one list, and reading their rows. */
import type { z } from "zod";
import type {
  QuerySource,
  RangeExpression,
  StoredDocument,
  SystemTable,
  Transaction,
} from "../engine";

export const SYSTEM_TABLES: readonly SystemTable[] = [
  /** One row per scheduled run that is due or running; deleted when it ends. */
  {
    name: "_jobs",
    scope: "root",
    indexes: [
      { indexDescriptor: "by_kind_and_next_ts", fields: ["kind", "nextTs"] },
    ],
  },
  /** One row per entry of a mounted `crons.ts`. */
  {
    name: "_cron_jobs",
    scope: "root",
    indexes: [],
  },
  /** Environment variables of the deployment. */
  { name: "_env", scope: "root", indexes: [] },
  /** The key that functions sign tokens with, one row. */
  { name: "_signing_keys", scope: "root", indexes: [] },
  /** The push that serves, one row. */
  { name: "_pushes", scope: "root", indexes: [] },
  /** Written by `ctx.scheduler`, kept for a week after the run ended. */
  {
    name: "_scheduled_functions",
    scope: "component",
    visibleToGuests: true,
    indexes: [
      { indexDescriptor: "by_completed_time", fields: ["completedTime"] },
    ],
  },
  /** What each mutation of a socket answered; kept for a week. */
  {
    name: "_sessions",
    scope: "root",
    indexes: [
      {
        indexDescriptor: "by_session_and_request",
        fields: ["session", "request"],
      },
    ],
  },
  /** Stored files; nothing writes it yet, `db.system` may read it. */
  { name: "_storage", scope: "component", visibleToGuests: true, indexes: [] },
];

/** @param indexName "table.index" */
export function indexRange(
  indexName: string,
  ...range: RangeExpression[]
): QuerySource {
  return { type: "IndexRange", indexName, range, order: "asc" };
}

/** Read as far as they are asked for; none before the table's first row. */
export function* systemRows(
  tx: Transaction,
  component: string,
  source: QuerySource,
  limit = Infinity,
): Generator<StoredDocument> {
  // Until then the table does not exist and has no index to read.
  const name = "tableName" in source ? source.tableName : source.indexName;
  const [table = ""] = name.split(".");
  if (tx.system.count(component, table) === 0) {
    return;
  }
  const stream = tx.system.openStream(component, { source, operators: [] });
  try {
    for (let left = limit; left > 0; left -= 1) {
      const row = stream.next();
      if (row === null) {
        return;
      }
      yield row;
    }
  } finally {
    stream.close();
  }
}

/** All rows of a table in the root, with their ids. */
export function parsedRows<Row extends object>(
  tx: Transaction,
  tableName: string,
  row: z.ZodType<Row>,
): (Row & { rowId: string })[] {
  const source = { type: "FullTableScan", tableName, order: "asc" } as const;
  return [...systemRows(tx, "", source)].map(({ id, value }) => ({
    ...row.parse(value),
    rowId: id,
  }));
}
