/** `convex dev` and `convex logs`, which go on, against the server. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  ADMIN_KEY,
  copyOfFixtureApp,
  m,
  q,
  startFixture,
  type TestServer,
} from "../hostHarness";
import { startCli } from "./watchingCli";

const READY = /Convex functions ready!/;

/** A served app and `convex dev` on its folder, after the first push. */
async function startDev() {
  const server = await startFixture({ pushFile: undefined });
  const app = copyOfFixtureApp();
  const dev = startCli(server, app, "dev", "--typecheck=disable");
  await dev.until(READY);
  const change = (name: string, edit: (text: string) => string) => {
    const file = join(app, "convex", name);
    writeFileSync(file, edit(readFileSync(file, "utf8")));
  };
  return { server, dev, change };
}

/** For what may come too early to have an effect. */
async function repeatUntil(
  ended: Promise<unknown>,
  body: () => Promise<unknown>,
): Promise<void> {
  let isOver = false;
  const stop = () => void (isOver = true);
  ended.then(stop, stop);
  while (!isOver) {
    await body();
  }
  await ended;
}

async function setVariable(server: TestServer, name: string, value: string) {
  const response = await fetch(
    `${server.url}/api/update_environment_variables`,
    {
      method: "POST",
      headers: { authorization: `Convex ${ADMIN_KEY}` },
      body: JSON.stringify({ changes: [{ name, value }] }),
    },
  );
  expect(response.status).toBe(200);
}

const greeting = (server: TestServer) =>
  server.client.query(q("sandbox:greeting"), {});

describe("convex dev", () => {
  it("pushes what changes; what is broken waits until it is mended", async () => {
    const { server, dev, change } = await startDev();
    expect(await greeting(server)).toBeNull();
    change("sandbox.ts", (text) =>
      text.replace("env.GREETING ?? null", 'env.GREETING ?? "changed"'),
    );
    await dev.until(READY);
    expect(await greeting(server)).toBe("changed");
    change("sandbox.ts", (text) => `${text}\nthrow new Error("not today");\n`);
    await dev.until(/Uncaught Error: not today/);
    expect(await greeting(server)).toBe("changed");
    change("sandbox.ts", (text) =>
      text
        .replace('throw new Error("not today");', "")
        .replace('?? "changed"', '?? "mended"'),
    );
    await dev.until(READY);
    expect(await greeting(server)).toBe("mended");
  });

  it("tries again when the documents in its way change", async () => {
    const { server, dev, change } = await startDev();
    const record = () =>
      server.client.mutation(m("events:record"), { key: "old" });
    const id = String(await record());
    change("schema.ts", (text) =>
      text.replace("at: v.number()", "at: v.number(), by: v.string()"),
    );
    await dev.until(/Schema validation failed/);
    await server.engine.write("repair", (tx) => tx.remove("", id));
    // The watch begins unseen.
    await repeatUntil(dev.until(READY), () =>
      server.engine.write("touch", (tx) => {
        const event = { key: "new", at: 0, by: "test" };
        tx.system.remove("", tx.system.insert("", "events", event));
      }),
    );
    await expect(record()).rejects.toThrow("does not match the schema");
  });

  it("tries again when a variable changes", async () => {
    const { server, dev, change } = await startDev();
    change("convex.config.ts", (text) =>
      text.replace("v.optional(v.string())", "v.string()"),
    );
    const missing = /GREETING\S* is declared as required/;
    await dev.until(missing);
    let times = 0;
    await repeatUntil(dev.until(missing), () =>
      setVariable(server, "TIMES", `${(times += 1)}`),
    );
  });

  it("shows what functions print", async () => {
    const { server, dev } = await startDev();
    await server.client.query(q("sandbox:logs"), {});
    const shown = await dev.until(/\[CONVEX Q\(sandbox:logs\)\].*'hello'/);
    expect(shown).toContain("[LOG]");
  });
});

describe("convex logs", () => {
  it("shows every kind of run from then on, and failures with their reason", async () => {
    const server = await startFixture();
    await server.client.mutation(m("events:record"), { key: "before" });
    const logs = startCli(server, copyOfFixtureApp(), "logs", "--success");
    await logs.until(/Watching logs/);
    // The watch begins unseen.
    const first = logs.until(/Q\(sandbox:clockInQuery\)/);
    await repeatUntil(first, () =>
      server.client.query(q("sandbox:clockInQuery"), {}),
    );
    expect(await first).not.toContain("events:record");
    await server.client.mutation(m("events:record"), { key: "after" });
    await logs.until(/\[CONVEX M\(events:record\)\] Function executed in/);
    await logs.until(/\[CONVEX M\(events:followUp\)\] Function executed in/);
    await server.client.query(q("sandbox:logs"), {});
    await logs.until(
      /\[CONVEX Q\(sandbox:logs\)\] \[LOG\]\S* 'hello' { a: 1 }/,
    );
    await logs.until(/\[WARN\]\S* 'careful'/);
    await server.client.query(q("sandbox:crash"), {}).catch(() => undefined);
    await logs.until(/\[CONVEX Q\(sandbox:crash\)\] Uncaught TypeError/);
    await fetch(`${server.siteUrl}/files/exact`);
    await logs.until(/\[CONVEX H\(GET \/files\/exact\)\] Function executed/);
  });

  it("shows what was before when asked", async () => {
    const server = await startFixture();
    await server.client.query(q("sandbox:logs"), {});
    const args = ["logs", "--history", "5", "--jsonl"];
    const logs = startCli(server, copyOfFixtureApp(), ...args);
    const text = await logs.until(/^\{.*sandbox:logs.*\}$/m);
    const line: unknown = JSON.parse(text.split("\n").at(-1) ?? "");
    expect(line).toMatchObject({
      kind: "Completion",
      udfType: "Query",
      identifier: "sandbox:logs",
      componentPath: null,
      logLines: [
        { level: "LOG", messages: ["'hello' { a: 1 }"], isTruncated: false },
        { level: "WARN", messages: ["'careful'"], isTruncated: false },
      ],
      success: { status: "success" },
      error: null,
    });
  });
});
