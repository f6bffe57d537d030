/** Runs families of attacks against a server of its own and says what held. */
import path from "node:path";
import { performance } from "node:perf_hooks";
import { loadFixtures } from "../sim/fixtures";
import { createRandom } from "../sim/random";
import { sayFailure } from "../cli/failures";
import { ROOT } from "../checks/processes";
import type { Family, Target } from "./family";
import { FAMILIES } from "./families/index";
import { HostileClient } from "./http";
import { SENDERS } from "./family";
import { Probe } from "./probe";
import { Tally } from "./tally";
import { withTarget } from "./target";

export interface AttackOptions {
  seed: number;
  /** How often what is invented anew each time is tried, in each family. */
  runs: number;
  /** Names of families; undefined = all. */
  only?: readonly string[];
  /** Within what the server for slow senders wants a whole request, ms. */
  shortLimitMs: number;
  /** Told before each family. */
  onFamily?: (family: Family) => void;
}

export interface FamilyResult {
  name: string;
  about: string;
  tried: number;
  held: number;
  /** Signed deliveries meanwhile, and how long the slowest answer took, ms. */
  signed: number;
  slowestMs: number;
  seconds: number;
  broken: string[];
}

async function runFamily(
  family: Family,
  target: Target,
  options: AttackOptions,
  probe: Probe,
): Promise<FamilyResult> {
  const { seed, runs } = options;
  const tally = new Tally();
  const client = new HostileClient(2 * SENDERS);
  const startedAt = performance.now();
  const fixtures = await loadFixtures(
    path.join(ROOT, "fixtures/kapso"),
    target.secret,
  );
  try {
    const random = createRandom(seed);
    await family.run({ target, client, tally, random, runs, fixtures });
  } catch (error) {
    tally.count(false, `it ended: ${sayFailure(error)}`);
  } finally {
    client.close();
  }
  const { sent, refused, slowestMs } = await probe.read();
  for (const status of refused) {
    tally.count(false, `a signed delivery was answered ${status}`);
  }
  return {
    name: family.name,
    about: family.about,
    tried: tally.tried,
    held: tally.held,
    signed: sent,
    slowestMs,
    seconds: (performance.now() - startedAt) / 1000,
    broken: tally.broken,
  };
}

async function runFamilies(
  families: readonly Family[],
  options: AttackOptions,
  requestLimitMs?: number,
): Promise<FamilyResult[]> {
  if (families.length === 0) {
    return [];
  }
  return await withTarget(requestLimitMs, async (target) => {
    const probe = new Probe(target, createRandom(options.seed + 1));
    const results: FamilyResult[] = [];
    probe.start();
    try {
      await probe.read();
      for (const family of families) {
        options.onFamily?.(family);
        results.push(await runFamily(family, target, options, probe));
      }
    } finally {
      await probe.stop();
    }
    return results;
  });
}

/**
 * Those that wait for the server's request timeout get a server of their own.
 *
 * @throws Error when a server does not start.
 */
export async function runAttack(
  options: AttackOptions,
): Promise<FamilyResult[]> {
  const { only, shortLimitMs } = options;
  const asked = FAMILIES.filter(({ name }) => only?.includes(name) ?? true);
  const isHurried = ({ needsShortLimit }: Family) => needsShortLimit === true;
  const hurried = asked.filter(isHurried);
  const others = asked.filter((family) => !isHurried(family));
  return [
    ...(await runFamilies(hurried, options, shortLimitMs)),
    ...(await runFamilies(others, options)),
  ];
}
