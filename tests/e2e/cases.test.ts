/** The field cases over real HTTP on the embedded runtime. */
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { findCase } from "../support/cases";
import { signBody } from "../support/deliver";
import { startEmbedded, type Embedded } from "../support/embedded";
import { findDifferences, READ_TABLES } from "../support/fixtureOutcomes";
import { CASES } from "../support/outcomes/cases";
import { disposeServers } from "../support/server";
import { readTables, settle } from "../../scripts/sim/tables";

const SECRET = "e2e-secret-not-for-production";

let embedded: Embedded | undefined;
afterEach(() => embedded?.close());
afterAll(disposeServers);

describe("field cases over HTTP", () => {
  it.each(CASES.map((outcome) => [outcome.fixture, outcome.says, outcome]))(
    "%s: %s",
    async (number, _, outcome) => {
      embedded = await startEmbedded(SECRET);
      let answer = "";
      for (const [i, delivery] of findCase(number).deliveries.entries()) {
        const body = new TextEncoder().encode(JSON.stringify(delivery.body));
        const response = await fetch(embedded.webhook, {
          method: "POST",
          headers: {
            ...delivery.headers,
            "X-Idempotency-Key": `key-${i}`,
            "X-Webhook-Signature": await signBody(body, SECRET),
          },
          body,
        });
        expect(response.status).toBe(200);
        answer = await response.text();
        await settle(embedded.admin);
      }
      const tables = await readTables(embedded.admin, READ_TABLES);
      expect(findDifferences(outcome, JSON.parse(answer), tables)).toEqual([]);
    },
  );
});
