/** PostgreSQL by hand: its defaults, a pool of 16, prepared statements. */
import { Pool, type PoolClient } from "pg";
import type { Store } from "./store";
import {
  NUMBER_OWNER,
  STATEMENTS,
  TABLES,
  workOf,
  type Answer,
  type Delivery,
  type Row,
  type Statement,
} from "./work";

const POOL_SIZE = 16;
/** Two first messages of one person met, or two transactions each other. */
const TRY_AGAIN = new Set(["23505", "40001", "40P01"]);

type Queryable = Pick<PoolClient, "query">;

/** @param socketFolder where the server listens */
export async function openPostgres(
  socketFolder: string,
  user: string,
  phoneNumberId: string,
): Promise<Store> {
  const pool = new Pool({
    host: socketFolder,
    user,
    database: "postgres",
    max: POOL_SIZE,
  });
  await pool.query(
    TABLES.replaceAll(
      "$KEY",
      "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    ).replaceAll("$INT", "BIGINT"),
  );
  const { workspaceId, region } = NUMBER_OWNER;
  const values = [phoneNumberId, workspaceId, region];
  await run(pool, { name: "addNumber", values });
  return {
    record: (delivery) => record(pool, delivery),
    counts: async () =>
      (await run(pool, { name: "countAll", values: [] })) ?? {},
    close: () => pool.end(),
  };
}

async function run(
  client: Queryable,
  { name, values }: Statement,
): Promise<Row | undefined> {
  const text = STATEMENTS[name];
  const { rows } = await client.query<Row>({ name, text, values });
  return rows[0];
}

async function record(pool: Pool, delivery: Delivery): Promise<Answer> {
  const client = await pool.connect();
  try {
    for (;;) {
      try {
        return await recordOnce(client, delivery);
      } catch (error) {
        await client.query("ROLLBACK");
        if (!mayBeTriedAgain(error)) {
          throw error;
        }
      }
    }
  } finally {
    client.release();
  }
}

async function recordOnce(
  client: PoolClient,
  delivery: Delivery,
): Promise<Answer> {
  await client.query("BEGIN");
  const work = workOf(delivery);
  let step = work.next();
  while (step.done !== true) {
    step = work.next(await run(client, step.value));
  }
  await client.query("COMMIT");
  return step.value;
}

const mayBeTriedAgain = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  TRY_AGAIN.has(String(error.code));
