/** SQLite by hand: WAL, every commit synced (synchronous FULL). */
import Database from "libsql";
import type { Store } from "./store";
import {
  NUMBER_OWNER,
  STATEMENTS,
  TABLES,
  workOf,
  type Delivery,
  type Row,
  type Statement,
} from "./work";

const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null;

export function openSqlite(file: string, phoneNumberId: string): Store {
  const database = new Database(file);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec(
    TABLES.replaceAll("$KEY", "INTEGER PRIMARY KEY").replaceAll(
      "$INT",
      "INTEGER",
    ),
  );
  const prepared = new Map(
    Object.entries(STATEMENTS).map(([name, sql]) => [
      name,
      database.prepare(sql.replace(/\$(\d)/g, "?$1")),
    ]),
  );
  const run = ({ name, values }: Statement): Row | undefined => {
    const statement = prepared.get(name);
    if (statement?.reader === true) {
      const row = statement.get(values);
      return isRow(row) ? row : undefined;
    }
    statement?.run(values);
    return undefined;
  };
  const { workspaceId, region } = NUMBER_OWNER;
  run({ name: "addNumber", values: [phoneNumberId, workspaceId, region] });
  const record = database.transaction((delivery: Delivery) => {
    const work = workOf(delivery);
    let step = work.next();
    while (step.done !== true) {
      step = work.next(run(step.value));
    }
    return step.value;
  });
  return {
    record: (delivery) => record.immediate(delivery),
    counts: () => run({ name: "countAll", values: [] }) ?? {},
    close: () => void database.close(),
  };
}
