/**
 * Every documented delivery over real HTTP on the embedded runtime: alone and in
 * chains, each case on an empty database, with the outcome the README names.
 */
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../src/sim/delivery";
import { loadFixtures } from "../../src/sim/fixtures";
import { startEmbedded, type Embedded } from "../support/embedded";
import {
  findDifferences,
  OUTCOMES,
  READ_TABLES,
  toTitle,
} from "../support/fixtureOutcomes";
import { disposeServers } from "../support/server";
import { readTables, settle } from "../support/tables";

const SECRET = "e2e-secret-not-for-production";
const FIXTURES = path.resolve(import.meta.dirname, "../../fixtures/kapso");
const deliveries = await loadFixtures(FIXTURES, SECRET);

function findDelivery(number: string): Delivery {
  const found = deliveries.find(({ name }) => name.startsWith(`${number}-`));
  if (found === undefined) {
    throw new Error(`no fixture ${number}`);
  }
  return found;
}

let embedded: Embedded | undefined;
afterEach(() => embedded?.close());
afterAll(disposeServers);

describe("documented deliveries over HTTP", () => {
  it("all have an expected outcome", () => {
    const covered = new Set(
      OUTCOMES.filter(({ after }) => after.length === 0).map(
        ({ fixture }) => fixture,
      ),
    );
    const all = deliveries.map(({ name }) => name.slice(0, 2));
    expect([...covered].sort()).toEqual(all);
  });

  it.each(OUTCOMES.map((outcome) => [toTitle(outcome), outcome] as const))(
    "%s",
    async (_, outcome) => {
      embedded = await startEmbedded(SECRET);
      let body = "";
      for (const number of [...outcome.after, outcome.fixture]) {
        const { headers, body: bytes } = findDelivery(number);
        const response = await fetch(embedded.webhook, {
          method: "POST",
          headers,
          body: new Uint8Array(bytes),
        });
        expect(response.status).toBe(200);
        body = await response.text();
        await settle(embedded.admin);
      }
      const tables = await readTables(embedded.admin, READ_TABLES);
      expect(findDifferences(outcome, JSON.parse(body), tables)).toEqual([]);
    },
  );
});
