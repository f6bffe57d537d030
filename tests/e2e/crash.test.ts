/**
 * SIGKILL at every fault point that a delivery passes and at random moments,
 * under eight senders: what was answered with 200 has its effects exactly once
 * after the restarts; what was not is sent again, as the provider does. All of
 * them in one data folder, each start going on where the last one was killed.
 */
import { FAULT_POINTS } from "local-convex";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Post, type Delivery } from "../../scripts/sim/delivery";
import { Ledger } from "../../scripts/sim/ledger";
import { createRandom, type Random } from "../../scripts/sim/random";
import { castPeople, tellFlood } from "../../scripts/sim/story";
import { verify } from "../../scripts/sim/verify";
import { Wire } from "../../scripts/sim/wire";
import { World } from "../../scripts/sim/world";
import { COUNTED, findDrift } from "../support/counters";
import {
  createDataFolder,
  disposeServers,
  launch,
  startTestServer,
  untilServing,
  type TestServer,
} from "../support/server";

const SENDERS = 8;
/** A busy machine answers late; only one that never answers is at fault. */
const PATIENCE_MS = 20 * 60 * 1000;
const SECRET = "crash-test-secret-of-the-runtime";
/** Points on the way of a push, an action or a cron, which no delivery passes. */
const ELSEWHERE = /^(action|push|cron)-/;
/** More than a start makes by itself. */
const PASSES = 60;
const ROUNDS = 6;
const POINTS = FAULT_POINTS.filter((point) => !ELSEWHERE.test(point));

/** A provider that never gives up: keeps what was not answered for later. */
class Provider {
  /** All that was ever sent. */
  readonly ledger = new Ledger();
  /** What was sent before each kill, by what killed. */
  readonly ledgers = new Map<string, Ledger>();
  readonly #flood: Generator<Delivery, never>;
  #unanswered: Delivery[] = [];
  acknowledged = 0;

  constructor(random: Random) {
    const world = new World(random);
    const post = new Post(random, SECRET);
    const people = castPeople(random, 12);
    const events = tellFlood(world, random, people, 1_790_000_000_000);
    this.#flood = (function* () {
      for (;;) {
        yield post.single(events.next().value);
      }
    })();
  }

  /** Sends until the server is gone, or so many are acknowledged. */
  async flood(server: TestServer, killer: string, limit = Infinity) {
    const ledgers = [this.ledger, this.#ledgerOf(killer)];
    const wire = new Wire(server.webhook, SENDERS, PATIENCE_MS);
    const until = this.acknowledged + limit;
    let isGone = false;
    const work = async () => {
      while (!isGone && this.acknowledged < until) {
        const delivery = this.#unanswered.pop() ?? this.#flood.next().value;
        ledgers.forEach((ledger) => ledger.expect(delivery));
        const { status } = await wire.post(delivery);
        if (status === 200) {
          this.acknowledged += 1;
          ledgers.forEach((ledger) => ledger.settle(delivery, "acknowledged"));
        } else {
          this.#unanswered.push(delivery);
          isGone = true;
        }
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, work));
    wire.close();
  }

  /** Sends what is left without an answer, and nothing new. */
  async finish(server: TestServer): Promise<void> {
    await this.flood(server, "the end", this.#unanswered.length);
    expect(this.#unanswered).toEqual([]);
  }

  #ledgerOf(killer: string): Ledger {
    const ledger = this.ledgers.get(killer) ?? new Ledger();
    this.ledgers.set(killer, ledger);
    return ledger;
  }
}

let data: string;
let random: Random;
let provider: Provider;
beforeEach(() => {
  data = createDataFolder();
  random = createRandom(20260914);
  provider = new Provider(random);
});
afterEach(disposeServers);

/** Without conflicts: thousands of deliveries of a dozen people would retry for minutes. */
const optionsFor = (crashAt?: string) => ({
  data,
  env: { KAPSO_WEBHOOK_SECRET: SECRET, CRASH_AT: crashAt, CRM_OCC: "off" },
});
const start = () => startTestServer(optionsFor());

const KILLED = { code: null, signal: "SIGKILL" };

/**
 * Floods a server until it dies at the given pass of a point, or lets it die of
 * what the last kill left to do, before it serves. Deliveries are accepted far
 * faster than they are worked off: of more than twice as many as it takes, the
 * test would only wait for the end.
 */
async function crash(point: string): Promise<void> {
  const pass = PASSES + random.integer(0, 40);
  const options = optionsFor(`${point}:${pass}`);
  const child = launch(options);
  let isAlive = true;
  const dead = child.exited.then(() => (isAlive = false));
  const server = await untilServing(child, options).catch(() => undefined);
  while (isAlive && server !== undefined) {
    await provider.flood(server, point, 2 * pass);
    await Promise.race([dead, server.settle().catch(() => dead)]);
  }
  expect([point, await child.exited]).toEqual([point, KILLED]);
}

/** Everything that was promised is there once, and nothing twice. */
async function expectWhole(server: TestServer): Promise<void> {
  await server.settle();
  const { workspace_id: workspaceId } = (await server.admin.call(
    "ops:seedDemo",
  )) as { workspace_id: string };
  const check = (ledger: Ledger) => verify(server.admin, workspaceId, ledger);
  const { problems, audits } = await check(provider.ledger);
  if (problems.length > 0) {
    // Whose deliveries are they?
    for (const [killer, ledger] of provider.ledgers) {
      const found = await check(ledger);
      problems.push(...found.problems.map((text) => `${killer}: ${text}`));
    }
  }
  expect(problems).toEqual([]);
  expect(audits).toBeGreaterThan(0);
  const tables = await server.readTables(COUNTED);
  expect(findDrift(tables)).toEqual({
    contacts: 0,
    conversations: 0,
    unread: 0,
  });
}

describe("a killed server", () => {
  it("loses and doubles nothing at any fault point", async () => {
    for (const point of POINTS) {
      const before = provider.acknowledged;
      await crash(point);
      expect([point, provider.acknowledged > before]).toEqual([point, true]);
      // Often in the middle of what the first one left to do.
      await crash(point);
      const between = await start();
      await between.settle();
      await between.child.kill();
    }
    const server = await start();
    await provider.finish(server);
    await expectWhole(server);
  });

  it("loses and doubles nothing at random moments", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await start();
      const flood = provider.flood(server, `round ${round}`);
      const goal = provider.acknowledged + random.integer(1, 120);
      while (provider.acknowledged < goal) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await server.child.kill();
      await flood;
    }
    const server = await start();
    await provider.finish(server);
    await expectWhole(server);
    expect(provider.acknowledged).toBeGreaterThan(ROUNDS);
  });
});
