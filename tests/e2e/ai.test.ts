/** `npm run ai -- check` and the line of `npm start`, with a provider on loopback. */
import { spawn } from "node:child_process";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../../scripts/checks/processes";
import {
  replies,
  startFakeProvider,
  type FakeProvider,
} from "../support/fakeProvider";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
} from "../support/server";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider(replies.well({ text: "ok" }));
});
afterEach(async () => {
  await disposeServers();
  await provider.close();
});

const aiEnvironment = () => ({
  AI_BASE_URL: provider.url,
  AI_MODEL: "gpt-6-luna",
});

/** Runs the script to its end. */
function check(args: string[], env: Record<string, string>) {
  const child = spawn(
    process.execPath,
    [path.join(ROOT, "scripts/run.mjs"), "ai", "check", ...args],
    { cwd: ROOT, env: { ...process.env, ...env } },
  );
  let output = "";
  const take = (chunk: string) => (output += chunk);
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, output })),
  );
}

describe("npm run ai -- check", () => {
  it("tries this environment where no server runs", async () => {
    const data = `--data=${createDataFolder()}`;
    const tried = await check([data], aiEnvironment());
    expect(tried.output).toContain("AI can be used (this environment).");
    expect(tried.output).toContain("model     gpt-6-luna");
    expect(tried.code).toBe(0);
    expect(provider.calls).toHaveLength(1);
    provider.usual = replies.failing(401);
    const refused = await check([data], aiEnvironment());
    expect(refused.output).toContain("Reason: unauthorized.");
    expect(refused.code).toBe(1);
  });

  it("says what is wrong before it tries", async () => {
    const { code, output } = await check([`--data=${createDataFolder()}`], {
      AI_API_KEY: "sk-test",
    });
    expect(output).toContain("Reason: training_not_excluded.");
    expect(code).toBe(1);
    expect(provider.calls).toEqual([]);
  });

  it("asks the running server, which says the same at its start", async () => {
    const server = await startTestServer({ env: aiEnvironment() });
    const { host } = new URL(provider.url);
    expect(server.child.output()).toContain(
      `AI         gpt-6-luna at ${host}\n`,
    );
    // The server was given the provider; this command was not.
    const { code, output } = await check([`--data=${server.data}`], {});
    expect(output).toContain(`the running server ${server.api}`);
    expect(output).toContain("of workspace demo");
    expect(code).toBe(0);
    const { aiUsage } = await server.readTables(["aiUsage"]);
    expect(aiUsage).toHaveLength(1);
  });
});

describe("npm start", () => {
  it("says in one line that AI cannot be used, and serves all the same", async () => {
    await provider.close();
    const server = await startTestServer({ env: aiEnvironment() });
    const lines = server.child.output().split("\n");
    const about = lines.filter((line) => line.startsWith("AI "));
    expect(about).toHaveLength(1);
    expect(about[0]).toContain("cannot be used");
    expect(about[0]).toContain("(connection, docs/ai.md)");
  });
});
