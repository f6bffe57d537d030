/**
 * SIGKILL at every fault point that a delivery passes and at random moments,
 * under eight senders: what was answered with 200 has its effects exactly once
 * after the restart; what was not is sent again, as the provider does.
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
  startTestServer,
  type TestServer,
} from "../support/server";

const SENDERS = 8;
/** A busy machine answers late; only one that never answers is at fault. */
const PATIENCE_MS = 20 * 60 * 1000;
const SECRET = "crash-test-secret-of-the-runtime";
/** Points on the way of a push, an action or a cron, which no delivery passes. */
const ELSEWHERE = /^(action|push|cron)-/;
const POINTS = FAULT_POINTS.filter((point) => !ELSEWHERE.test(point));

/** A provider that never gives up: keeps what was not answered for later. */
class Provider {
  readonly ledger = new Ledger();
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
  async flood(server: TestServer, limit: number): Promise<void> {
    const wire = new Wire(server.webhook, SENDERS, PATIENCE_MS);
    const until = this.acknowledged + limit;
    let isGone = false;
    const work = async () => {
      while (!isGone && this.acknowledged < until) {
        const delivery = this.#unanswered.pop() ?? this.#flood.next().value;
        this.ledger.expect(delivery);
        const { status } = await wire.post(delivery);
        if (status === 200) {
          this.acknowledged += 1;
          this.ledger.settle(delivery, "acknowledged");
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
    await this.flood(server, this.#unanswered.length);
    expect(this.#unanswered).toEqual([]);
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
const start = (crashAt?: string) =>
  startTestServer({
    data,
    env: { KAPSO_WEBHOOK_SECRET: SECRET, CRASH_AT: crashAt, CRM_OCC: "off" },
  });

/** Everything that was promised is there once, and nothing twice. */
async function expectWhole(server: TestServer): Promise<void> {
  await server.settle();
  const { workspace_id: workspaceId } = (await server.admin.call(
    "ops:seedDemo",
  )) as { workspace_id: string };
  const { problems, audits } = await verify(
    server.admin,
    workspaceId,
    provider.ledger,
  );
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
  it.each(POINTS)("loses and doubles nothing at %s", async (point) => {
    for (const pass of [1, 2 + random.integer(0, 40)]) {
      const crashing = await start(`${point}:${100 + pass}`);
      // Far more deliveries than the point lets pass.
      await provider.flood(crashing, 5000);
      expect(await crashing.child.exited).toEqual({
        code: null,
        signal: "SIGKILL",
      });
    }
    const server = await start();
    await provider.finish(server);
    await expectWhole(server);
  });

  it("loses and doubles nothing at random moments", async () => {
    for (let round = 0; round < 10; round += 1) {
      const server = await start();
      const flood = provider.flood(server, Infinity);
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
    expect(provider.acknowledged).toBeGreaterThan(10);
  });
});
