/** `npm run sim` against real servers: whom it writes to, and what it says first. */
import { writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
} from "../support/server";
import { simulate } from "../support/simulate";

afterEach(disposeServers);

const endpointSchema = z.object({
  webhook_path: z.string(),
  secret: z.string(),
});
const workspaceSchema = z.object({ workspace_id: z.string() });
const TRAFFIC = ["webhookAudit"];

describe("npm run sim", () => {
  it("makes no demo workspace unless that is asked for", async () => {
    const server = await startTestServer({ args: ["--no-seed"] });
    for (const args of [
      ["hello"],
      ["fixtures", "--verify"],
      ["digest", "--people", "1"],
    ]) {
      const refused = simulate(server.data, ...args);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain("--make-demo");
    }
    const tables = await server.readTables(["workspaces", ...TRAFFIC]);
    expect(tables).toEqual({ workspaces: [], webhookAudit: [] });
    const made = simulate(server.data, "hello", "--make-demo");
    expect(made.status).toBe(0);
    expect(made.stdout).toMatch(/^messages {3}1$/m);
  });

  it("finds the contact of an endpoint of a workspace's own", async () => {
    const server = await startTestServer({ args: ["--no-seed"] });
    const { workspace_id } = workspaceSchema.parse(
      await server.admin.call("ops:createWorkspace", {
        slug: "acme",
        name: "Acme",
        timezone: "Asia/Jakarta",
        default_region: "ID",
        owner_subject: "user_1",
      }),
    );
    const { webhook_path, secret } = endpointSchema.parse(
      await server.admin.call("ops:createEndpoint", {
        workspace_id,
        phone_number_ids: ["100000000000042"],
      }),
    );
    const file = `${createDataFolder()}-secret`;
    writeFileSync(file, `${secret}\n`);
    const url = `${server.site}${webhook_path}`;
    const own = ["hello", "--url", url, "--secret-file", file];
    const sample = simulate(server.data, ...own, "--verify");
    expect(sample.stdout).toMatch(/^messages {3}1$/m);
    expect(sample.stdout).toContain("1 messages, 1 contacts");
    expect(sample.status).toBe(0);
    const { contacts } = await server.readTables(["contacts"]);
    expect(contacts).toMatchObject([{ workspace_id }]);
  });

  it("compares the documented deliveries with what became of them", async () => {
    const server = await startTestServer();
    for (const accepted of ["39", "0"]) {
      const run = simulate(server.data, "fixtures", "--verify");
      expect(run.stdout).toContain(`accepted    ${accepted}\n`);
      expect(run.stdout).toContain("42 deliveries, 32 messages, 11 contacts");
      expect(run.stdout).toContain("nothing lost, nothing doubled");
      expect(run.status).toBe(0);
    }
  });

  it("says that a week has its digests before it posts", async () => {
    const server = await startTestServer();
    const tell = (seed: number, now: string) =>
      simulate(
        server.data,
        ...["digest", "--people", "3", "--seed", String(seed), "--now", now],
      );
    const now = "2026-09-14T02:15:00Z";
    const first = tell(1, now);
    expect([first.stderr, first.status]).toEqual([
      expect.not.stringContaining("left out"),
      0,
    ]);
    const before = await server.readTables(TRAFFIC);
    const second = tell(1, now);
    expect(second.stdout).toBe("");
    expect(second.stderr).toContain("2026-09-08, 2026-09-09");
    expect(second.stderr).toContain("Nothing was sent");
    expect(second.stderr).toContain("--now 2026-09-07T02:15:00.000Z");
    expect(second.status).toBe(1);
    expect(await server.readTables(TRAFFIC)).toEqual(before);
    // Days without one are told; the others are left out.
    const third = tell(2, "2026-09-15T02:15:00Z");
    expect(third.stderr).toContain("left out: 2026-09-09");
    expect(third.stdout).toMatch(/^2026-09-15 {2}\d+ deliveries/);
    expect(third.status).toBe(0);
  });

  it("says that a server that was killed does not answer", async () => {
    const server = await startTestServer();
    await server.child.kill();
    const run = simulate(server.data, "hello");
    expect(run.stderr).toContain("does not answer. Is the server running?");
    expect(run.status).toBe(1);
  });
});
