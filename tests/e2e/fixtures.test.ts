/**
 * Documented deliveries over real HTTP on the embedded runtime: one of each
 * payload form, alone and in a chain, on an empty database, with the outcome the
 * README names (tests/convex/fixtures.test.ts has all of them); then all at once.
 */
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../scripts/sim/delivery";
import { loadFixtures } from "../../scripts/sim/fixtures";
import { z } from "zod";
import { startEmbedded, type Embedded } from "../support/embedded";
import {
  findDifferences,
  OUTCOMES,
  type Outcome,
  READ_TABLES,
  toTitle,
} from "../support/fixtureOutcomes";
import { disposeServers } from "../support/server";
import { readTables, settle } from "../../scripts/sim/tables";

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

function post({ webhook }: Embedded, { headers, body }: Delivery) {
  const bytes = new Uint8Array(body);
  return fetch(webhook, { method: "POST", headers, body: bytes });
}

const formOf = ({ audit }: Outcome) => audit["payload_form"];

/** Of each payload form the first delivery alone and, if any, the first chain. */
function onePerForm(): Outcome[] {
  return ["v2", "batch", "v1", "meta"].flatMap((form) => {
    const ofForm = OUTCOMES.filter((outcome) => formOf(outcome) === form);
    const alone = ofForm.find(({ after }) => after.length === 0);
    if (alone === undefined) {
      throw new Error(`no documented delivery of form ${form}`);
    }
    const chain = ofForm.find(({ after }) => after.length > 0);
    return chain === undefined ? [alone] : [alone, chain];
  });
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

  it.each(onePerForm().map((outcome) => [toTitle(outcome), outcome] as const))(
    "%s",
    async (_, outcome) => {
      embedded = await startEmbedded(SECRET);
      let body = "";
      for (const number of [...outcome.after, outcome.fixture]) {
        const response = await post(embedded, findDelivery(number));
        expect(response.status).toBe(200);
        body = await response.text();
        await settle(embedded.admin);
      }
      const tables = await readTables(embedded.admin, READ_TABLES);
      expect(findDifferences(outcome, JSON.parse(body), tables)).toEqual([]);
    },
  );

  it("all at once are kept and worked off under production's conflicts", async () => {
    const server = await startEmbedded(SECRET, "strict");
    embedded = server;
    const answers = await Promise.all(
      deliveries.map(async (delivery) => {
        const response = await post(server, delivery);
        return [response.status, await response.json()] as const;
      }),
    );
    expect(answers.filter(([status]) => status !== 200)).toEqual([]);
    await settle(server.admin);
    const { webhookAudit } = await readTables(server.admin, ["webhookAudit"]);
    const audits = z.array(
      z.object({
        _id: z.string(),
        status: z.string(),
        item_count: z.number(),
        payload_form: z.string(),
      }),
    );
    const rows = audits.parse(webhookAudit);
    const answered = z.object({ audit_id: z.string() });
    const kept = answers.map(([, body]) => answered.parse(body).audit_id);
    expect(rows.map(({ _id }) => _id).sort()).toEqual(
      [...new Set(kept)].sort(),
    );
    expect(rows.filter(({ status }) => status === "received")).toEqual([]);
    // Each was understood as it is alone, whatever came beside it.
    for (const { fixture, after, audit } of OUTCOMES) {
      const at = deliveries.indexOf(findDelivery(fixture));
      const row = rows.find(({ _id }) => _id === kept[at]);
      const { status, payload_form: form, item_count: count } = audit;
      if (after.length === 0) {
        expect([
          fixture,
          row?.status,
          row?.item_count,
          row?.payload_form,
        ]).toEqual([
          fixture,
          status,
          count ?? row?.item_count,
          form ?? row?.payload_form,
        ]);
      }
    }
  });
});
