/**
 * Every documented delivery, byte for byte and with its own signature, on
 * convex-test: alone and in chains, with the outcome that
 * fixtures/kapso/README.md names.
 */
import { describe, expect, it, vi } from "vitest";
import { TABLE_NAMES } from "../../convex/model/shared/tableNames";
import { useConvexEnvironment } from "../support/environment";
import type { TableRows } from "../../scripts/sim/tables";
import { findDifferences, OUTCOMES, toTitle } from "../support/fixtureOutcomes";
import { loadFixture } from "../support/fixtures";
import { rowsOf } from "../support/rows";
import { drain, setupDemo, type TestConvex } from "../support/setup";

/** Posts a fixture with the headers it was recorded with. */
async function postFixture(t: TestConvex, number: string): Promise<unknown> {
  const fixture = await loadFixture(number);
  vi.stubEnv("KAPSO_WEBHOOK_SECRET", fixture.secret);
  const response = await t.fetch("/webhooks/kapso", {
    method: "POST",
    headers: fixture.headers,
    body: fixture.body,
  });
  expect(response.status).toBe(200);
  await drain(t);
  return await response.json();
}

async function readTables(t: TestConvex): Promise<TableRows> {
  const tables: TableRows = {};
  for (const table of TABLE_NAMES) {
    tables[table] = await rowsOf(t, table);
  }
  return tables;
}

describe("documented deliveries", () => {
  useConvexEnvironment();

  it.each(OUTCOMES.map((outcome) => [toTitle(outcome), outcome] as const))(
    "%s",
    async (_, outcome) => {
      const { t } = await setupDemo();
      let answer: unknown;
      for (const number of [...outcome.after, outcome.fixture]) {
        answer = await postFixture(t, number);
      }
      expect(findDifferences(outcome, answer, await readTables(t))).toEqual([]);
    },
  );
});
