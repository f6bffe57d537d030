/**
 * I4: time never runs backwards. However late or often a delivery comes, no
 * time of activity, no field's time and no status goes down.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  factArbitrary,
  tellFact,
  type Fact,
} from "../../support/conversationArbitrary";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { propertyRuns } from "../../support/propertyRuns";
import { drain, setupDemo, type TestConvex } from "../../support/setup";

const STATUS_ORDER = [
  "received",
  "pending",
  "sent",
  "failed",
  "delivered",
  "read",
  "played",
];

/** Everything that may only grow, by row (a merged row counts as its survivor). */
async function readClocks(t: TestConvex): Promise<Map<string, number>> {
  const entries = await t.run(async (ctx) => {
    const clocks = new Map<string, number>();
    const raise = (key: string, value: number | undefined) => {
      if (value !== undefined) {
        clocks.set(key, value);
      }
    };
    const contacts = await ctx.db.query("contacts").collect();
    for (const row of contacts) {
      let live = row;
      while (live.merged_into !== undefined) {
        const survivor = contacts.find((one) => one._id === live.merged_into);
        expect(survivor).toBeDefined();
        live = survivor ?? live;
      }
      raise(`${row._id} last_message_at`, live.last_message_at);
      raise(`${row._id} messages`, live.message_count);
      const { custom_values: _custom, ...sources } = live.field_sources;
      for (const [field, source] of Object.entries(sources)) {
        raise(`${row._id} ${field}`, source.at);
      }
    }
    for (const row of await ctx.db.query("conversations").collect()) {
      raise(`${row._id} last_message_at`, row.last_message_at);
      raise(`${row._id} last_inbound_at`, row.last_inbound_at);
      raise(`${row._id} last_outbound_at`, row.last_outbound_at);
    }
    for (const row of await ctx.db.query("conversationSessions").collect()) {
      raise(`${row._id} last_active_at`, row.last_active_at);
      raise(`${row._id} ended_at`, row.ended_at);
    }
    for (const row of await ctx.db.query("messages").collect()) {
      raise(`${row._id} status`, STATUS_ORDER.indexOf(row.status));
      raise(`${row._id} edited_at`, row.edited_at);
      raise(`${row._id} is_revoked`, row.revoked_at === undefined ? 0 : 1);
    }
    return [...clocks];
  });
  return new Map(entries);
}

describe("times and statuses", () => {
  useConvexEnvironment();

  it("only move forward, whatever arrives after what", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(factArbitrary, { minLength: 2, maxLength: 8 }),
        fc.array(fc.nat(1000), { minLength: 30, maxLength: 30 }),
        async (facts: Fact[], order) => {
          const tellings = facts
            .flatMap((fact, i) => tellFact(fact, i, facts))
            .map((telling, i) => ({ telling, rank: order[i % 30] ?? 0 }))
            .sort((a, b) => a.rank - b.rank);
          const { t } = await setupDemo();
          let before = new Map<string, number>();
          for (const [i, { telling }] of tellings.entries()) {
            await post(t, telling, `key-${i}`);
            await drain(t);
            const after = await readClocks(t);
            for (const [key, value] of before) {
              expect([key, after.get(key) ?? -1]).toSatisfy(
                ([, now]: [string, number]) => now >= value,
              );
            }
            before = after;
          }
        },
      ),
      { numRuns: propertyRuns(30) },
    );
  });
});
