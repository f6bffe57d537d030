/**
 * Fuzzed bodies and headers over HTTP: whatever comes, no 5xx; what is not
 * signed leaves nothing, what is signed leaves a trace.
 */
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { sign } from "../../scripts/sim/delivery";
import { loadFixtures } from "../../scripts/sim/fixtures";
import { Wire, type Answer } from "../../scripts/sim/wire";
import {
  fuzzedDelivery,
  type FuzzedDelivery,
} from "../../scripts/sim/mutations";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

const FIXTURES = path.resolve(import.meta.dirname, "../../fixtures/kapso");
/** `FUZZ_RUNS=5200` looks longer; `npm run attack` as long as one likes. */
const RUNS = z.coerce
  .number()
  .int()
  .positive()
  .default(1300)
  .parse(process.env["FUZZ_RUNS"]);
const SENDERS = 8;
/** A busy machine answers late; only one that never answers is at fault. */
const PATIENCE_MS = 20 * 60 * 1000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ args: ["--durability=process"] });
});
afterAll(disposeServers);

interface Outcome {
  delivery: FuzzedDelivery;
  answer: Answer;
}

async function sendAll(deliveries: FuzzedDelivery[]): Promise<Outcome[]> {
  const wire = new Wire(server.webhook, SENDERS, PATIENCE_MS);
  const outcomes: Outcome[] = [];
  const queue = deliveries.values();
  const work = async () => {
    for (const delivery of queue) {
      const { body, headers, isSigned } = delivery;
      const signed = { "X-Webhook-Signature": sign(server.secret, body) };
      const answer = await wire.post({
        body,
        headers: isSigned ? { ...headers, ...signed } : headers,
      });
      outcomes.push({ delivery, answer });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, work));
  wire.close();
  return outcomes;
}

const countBy = (outcomes: Outcome[]) => {
  const counts: Record<string, number> = {};
  for (const { delivery, answer } of outcomes) {
    const key = `${delivery.isSigned ? "signed" : "unsigned"} ${answer.status}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

it(`survives ${RUNS} fuzzed deliveries`, async () => {
  // The huge text would make most of the traffic and shows nothing new here.
  const fixtures = (await loadFixtures(FIXTURES, "")).filter(
    ({ name }) => !name.startsWith("92"),
  );
  const texts = fixtures.map(({ body }) => body.toString("utf8"));
  const deliveries = fc.sample(fuzzedDelivery(texts), {
    numRuns: RUNS,
    seed: 20260914,
  });
  const outcomes = await sendAll(deliveries);
  const counts = countBy(outcomes);
  expect(Object.keys(counts).sort()).toEqual([
    "signed 200",
    "unsigned 401",
    "unsigned 429",
  ]);

  await server.settle();
  const tables = await server.readTables(["webhookAudit", "syncFailures"]);
  const audits = tables["webhookAudit"] ?? [];
  const ids = new Set(
    outcomes
      .filter(({ delivery }) => delivery.isSigned)
      .map(({ answer }) => {
        const { audit_id: id } = JSON.parse(answer.body) as {
          audit_id: string;
        };
        return id;
      }),
  );
  // Nothing but the signed deliveries is there, and each of them is.
  expect(new Set(audits.map((row) => row["_id"]))).toEqual(ids);
  expect(ids.size).toBeGreaterThan(RUNS / 4);
  const statuses = new Set(audits.map((row) => row["status"]));
  expect(statuses).toContain("processed");
  expect(statuses).toContain("rejected");
  const codes = (tables["syncFailures"] ?? []).map((row) => row["error_code"]);
  expect(codes).toContain("invalid_message");
  // These two stand for an exception that nobody foresaw.
  expect(codes).not.toContain("apply_failed");
  expect(codes).not.toContain("processing_failed");
  expect((await fetch(`${server.site}/health`)).status).toBe(200);
});
