import { beforeAll, describe, expect, it } from "vitest";
import type { TestServer } from "../hostHarness";
import { api, startSync } from "./harness";
import { Wire } from "./wire";

let server: TestServer;

beforeAll(async () => {
  server = await startSync();
});

const list = (channel: string) => ({
  path: "messages:list",
  args: { channel },
});

describe("transitions", () => {
  it("fold what one batch of commits changed into one", async () => {
    const wire = await Wire.connect(server.url, "fold");
    wire.subscribe(0, [{ id: 0, ...list("fold") }]);
    const first = await wire.next("Transition");
    const texts = Array.from({ length: 50 }, (_, rank) => `${rank}`);
    const writes = texts.map((text, rank) =>
      server.engine.write("fold", (tx) =>
        tx.insert("", "messages", { channel: "fold", text, rank }),
      ),
    );
    await Promise.all(writes);
    for (;;) {
      const { modifications } = await wire.next("Transition");
      if (String(modifications[0]?.["value"]) === String(texts)) {
        break;
      }
    }
    const transitions = wire.received.length - wire.received.indexOf(first);
    expect(transitions).toBeLessThan(25);
  });

  it("are of one moment, even when commits come while queries run", async () => {
    const channel = "moment";
    const wire = await Wire.connect(server.url, channel);
    wire.subscribe(0, [
      { id: 0, ...list(channel) },
      { id: 1, path: "messages:slowList", args: { channel } },
    ]);
    await wire.next("Transition");
    const texts = Array.from({ length: 60 }, (_, rank) => `${rank}`);
    for (const [rank, text] of texts.entries()) {
      await server.engine.write("send", (tx) =>
        tx.insert("", "messages", { channel, text, rank }),
      );
      // The first write's rerun for the socket is under way when the next come.
      if (rank % 3 !== 2) {
        continue;
      }
      const seen = await server.client.query(api.messages.slowList, {
        channel,
      });
      expect(seen).toEqual(texts.slice(0, rank + 1));
    }
    const values = new Map<unknown, string>();
    for (let at = 0; values.get(1) !== texts.join();) {
      const message = wire.received[at];
      if (message === undefined) {
        await wire.next("Transition");
        continue;
      }
      at += 1;
      if (message.type !== "Transition") {
        continue;
      }
      for (const { queryId, value } of message.modifications) {
        values.set(queryId, String(value));
      }
      expect(values.get(0)).toBe(values.get(1));
    }
  });

  it("leave out what looks the same after a rerun", async () => {
    const wire = await Wire.connect(server.url, "same");
    await server.client.mutation(api.messages.send, {
      ...{ channel: "same", text: "kept", rank: 1 },
    });
    wire.subscribe(0, [
      { id: 0, path: "messages:first", args: { channel: "same" } },
      { id: 1, ...list("same") },
    ]);
    await wire.next("Transition");
    wire.mutate(0, "messages:send", {
      ...{ channel: "same", text: "kept", rank: 0 },
    });
    const { modifications } = await wire.next("Transition");
    expect(modifications.map((m) => m["queryId"])).toEqual([1]);
  });

  it("tell of removed queries and then no longer of their changes", async () => {
    const wire = await Wire.connect(server.url, "remove");
    wire.subscribe(0, [{ id: 3, ...list("remove") }]);
    await wire.next("Transition");
    wire.send({
      type: "ModifyQuerySet",
      baseVersion: 1,
      newVersion: 2,
      modifications: [{ type: "Remove", queryId: 3 }],
    });
    const { modifications } = await wire.next("Transition");
    expect(modifications).toEqual([{ type: "QueryRemoved", queryId: 3 }]);
    wire.mutate(0, "messages:send", { channel: "remove", text: "x" });
    expect((await wire.next("Transition")).modifications).toEqual([]);
  });
});
