/**
 * The history of a coexistence number over real HTTP, with the server killed
 * while it works: every message is there once afterwards. Sizes are small where
 * it runs often; `HISTORY_BODIES=20 HISTORY_ITEMS=10000` is an onboarding.
 */
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import { metaHistory, SEKAR } from "../support/bodies";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

const size = z.coerce.number().int().positive();
const BODIES = size.default(3).parse(process.env["HISTORY_BODIES"]);
const ITEMS = size.default(450).parse(process.env["HISTORY_ITEMS"]);
/** Kills while the bodies are worked on. */
const KILLS = 3;
/** Messages of one customer in a body. */
const THREAD = 50;

afterEach(disposeServers);

/** One body: threads of fifty messages, each of another customer. */
function bodyOf(index: number): Uint8Array<ArrayBuffer> {
  const threads = Array.from({ length: Math.ceil(ITEMS / THREAD) }, (_, i) => {
    const number = 50_000_000 + index * 10_000 + i;
    return { ...SEKAR, bsuid: undefined, phone: `62812${number}` };
  });
  const { body } = metaHistory(SEKAR, []);
  const [change] = historySchema.parse(body).entry[0]?.changes ?? [];
  if (change === undefined) {
    throw new Error("a history body has a change");
  }
  const parts = threads.map((person, thread) => {
    const count = Math.min(THREAD, ITEMS - thread * THREAD);
    const sayings = Array.from({ length: count }, (_, i) => ({
      id: `wamid.${index}.${thread * THREAD + i}`,
      person,
      at: i,
      text: `Pesan ${i}, selamat siang`,
    }));
    const part = historySchema.parse(metaHistory(person, sayings).body);
    return part.entry.flatMap(({ changes }) =>
      changes.flatMap(({ value }) => value.history),
    );
  });
  change.value.history = parts.flat();
  const whole = {
    object: "whatsapp_business_account",
    entry: [{ changes: [change] }],
  };
  return new TextEncoder().encode(JSON.stringify(whole));
}

const historySchema = z.looseObject({
  entry: z.array(
    z.looseObject({
      changes: z.array(
        z.looseObject({
          value: z.looseObject({ history: z.array(z.unknown()) }),
        }),
      ),
    }),
  ),
});

const auditsSchema = z.array(
  z.looseObject({ status: z.string(), applied_count: z.number() }),
);

/** Items done so far, by what the audit rows say. */
async function countApplied(server: TestServer): Promise<number> {
  const { webhookAudit } = await server.readTables(["webhookAudit"]);
  const audits = auditsSchema.parse(webhookAudit);
  return audits.reduce((sum, row) => sum + row.applied_count, 0);
}

it(
  "arrives whole although the server is killed while it works",
  async () => {
    const data = createDataFolder();
    let server = await startTestServer({ data });
    for (let i = 0; i < BODIES; i++) {
      const answer = await server.post(bodyOf(i));
      expect(answer.status).toBe(200);
    }
    for (let kill = 1; kill <= KILLS; kill++) {
      const mark = (BODIES * ITEMS * kill) / (KILLS + 2);
      while ((await countApplied(server)) < mark) {
        // The work goes on between two looks.
      }
      await server.child.kill();
      server = await startTestServer({ data });
    }
    await server.settle();
    const tables = await server.readTables([
      "webhookAudit",
      "messages",
      "contacts",
      "syncFailures",
      "webhookSlices",
    ]);
    for (const audit of tables["webhookAudit"] ?? []) {
      expect(audit).toMatchObject({
        status: "processed",
        applied_count: ITEMS,
        failed_count: 0,
      });
    }
    const ids = (tables["messages"] ?? []).map(
      (row) => row["kapso_message_id"],
    );
    expect(ids).toHaveLength(BODIES * ITEMS);
    expect(new Set(ids).size).toBe(ids.length);
    expect(tables["contacts"]).toHaveLength(BODIES * Math.ceil(ITEMS / THREAD));
    expect(tables["syncFailures"]).toEqual([]);
    expect(tables["webhookSlices"]).toEqual([]);
  },
  BODIES * ITEMS * 100 + 120_000,
);
