/** `npm start` as a person meets it: ready line, sample, restart, refusal, stop. */
import { once } from "node:events";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { toPaths } from "../../scripts/local/dataFolder";
import { startScript } from "../../scripts/local/children";
import {
  createDataFolder,
  disposeServers,
  launch,
  startTestServer,
  type TestServer,
} from "../support/server";
import { simulate } from "../support/simulate";

const isFree = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe("npm start, once it serves", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(disposeServers);

  it("says where everything is and never what is secret", async () => {
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
    const { data } = server;
    const modeOf = async (file: string) => (await stat(file)).mode & 0o777;
    const paths = toPaths(data);
    expect(await modeOf(data)).toBe(0o700);
    expect(await modeOf(paths.database)).toBe(0o700);
    expect(await modeOf(path.join(paths.database, "data.mdb"))).toBe(0o600);
    for (const file of [paths.adminKey, paths.webhookSecret, paths.masterKey]) {
      expect(await modeOf(file)).toBe(0o600);
    }
  });

  it("refuses a second process on the same data folder", async () => {
    const second = launch({ data: server.data });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain("in use");
    expect(second.output()).not.toContain("    at ");
    expect((await fetch(`${server.site}/health`)).status).toBe(200);
  });

  it("says which port is taken", async () => {
    const port = new URL(server.api).port;
    const second = launch({
      data: createDataFolder(),
      args: [`--port=${port}`],
    });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain(
      `Port ${port} (--port, CRM_PORT) cannot be had: it is in use.`,
    );
  });

  it("leaves an existing folder as it was when the page has no port", async () => {
    const data = createDataFolder();
    await mkdir(data);
    const taken = new URL(server.web).port;
    const child = launch({ data, args: [`--web-port=${taken}`] });
    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(child.output()).toContain("--web-port");
    expect(await readdir(data)).toEqual([]);
  });
});

describe("npm start", () => {
  afterEach(disposeServers);

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

  it.each([
    [["--nonsense"], "There is no option --nonsense."],
    [["--host=nowhere.invalid"], '"nowhere.invalid" does not resolve.'],
    [["--host=192.0.2.1"], '"192.0.2.1" is none.'],
  ])("ends %j with a sentence and leaves nothing", async (args, sentence) => {
    const data = createDataFolder();
    const child = launch({ data, args });
    expect(await child.exited).toEqual({ code: 2, signal: null });
    expect(child.output().trimEnd().split("\n").at(-1)).toContain(sentence);
    await expect(stat(data)).rejects.toThrow("ENOENT");
  });

  it("refuses a file in the place of its folder", async () => {
    const data = createDataFolder();
    await writeFile(data, "");
    const child = launch({ data });
    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(child.output()).toContain("it is a file");
  });

  it("starts again after a kill while it was making its folder", async () => {
    const data = createDataFolder();
    const first = launch({ data });
    const { masterKey } = toPaths(data);
    const isThere = () =>
      stat(masterKey).then(
        () => true,
        () => false,
      );
    while (!(await isThere())) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await first.kill();
    const second = await startTestServer({ data });
    const server = ["server.json", "sign-in-key", "webhook-secret"];
    expect((await readdir(data)).sort()).toEqual(
      ["admin-key", "database", "master-key", ...server].sort(),
    );
    expect(second.child.output()).not.toContain("was missing");
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

  it("stops cleanly also when a delivery never ends", async () => {
    const server = await startTestServer({ args: ["--stop-grace=0"] });
    const { hostname, port, pathname } = new URL(server.webhook);
    const sender = connect(Number(port), hostname);
    sender.on("error", () => undefined);
    sender.write(
      `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n`,
    );
    // The server has begun to read it.
    await once(sender, "data");
    expect(await server.child.stop()).toEqual({ code: 0, signal: null });
  });

  it("tells strangers no more than that a call failed when asked to", async () => {
    const server = await startTestServer({ env: { CRM_REDACT: "true" } });
    const response = await fetch(`${server.api}/api/query`, {
      method: "POST",
      body: JSON.stringify({ path: "contacts:list", args: {} }),
    });
    expect(await response.json()).toEqual({
      status: "error",
      errorMessage: expect.stringMatching(
        /^\[Request ID: [0-9a-f]{16}\] Server Error$/,
      ),
      logLines: [],
    });
  });

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

  it("takes the admin key from a file", async () => {
    const file = `${createDataFolder()}-key`;
    await writeFile(file, "an-admin-key-in-a-file\n");
    const server = await startTestServer({
      args: [`--admin-key-file=${file}`],
    });
    expect(server.adminKey).toBe("an-admin-key-in-a-file");
  });
});

describe("a lost secret", () => {
  afterEach(disposeServers);

  it("is written again when the database knows it, and said", async () => {
    const first = await startTestServer();
    await first.child.stop();
    await rm(toPaths(first.data).webhookSecret);
    const second = await startTestServer({ data: first.data });
    expect(second.secret).toBe(first.secret);
    expect(second.child.output()).toContain("webhook-secret was missing");
  });

  it("is not made anew unless that is asked for", async () => {
    const first = await startTestServer();
    const { data, adminKey, api } = first;
    const response = await fetch(`${api}/api/update_environment_variables`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Authorization: `Convex ${adminKey}`,
      },
      body: JSON.stringify({
        changes: [{ name: "CRM_MASTER_KEY", value: null }],
      }),
    });
    expect(response.status).toBe(200);
    await first.child.stop();
    const { masterKey } = toPaths(data);
    await rm(masterKey);
    const second = launch({ data });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain(`${masterKey} is missing`);
    expect(second.output()).toContain("cannot be read any more");
    expect(second.output()).toContain("--new-master-key");
    await expect(stat(masterKey)).rejects.toThrow("ENOENT");
    const third = await startTestServer({ data, args: ["--new-master-key"] });
    expect((await stat(masterKey)).size).toBeGreaterThan(32);
    expect(third.child.output()).not.toContain("was missing");
  });
});
