/**
 * Large deliveries on a machine that does one slice of each a minute and loses
 * its jobs in between: nothing may be given up for being old, lost or doubled.
 */
import { expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { ITEMS_PER_SLICE } from "../../../convex/model/webhooks/deliveries";
import { MINUTE_MS } from "../../../src/lib/time/units";
import { BAGAS, SEKAR } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { loseJobs } from "../../support/jobs";
import { longHistory, messagesIn } from "../../support/longHistory";
import { rowsOf } from "../../support/rows";
import { passTime, setupDemo } from "../../support/setup";

useConvexEnvironment();

const BODIES = 20;
/** Twenty slices each, and a message in every slice. */
const LONG = { items: 20 * ITEMS_PER_SLICE, every: ITEMS_PER_SLICE };
/** The machine is killed, its jobs lost, once in so many minutes. */
const KILLED_EVERY = 7;

it("are applied whole, a slice a minute, with kills in between", async () => {
  const { t } = await setupDemo();
  const bodies = Array.from({ length: BODIES }, (_, i) => ({
    ...LONG,
    person: i % 2 === 0 ? SEKAR : BAGAS,
    prefix: `body${i}-`,
  }));
  for (const [i, body] of bodies.entries()) {
    expect((await post(t, longHistory(body), `key-${i}`)).status).toBe(200);
  }
  let minutes = 0;
  for (;;) {
    minutes += 1;
    await passTime(t, MINUTE_MS);
    await t.action(internal.webhooks.sweep.restartLost, {});
    await t.mutation(internal.webhooks.sweep.restartLostRetries, {});
    if (minutes % KILLED_EVERY === 0) {
      await loseJobs(t);
    }
    const audits = await rowsOf(t, "webhookAudit");
    if (audits.every(({ status }) => status !== "received")) {
      break;
    }
    const health = await t.fetch("/health");
    expect(health.status).toBe(200);
  }
  expect(minutes).toBeGreaterThan(LONG.items / ITEMS_PER_SLICE);
  const messages = messagesIn({ ...LONG, person: SEKAR });
  for (const audit of await rowsOf(t, "webhookAudit")) {
    expect(audit).toMatchObject({
      status: "processed",
      item_count: LONG.items,
      applied_count: messages,
      ignored_count: LONG.items - messages,
      failed_count: 0,
      attempts: 1,
    });
  }
  const ids = (await rowsOf(t, "messages")).map((row) => row.kapso_message_id);
  expect(ids).toHaveLength(BODIES * messages);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await rowsOf(t, "syncFailures")).toEqual([]);
  expect(await rowsOf(t, "webhookSlices")).toEqual([]);
});
