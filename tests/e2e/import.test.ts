/** SIGKILL in the middle of an import and of its undo: each line counts once. */
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import {
  readImport,
  settleImport,
  uploadFile,
} from "../../scripts/bench/importFile";
import {
  createAdminClient,
  type AdminClient,
} from "../../scripts/sim/adminClient";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

afterEach(disposeServers);

const seedSchema = z.object({ workspace_id: z.string() });

const LINES = 1_500;
const FILE = Buffer.from(
  `nama;telepon\n${Array.from(
    { length: LINES },
    (_, i) => `Orang Fiktif ${i};08120${String(i).padStart(7, "0")}`,
  ).join("\n")}\n`,
);

const asOwner = ({ api, adminKey }: TestServer): AdminClient =>
  createAdminClient(api, adminKey, {
    issuer: "https://local.invalid",
    subject: "demo-owner",
  });

/** Kills the server once an import is on its way, and starts it again. */
async function killMidway(
  server: TestServer,
  importId: string,
): Promise<TestServer> {
  for (;;) {
    const { lines_done: done } = await readImport(asOwner(server), importId);
    if (done > 0) {
      expect(done).toBeLessThan(LINES);
      break;
    }
    await delay(1);
  }
  await server.child.kill();
  return await startTestServer({ data: server.data });
}

async function countRows(server: TestServer) {
  const { contacts, contactIdentities } = await server.readTables([
    "contacts",
    "contactIdentities",
  ]);
  return [contacts?.length, contactIdentities?.length];
}

it("makes each contact once, and takes each back, through two kills", async () => {
  let server = await startTestServer();
  const { workspace_id } = seedSchema.parse(
    await server.admin.call("ops:seedDemo"),
  );
  const import_id = await uploadFile(asOwner(server), workspace_id, FILE);
  for (const step of ["imports:analyse", "imports:check"]) {
    await asOwner(server).call(step, { import_id });
    await settleImport(asOwner(server), import_id);
  }
  await asOwner(server).call("imports:start", { import_id, rule: "fill_gaps" });
  server = await killMidway(server, import_id);
  expect(await settleImport(asOwner(server), import_id)).toMatchObject({
    status: "done",
    results: { created: LINES, failed: 0, unchanged: 0 },
  });
  expect(await countRows(server)).toEqual([LINES, LINES]);
  await asOwner(server).call("imports:undo", { import_id });
  server = await killMidway(server, import_id);
  expect(await settleImport(asOwner(server), import_id)).toMatchObject({
    status: "undone",
    results: { created: 0, undone: LINES, kept: 0 },
  });
  expect(await countRows(server)).toEqual([0, 0]);
});
