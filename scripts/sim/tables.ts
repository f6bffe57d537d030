/** Looks into a deployment's tables with the admin key, as `convex data` does. */
import { z } from "zod";
import type { AdminClient } from "./adminClient";

/** Rows by table, each table in the order its rows were made. */
export type TableRows = Record<string, Record<string, unknown>[]>;

const deliveriesSchema = z.object({ rows: z.array(z.unknown()) });
const pageSchema = z.object({
  page: z.array(z.record(z.string(), z.unknown())),
  isDone: z.boolean(),
  continueCursor: z.string(),
});

async function* readPages(
  admin: AdminClient,
  table: string,
  component?: string,
) {
  for (let cursor: string | null = null; ;) {
    const page: z.infer<typeof pageSchema> = pageSchema.parse(
      await admin.call(
        "_system/cli/tableData",
        { table, order: "asc", paginationOpts: { cursor, numItems: 1000 } },
        component,
      ),
    );
    yield page.page;
    if (page.isDone) {
      return;
    }
    cursor = page.continueCursor;
  }
}

/** Every row of a table, oldest first; of the app's or of a component's. */
export async function readTable(
  admin: AdminClient,
  table: string,
  component?: string,
) {
  const rows: Record<string, unknown>[] = [];
  for await (const page of readPages(admin, table, component)) {
    rows.push(...page);
  }
  return rows;
}

async function isBusy(admin: AdminClient): Promise<boolean> {
  const waiting = { status: "received", limit: 1 };
  const { rows } = deliveriesSchema.parse(
    await admin.call("ops:listDeliveries", waiting),
  );
  return rows.length > 0;
}

/** Waits until nothing that was accepted is unprocessed. */
export async function settle(admin: AdminClient): Promise<void> {
  // Each look is a round trip, so this does not spin.
  while (await isBusy(admin)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Waits until every contact was looked at as a lead, which comes a few seconds
 * after its last message and may change its status.
 * @param workspaceId only of this workspace, where others go on
 */
export async function settleLeads(
  admin: AdminClient,
  workspaceId?: string,
): Promise<void> {
  const isToCome = (row: Record<string, unknown>) =>
    workspaceId === undefined || row["workspace_id"] === workspaceId;
  // Each look is a round trip, so this does not spin.
  while ((await readTable(admin, "leadChecks")).some(isToCome)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Every row of the named tables, oldest first. */
export async function readTables(
  admin: AdminClient,
  tables: readonly string[],
): Promise<TableRows> {
  const all: TableRows = {};
  for (const table of tables) {
    all[table] = await readTable(admin, table);
  }
  return all;
}
