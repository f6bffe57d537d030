/** Graceful shutdown: waits for what runs, up to a limit, and is always clean. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { z } from "zod";
import {
  a,
  type ChildServer,
  fixturePushFile,
  LogWatch,
  m,
  q,
  spawnReadyServer,
  temporaryFolder,
} from "../hostHarness";

const INTERRUPTED = "Transient error while executing action";

interface Stopping {
  server: ChildServer;
  directory: string;
  log: LogWatch;
}

/** A server that cuts off at once what still runs when it is stopped. */
async function startImpatient(): Promise<Stopping> {
  const directory = temporaryFolder();
  const log = new LogWatch();
  const server = await spawnReadyServer({
    directory,
    pushFile: await fixturePushFile(),
    flags: ["--stop-grace", "0"],
    onLine: log.addLine,
  });
  return { server, directory, log };
}

/** The line of what was cut off. */
const cut = (path: string): unknown =>
  expect.objectContaining({ event: "function.cut", function: path });

const listed = z.object({ followUps: z.array(z.string()) });

/** Resolves when the endless action of that key runs. */
async function running({ client }: ChildServer, key: string): Promise<void> {
  for (;;) {
    const { followUps } = listed.parse(
      await client.query(q("events:list"), { key }),
    );
    if (followUps.includes("endless")) {
      return;
    }
  }
}

it("a scheduled action that goes on is cut off and recorded as failed", async () => {
  const { server, directory, log } = await startImpatient();
  const key = "scheduled";
  const id = await server.client.mutation(m("events:scheduleEndless"), { key });
  await running(server, key);
  expect(await server.stop()).toBe(0);
  expect(log.entries).toContainEqual(cut("events:endless"));
  const again = await spawnReadyServer({ directory });
  const row = again.client.query(q("events:scheduled"), { id: String(id) });
  expect(await row).toMatchObject({
    state: { kind: "failed", error: INTERRUPTED },
  });
});

it("who waits for an action that goes on is told", async () => {
  const { server, log } = await startImpatient();
  const answer = server.client.action(a("events:endlessCall"), { key: "call" });
  const told = expect(answer).rejects.toThrow(INTERRUPTED);
  await running(server, "call");
  expect(await server.stop()).toBe(0);
  await told;
  expect(log.entries).toContainEqual(cut("events:endlessCall"));
  expect(log.entries).toContainEqual(cut("events:endless"));
});

it("an HTTP action that goes on answering is cut off", async () => {
  const { server, log } = await startImpatient();
  const { body } = await fetch(`${server.siteUrl}/endless`);
  const reader = body?.getReader();
  await reader?.read();
  expect(await server.stop()).toBe(0);
  expect(log.entries).toContainEqual(cut("GET /endless"));
});

it("a body that never comes is not waited for", async () => {
  const { server } = await startImpatient();
  const { hostname, port } = new URL(server.siteUrl);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(
    "POST /digest HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n" +
      "expect: 100-continue\r\n\r\n",
  );
  // The server has begun to read the request.
  await once(socket, "data");
  expect(await server.stop()).toBe(0);
});
