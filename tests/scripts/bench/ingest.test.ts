/**
 * The benchmark of ingestion at a small size: what it compares does the same
 * work. No time is looked at here.
 */
import { expect, it } from "vitest";
import { measureLoad } from "../../../scripts/bench/ingest";
import {
  isThere,
  TARGETS,
  type TargetName,
} from "../../../scripts/bench/targets";
import { readProcessTime, parseStat } from "../../../scripts/bench/processTime";

const load = { deliveries: 40, warmUp: 20, people: 25, senders: 8 };

it("makes the same rows of the same deliveries, by hand and not", async () => {
  const targets: TargetName[] = TARGETS.filter(isThere);
  expect(targets).toEqual(expect.arrayContaining(["kapso-crm", "sqlite"]));
  const measured = await Promise.all(
    targets.map(async (target) => await measureLoad(target, load)),
  );
  const [service] = measured;
  expect(service?.rows).toMatchObject({ audits: 60, messages: 60 });
  for (const { accepted, failures, latencyMs, rows } of measured) {
    expect({ accepted, failures }).toEqual({ accepted: 40, failures: 0 });
    expect(latencyMs.count).toBe(40);
    expect(rows).toEqual(service?.rows);
  }
});

it("reads the time of a process from what the system says", async () => {
  const line = `4242 (node (x) y) S 17 4242 4242 0 -1 4194560 1 2 3 4 ${[150, 50, 20, 5].join(" ")} 20 0 11 0`;
  expect(parseStat(line)).toEqual({ parent: 17, ms: 2250 });
  const isTold = process.platform === "linux";
  const own = await readProcessTime(process.pid);
  expect(own === undefined).toBe(!isTold);
  expect(await readProcessTime(2 ** 30)).toBeUndefined();
});
