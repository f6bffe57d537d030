/**
 * A long merge and its undo over the real runtime, with the server killed in the
 * middle of each and customers who write meanwhile: everybody has their messages
 * afterwards, none twice.
 */
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import {
  type AdminClient,
  createAdminClient,
} from "../../scripts/sim/adminClient";
import { inbound, metaHistory, type Person } from "../support/bodies";
import { COUNTED, findDrift } from "../support/counters";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

afterEach(disposeServers);

/** More than one transaction moves. */
const MESSAGES = 1700;
const MANY: Person = { phone: "6281255500101", name: "Sekar Wulandari" };
const FEW: Person = { phone: "6285655500202", name: "Bagas Pradana" };

const encode = (body: unknown) =>
  new TextEncoder().encode(JSON.stringify(body));

/** Calls as the demo workspace's owner. */
const asOwner = ({ api, adminKey }: TestServer): AdminClient =>
  createAdminClient(api, adminKey, {
    subject: "demo-owner",
    issuer: "https://local.invalid",
  });

const contactSchema = z.object({ _id: z.string(), phone: z.string() });
const viewSchema = z.object({ state: z.string(), moved_rows: z.number() });

async function viewOf(server: TestServer, mergeId: string) {
  return viewSchema.parse(
    await asOwner(server).call("merges:get", {
      merge_id: mergeId,
      as_of: Date.now(),
    }),
  );
}

/** Killed as soon as it has answered; started again on the same data. */
async function killAndRestart(server: TestServer): Promise<TestServer> {
  await server.child.kill();
  return await startTestServer({ data: server.data });
}

async function waitFor(server: TestServer, mergeId: string, state: string) {
  while ((await viewOf(server, mergeId)).state !== state) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How many messages each of the contacts has, by its own rows and its count. */
async function countMessages(server: TestServer, ids: string[]) {
  const tables = await server.readTables(["messages"]);
  const messages = z
    .array(z.object({ contact_id: z.string() }))
    .parse(tables["messages"]);
  return ids.map(
    (id) => messages.filter(({ contact_id }) => contact_id === id).length,
  );
}

it("survives being killed in the middle, and so does its undo", async () => {
  let server = await startTestServer({ data: createDataFolder() });
  const history = Array.from({ length: MESSAGES }, (_, i) => ({
    id: `wamid.H${i}`,
    person: MANY,
    at: i,
  }));
  const say = async (id: string, person: Person, at: number) => {
    const { body } = inbound({ id, person, at });
    expect((await server.post(encode(body))).status).toBe(200);
  };
  await server.post(encode(metaHistory(MANY, history).body));
  await say("wamid.FEW", FEW, 0);
  await server.settle();
  const { contacts = [] } = await server.readTables(["contacts"]);
  const idOf = ({ phone = "" }: Person) =>
    z
      .array(contactSchema)
      .parse(contacts)
      .find((row) => row.phone.includes(phone))?._id ?? "";
  const [many, few] = [idOf(MANY), idOf(FEW)];
  const { merge_id: mergeId } = z.object({ merge_id: z.string() }).parse(
    await asOwner(server).call("contacts:merge", {
      survivor_id: few,
      duplicate_id: many,
    }),
  );
  server = await killAndRestart(server);
  await say("wamid.DURING1", MANY, MESSAGES + 1);
  await waitFor(server, mergeId, "done");
  await server.settle();
  expect(await countMessages(server, [many, few])).toEqual([0, MESSAGES + 2]);
  await asOwner(server).call("contacts:undoMerge", { merge_id: mergeId });
  server = await killAndRestart(server);
  await say("wamid.DURING2", MANY, MESSAGES + 2);
  await say("wamid.DURING3", FEW, MESSAGES + 3);
  await waitFor(server, mergeId, "undone");
  await server.settle();
  expect(await countMessages(server, [many, few])).toEqual([MESSAGES + 2, 2]);
  const drift = findDrift(await server.readTables(COUNTED));
  expect([drift["contacts"], drift["conversations"]]).toEqual([0, 0]);
});
