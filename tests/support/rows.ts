/** Reading tables as they are, past every access check. */
import type {
  DataModel,
  Doc,
  TableNames,
} from "../../convex/_generated/dataModel";
import type { GenericMutationCtx } from "convex/server";
import { TABLE_NAMES } from "../../convex/model/shared/tableNames";
import type { TestConvex } from "./setup";

export type TestCtx = GenericMutationCtx<DataModel>;

/** All rows of a table, oldest first. */
export async function rowsOf<T extends TableNames>(
  t: Pick<TestConvex, "run">,
  table: T,
): Promise<Doc<T>[]> {
  return await t.run(async (ctx) => await ctx.db.query(table).collect());
}

/** The only row of a table. */
export async function onlyRow<T extends TableNames>(
  t: Pick<TestConvex, "run">,
  table: T,
): Promise<Doc<T>> {
  const rows = await rowsOf(t, table);
  const [first] = rows;
  if (first === undefined || rows.length > 1) {
    throw new Error(`${table} has ${rows.length} rows, not one`);
  }
  return first;
}

/** The rows' ids, in order. */
export const idsOf = (rows: { _id: string }[]): string[] =>
  rows.map((row) => row._id).sort();

/** Contacts that no merge has folded into another. */
export async function liveContacts(
  t: Pick<TestConvex, "run">,
): Promise<Doc<"contacts">[]> {
  const rows = await rowsOf(t, "contacts");
  return rows.filter((row) => row.merged_into === undefined);
}

/** Conversations that no merge has folded into another. */
export async function liveConversations(
  t: Pick<TestConvex, "run">,
): Promise<Doc<"conversations">[]> {
  const rows = await rowsOf(t, "conversations");
  return rows.filter((row) => row.merged_into === undefined);
}

/** Everything in the database, to be compared with another moment. */
export async function snapshot(
  t: Pick<TestConvex, "run">,
): Promise<Record<string, Record<string, unknown>[]>> {
  const entries = await Promise.all(
    TABLE_NAMES.map(async (table) => [table, await rowsOf(t, table)] as const),
  );
  return Object.fromEntries(entries);
}
