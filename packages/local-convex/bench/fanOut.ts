/**
 * How long a write takes to reach the sockets subscribed to one query: from
 * sending the mutation, its durable commit included, so an upper bound of
 * commit-to-subscriber. Clients and server share the machine.
 */
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { WebSocket } from "ws";
import {
  makeFolder,
  percentile,
  type Row,
  startServer,
  SYNC_APP,
} from "./support";

const CHANNEL = "fan-out";
const WARM_UP = 10;
const WRITES = 100;

const send = makeFunctionReference<"mutation", Record<string, string>, string>(
  "messages:send",
);
const edit = makeFunctionReference<"mutation", Record<string, string>, null>(
  "messages:edit",
);

/** Calls back whenever a transition carries the marked text. */
async function subscribe(
  url: string,
  session: string,
  onMessage: (text: string) => void,
): Promise<WebSocket> {
  const address = `${url.replace("http", "ws")}/api/bench/sync`;
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const query = { udfPath: "messages:list", args: [{ channel: CHANNEL }] };
  socket.on("message", (data: Buffer) => onMessage(data.toString("utf8")));
  socket.send(JSON.stringify({ type: "Connect", sessionId: session }));
  socket.send(
    JSON.stringify({
      ...{ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1 },
      modifications: [{ type: "Add", queryId: 0, ...query }],
    }),
  );
  return socket;
}

async function measure(url: string, subscribers: number): Promise<Row> {
  const client = new ConvexHttpClient(url, { logger: false });
  const id = await client.mutation(send, { channel: CHANNEL, text: "start" });
  let marker = '"start"';
  let sentAt = performance.now();
  let left = subscribers;
  let all: () => void = () => undefined;
  let latencies: number[] = [];
  const onMessage = (text: string) => {
    if (!text.includes(marker)) {
      return;
    }
    latencies.push(performance.now() - sentAt);
    left -= 1;
    if (left === 0) {
      all();
    }
  };
  const round = async (text: string, start: () => Promise<unknown>) => {
    marker = JSON.stringify(text);
    left = subscribers;
    const reached = new Promise<void>((resolve) => (all = resolve));
    sentAt = performance.now();
    await Promise.all([start(), reached]);
  };
  const sockets: WebSocket[] = [];
  await round("start", async () => {
    for (let at = 0; at < subscribers; at += 1) {
      sockets.push(await subscribe(url, `bench ${at}`, onMessage));
    }
  });
  for (let write = 0; write < WARM_UP + WRITES; write += 1) {
    if (write === WARM_UP) {
      latencies = [];
    }
    const text = `write ${subscribers}/${write}`;
    await round(text, () => client.mutation(edit, { id, text }));
  }
  for (const socket of sockets) {
    socket.terminate();
  }
  return {
    subscribers,
    writes: WRITES,
    p50_ms: percentile(latencies, 0.5),
    p99_ms: percentile(latencies, 0.99),
  };
}

export async function benchFanOut(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const subscribers of [100, 1_000]) {
    const folder = makeFolder(SYNC_APP);
    const server = await startServer(folder);
    try {
      rows.push(await measure(server.url, subscribers));
    } finally {
      await server.stop();
      folder.remove();
    }
  }
  return rows;
}
