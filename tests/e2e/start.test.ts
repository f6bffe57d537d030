/** `npm start` as a person meets it: ready line, sample, restart, refusal, stop. */
import { spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { toPaths } from "../../scripts/support/dataFolder";
import { ROOT } from "../../scripts/support/processes";
import { startScript } from "../../scripts/support/children";
import {
  createDataFolder,
  disposeServers,
  launch,
  startTestServer,
} from "../support/server";

afterEach(disposeServers);

/** Runs `npm run sim` against a data folder. */
function simulate(data: string, ...args: string[]) {
  return spawnSync(
    process.execPath,
    [path.join(ROOT, "scripts/run.mjs"), "sim", ...args, "--data", data],
    { encoding: "utf8" },
  );
}

const isFree = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe("npm start", () => {
  it("says where everything is and never what is secret", async () => {
    const server = await startTestServer();
    const output = server.child.output();
    const { data, adminKey, secret } = server;
    const ready = JSON.parse(await server.child.ready) as Record<
      "api" | "site" | "web" | "webhook" | "admin_key_file",
      string
    >;
    expect(Object.keys(ready)).toEqual([
      "api",
      "site",
      "web",
      "webhook",
      "admin_key_file",
    ]);
    expect(ready.webhook).toBe(`${ready.site}/webhooks/kapso`);
    expect(ready.admin_key_file).toBe(toPaths(data).adminKey);
    expect(output).toContain(toPaths(data).webhookSecret);
    expect(output).toContain("npm run sim -- hello");
    expect(output).not.toContain(secret);
    expect(output).not.toContain(adminKey);
    for (const url of [ready.api, ready.site, ready.web]) {
      expect(new URL(url).hostname).toBe("127.0.0.1");
    }
    expect((await fetch(ready.web)).status).toBe(200);
    expect((await fetch(`${ready.site}/health`)).status).toBe(200);
  });

  it("keeps everything to its owner", async () => {
    const { data } = await startTestServer();
    const modeOf = async (file: string) => (await stat(file)).mode & 0o777;
    const paths = toPaths(data);
    expect(await modeOf(data)).toBe(0o700);
    expect(await modeOf(paths.database)).toBe(0o700);
    expect(await modeOf(path.join(paths.database, "data.mdb"))).toBe(0o600);
    for (const file of [paths.adminKey, paths.webhookSecret, paths.masterKey]) {
      expect(await modeOf(file)).toBe(0o600);
    }
  });

  it("turns the sample into a contact that a restart still knows", async () => {
    const first = await startTestServer();
    const hello = ["hello", "--seed", "1", "--now", "2026-09-14T02:15:00Z"];
    const sample = simulate(first.data, ...hello);
    expect(sample.stderr).not.toContain("Error");
    expect(sample.status).toBe(0);
    expect(sample.stdout).toMatch(/200 \{.*"status":"accepted"/);
    expect(sample.stdout).toMatch(/^messages {3}1$/m);
    const tables = ["contacts", "conversations", "messages"];
    const before = await first.readTables(tables);
    expect(await first.child.stop()).toEqual({ code: 0, signal: null });

    const second = await startTestServer({ data: first.data });
    expect(await second.readTables(tables)).toEqual(before);
    expect(second.secret).toBe(first.secret);
    expect(second.adminKey).toBe(first.adminKey);
    const again = simulate(first.data, ...hello);
    expect(again.stdout).toMatch(/200 \{.*"status":"duplicate"/);
    expect(await second.readTables(tables)).toEqual(before);
  });

  it("keeps what was acknowledged when it is killed", async () => {
    const first = await startTestServer();
    const day = ["day", "--people", "3", "--seed", "5"];
    const at = ["--now", "2026-09-14T02:15:00Z"];
    const run = simulate(first.data, ...day, ...at);
    expect(run.status).toBe(0);
    await first.child.kill();
    const second = await startTestServer({ data: first.data });
    await second.settle();
    const verified = simulate(first.data, ...day, ...at, "--verify");
    expect(verified.stdout).toMatch(/^accepted {4}0$/m);
    expect(verified.stdout).toContain("nothing lost, nothing doubled");
    expect(verified.status).toBe(0);
  });

  it("refuses a second process on the same data folder", async () => {
    const first = await startTestServer();
    const second = launch({ data: first.data });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain("in use");
    expect(second.output()).not.toContain("    at ");
    expect((await fetch(`${first.site}/health`)).status).toBe(200);
  });

  it("says which port is taken", async () => {
    const first = await startTestServer();
    const port = new URL(first.api).port;
    const second = launch({
      data: createDataFolder(),
      args: [`--port=${port}`],
    });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain(port);
    expect(second.output()).toContain("--port");
  });

  it("explains options it does not know", async () => {
    const child = launch({ data: createDataFolder(), args: ["--nonsense"] });
    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(child.output()).toContain("--site-port");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops cleanly on %s, through npm's script",
    async (signal) => {
      const data = createDataFolder();
      const child = startScript("scripts/run.mjs", [
        "start",
        ...["--port=0", "--site-port=0", "--web-port=0", `--data=${data}`],
      ]);
      const { api } = JSON.parse(await child.ready) as { api: string };
      process.kill(child.pid, signal);
      expect(await child.exited).toEqual({ code: 0, signal: null });
      expect(await isFree(api)).toBe(true);
    },
  );

  it("takes its settings from the environment", async () => {
    const server = await startTestServer({
      env: {
        CRM_ADMIN_KEY: "an-admin-key-of-the-operator",
        KAPSO_WEBHOOK_SECRET: "a-secret-of-the-operator",
        CRM_DURABILITY: "process",
      },
    });
    expect(server.adminKey).toBe("an-admin-key-of-the-operator");
    expect(server.child.output()).toContain("KAPSO_WEBHOOK_SECRET");
    const body = new TextEncoder().encode("{}");
    const answer = await server.post(body);
    expect(answer.status).toBe(200);
    await expect(stat(toPaths(server.data).webhookSecret)).rejects.toThrow();
  });

  it("starts without a demo workspace when told so", async () => {
    const server = await startTestServer({ args: ["--no-seed"] });
    const { workspaces } = await server.readTables(["workspaces"]);
    expect(workspaces).toEqual([]);
  });
});
