import type { ConvexClient } from "convex/browser";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { TestServer } from "../hostHarness";
import { api, connect, startSync } from "./harness";
import { Wire } from "./wire";

let server: TestServer;

beforeAll(async () => {
  server = await startSync();
});

const pages = z.object({
  results: z.array(z.object({ _id: z.string(), text: z.string() })),
  status: z.string(),
  loadMore: z.custom<(items: number) => boolean>(),
});
type Pages = z.infer<typeof pages>;

/** Loads a channel page by page next to the whole of it, in one client. */
class Reader {
  latest: Pages | null = null;
  readonly problems: unknown[] = [];
  #wake: () => void = () => undefined;
  readonly stop: () => void;
  readonly #whole: () => string[] | undefined;

  constructor(client: ConvexClient, channel: string) {
    const all = client.onUpdate(api.messages.list, { channel }, () =>
      this.#check(),
    );
    const paged = client.onPaginatedUpdate_experimental(
      api.messages.page,
      // The client adds `paginationOpts` itself.
      z.custom<{ channel: string; paginationOpts: never }>().parse({ channel }),
      { initialNumItems: 3 },
      (result) => {
        this.latest = pages.parse(result);
        this.#check();
      },
      (error) => this.problems.push(error),
    );
    this.#whole = () => all.getCurrentValue();
    this.stop = () => {
      all();
      paged();
    };
  }

  /** Both are of one moment, so the pages are the beginning of the whole. */
  #check(): void {
    this.#wake();
    // Callbacks of one transition come one after another: look when all have.
    queueMicrotask(() => {
      const whole = this.#whole();
      const { latest } = this;
      if (whole === undefined || latest === null) {
        return;
      }
      const texts = latest.results.map(({ text }) => text);
      const length =
        latest.status === "Exhausted" ? whole.length : texts.length;
      const expected = whole.slice(0, length);
      if (String(texts) !== String(expected)) {
        this.problems.push({ texts, expected, status: latest.status });
      }
    });
  }

  async loadMore(items: number): Promise<void> {
    while (this.latest === null || this.latest.status.startsWith("Loading")) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.latest.loadMore(items);
  }

  async loadAll(): Promise<void> {
    while (this.latest?.status !== "Exhausted") {
      await this.loadMore(4);
    }
  }
}

type Step =
  | { kind: "insert"; rank: number; own: boolean }
  | { kind: "erase"; at: number }
  | { kind: "more"; items: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant<"insert">("insert"),
        rank: fc.nat(30),
        own: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant<"erase">("erase"),
        at: fc.nat(30),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant<"more">("more"),
        items: fc.integer({ min: 1, max: 4 }),
      }),
    },
  ),
  { minLength: 10, maxLength: 40 },
);

it("pages stay gapless and of one moment, whatever is written between them", async () => {
  const client = connect(server.url);
  let channels = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const channel = `pages ${(channels += 1)}`;
      const reader = new Reader(client, channel);
      const ids: string[] = [];
      for (const [at, step] of plan.entries()) {
        if (step.kind === "more") {
          await reader.loadMore(step.items);
        } else if (step.kind === "insert") {
          const args = { channel, text: `${at}`, rank: step.rank };
          const writer = step.own ? client : server.client;
          ids.push(await writer.mutation(api.messages.send, args));
        } else {
          const [id] = ids.splice(step.at % Math.max(1, ids.length), 1);
          if (id === undefined) {
            continue;
          }
          const args = z.custom<{ id: never }>().parse({ id });
          await server.client.mutation(api.messages.erase, args);
        }
      }
      // Once its own write is shown, everything before it is.
      await client.mutation(api.marks.add, { writer: channel, number: 0 });
      await reader.loadAll();
      expect(reader.latest?.results).toHaveLength(ids.length);
      expect(reader.problems).toEqual([]);
      reader.stop();
    }),
    { numRuns: 25 },
  );
});

it("a page keeps its end after a reconnect, by its journal", async () => {
  const channel = "journal";
  for (const rank of [0, 10, 20, 30]) {
    await server.client.mutation(api.messages.send, {
      ...{ channel, text: `${rank}`, rank },
    });
  }
  const args = {
    channel,
    paginationOpts: { cursor: null, numItems: 2, id: 1 },
  };
  const updated = z.object({
    value: z.object({ page: z.array(z.object({ text: z.string() })) }),
    journal: z.string(),
  });
  const read = async (journal: string | null) => {
    const wire = await Wire.connect(server.url);
    wire.send({
      ...{ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1 },
      modifications: [
        {
          ...{ type: "Add", queryId: 0, udfPath: "messages:page" },
          args: [args],
          journal,
        },
      ],
    });
    const { modifications } = await wire.next("Transition");
    const { value, journal: end } = updated.parse(modifications[0]);
    return { texts: value.page.map(({ text }) => text), end };
  };
  const first = await read(null);
  expect(first.texts).toEqual(["0", "10"]);
  await server.client.mutation(api.messages.send, {
    ...{ channel, text: "5", rank: 5 },
  });
  const again = await read(first.end);
  expect(again).toEqual({ texts: ["0", "5", "10"], end: first.end });
  expect((await read(null)).texts).toEqual(["0", "5"]);
});
