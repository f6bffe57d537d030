import { ConvexHttpClient } from "convex/browser";
import { describe, expect, it } from "vitest";
import { Deployment } from "./deployment";
import { api, connect, Watch } from "./harness";

describe("a mutation whose server is killed", () => {
  it.each(["before-sync", "after-sync", "before-ack"] as const)(
    "%s is applied once and answered after the restart",
    async (fault) => {
      const deployment = new Deployment();
      await deployment.start();
      await deployment.kill();
      const url = await deployment.start(fault);
      const client = connect(url);
      const watch = new Watch(client, api.marks.of, { writer: "w" });
      await watch.until((value) => String(value) === "");
      const answer = client.mutation(api.marks.add, { writer: "w", number: 1 });
      await deployment.crashed();
      await deployment.start();
      expect(await answer).toBe(0);
      expect(watch.seen.at(-1)).toEqual([1]);
    },
  );
});

/** Counts acknowledgements and lets one waiter know of a number reached. */
class Progress {
  #count = 0;
  #target = Infinity;
  #reached: () => void = () => undefined;

  add(): void {
    this.#count += 1;
    if (this.#count >= this.#target) {
      this.#reached();
    }
  }

  more(count: number): Promise<void> {
    this.#target = this.#count + count;
    return new Promise((resolve) => (this.#reached = resolve));
  }
}

it("eight writers lose and double nothing over random kills, in their order", async () => {
  const kills = 4;
  const deployment = new Deployment();
  const url = await deployment.start();
  const writer = (at: number) => `writer ${at}`;
  const onlooker = new Watch(connect(url), api.marks.of, { writer: writer(0) });
  const progress = new Progress();
  let stopped = false;
  const write = async (at: number) => {
    const client = connect(url);
    let number = 0;
    for (; !stopped; number += 1) {
      const args = { writer: writer(at), number };
      expect(await client.mutation(api.marks.add, args)).toBe(number);
      progress.add();
    }
    return Array.from({ length: number }, (_, each) => each);
  };
  const writers = [0, 1, 2, 3, 4, 5, 6, 7].map(write);
  for (let round = 0; round < kills; round += 1) {
    const acks = progress.more(100 + Math.floor(Math.random() * 100));
    await Promise.race([acks, Promise.all(writers)]);
    await deployment.kill();
    await deployment.start();
  }
  await progress.more(50);
  stopped = true;
  const http = new ConvexHttpClient(url, { logger: false });
  for (const [at, acknowledged] of (await Promise.all(writers)).entries()) {
    const stored = await http.query(api.marks.of, { writer: writer(at) });
    expect(stored).toEqual(acknowledged);
  }
  // The onlooker's client has reconnected by itself and is up to date.
  const stored = await http.query(api.marks.of, { writer: writer(0) });
  await onlooker.until((value) => String(value) === String(stored));
});
