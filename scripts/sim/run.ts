/** Runs one scenario against one endpoint and tells what came of it. */
import { performance } from "node:perf_hooks";
import { DAY_MS } from "../../src/lib/time/units";
import { buffer, createDropper, scramble } from "./chaos";
import { Post, type Delivery } from "./delivery";
import { loadFixtures } from "./fixtures";
import { Ledger } from "./ledger";
import { deliverPaced, type Pace } from "./pace";
import { createRandom, type Random } from "./random";
import type { LatencySummary, Tally } from "./report";
import { reviseSome } from "./revisions";
import { Sender } from "./sender";
import { castPeople, tellDay, tellFlood } from "./story";
import { Wire, type Answer } from "./wire";
import { World } from "./world";

export const SCENARIOS = [
  "hello",
  "fixtures",
  "day",
  "flood",
  "chaos",
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export interface RunOptions extends Pace {
  scenario: ScenarioName;
  url: string;
  secret: string;
  phoneNumberId?: string;
  seed: number;
  /** How many customers take part. */
  people: number;
  timeFactor: number;
  /** How long an answer may take, ms; default: as long as Kapso waits. */
  answerLimitMs?: number;
  /** Whether received messages of a day are buffered into batches. */
  isBuffered: boolean;
  /** Where fixtures/kapso lies. */
  fixtures: string;
  /** The present, ms UTC: stories end here. */
  now: number;
  onStart?: (tally: Tally, total: number | undefined) => void;
  onAnswer?: (delivery: Delivery, answer: Answer) => void;
}

export interface RunResult {
  tally: Tally;
  latency: LatencySummary;
  seconds: number;
  ledger: Ledger;
}

/** Floods this long are signed in advance, so that signing costs no time. */
const MAX_PREPARED = 50_000;

interface Stage {
  options: RunOptions;
  random: Random;
  world: World;
  post: Post;
}

function prepareDay({ options, random, world }: Stage) {
  return tellDay({
    world,
    random,
    people: castPeople(random, options.people),
    from: options.now - DAY_MS,
    until: options.now,
  });
}

/** An endless flood, its beginning signed beforehand. */
function prepareFlood(stage: Stage): Iterable<Delivery> {
  const { options, random, world, post } = stage;
  const people = castPeople(random, options.people);
  const events = tellFlood(world, random, people, options.now - DAY_MS);
  const { rate = Infinity, durationMs = Infinity } = options;
  const planned = Math.min((rate * durationMs) / 1000, MAX_PREPARED);
  const ready: Delivery[] = [];
  while (ready.length < planned) {
    ready.push(post.single(events.next().value));
  }
  return (function* () {
    yield* ready;
    for (;;) {
      yield post.single(events.next().value);
    }
  })();
}

async function prepare(
  stage: Stage,
): Promise<{ deliveries: Iterable<Delivery>; total?: number }> {
  const { options, random, world, post } = stage;
  switch (options.scenario) {
    case "hello": {
      const [person] = castPeople(random, 1);
      if (person === undefined) {
        throw new Error("a cast of one has one person -- invariant");
      }
      const event = world.receive(person, options.now);
      return { deliveries: [post.single(event)], total: 1 };
    }
    case "fixtures": {
      const all = await loadFixtures(options.fixtures, options.secret);
      return { deliveries: all, total: all.length };
    }
    case "day": {
      const events = prepareDay(stage);
      const all = options.isBuffered
        ? buffer(events, post)
        : events.map((event) => post.single(event));
      return { deliveries: all, total: all.length };
    }
    case "chaos": {
      const events = reviseSome(prepareDay(stage), world, random);
      const all = scramble(events, post, random);
      return { deliveries: all, total: all.length };
    }
    case "flood":
      return { deliveries: prepareFlood(stage) };
  }
}

/** @throws Error when the fixtures cannot be read; never for a bad answer. */
export async function runScenario(options: RunOptions): Promise<RunResult> {
  const random = createRandom(options.seed);
  const stage: Stage = {
    options,
    random,
    world: new World(random, options.phoneNumberId),
    post: new Post(random, options.secret),
  };
  const ledger = new Ledger();
  const wire = new Wire(options.url, options.senders, options.answerLimitMs);
  const isChaos = options.scenario === "chaos";
  const sender = new Sender({
    wire,
    post: stage.post,
    timeFactor: options.timeFactor,
    isAnswerDropped: isChaos ? createDropper(random) : undefined,
    onBegin: (delivery) => ledger.expect(delivery),
    onSettled: (delivery, fate, answer) => {
      ledger.settle(delivery, fate);
      options.onAnswer?.(delivery, answer);
    },
  });
  const { deliveries, total } = await prepare(stage);
  options.onStart?.(sender.tally, total);
  const startedAt = performance.now();
  try {
    await deliverPaced(sender, deliveries, options);
  } finally {
    wire.close();
  }
  return {
    tally: sender.tally,
    latency: sender.latencies.summarize(),
    seconds: (performance.now() - startedAt) / 1000,
    ledger,
  };
}
