import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FunctionLog, type FunctionRun } from "../../src/admin/functionLog";
import { ADMIN_KEY, startFixture } from "../hostHarness";

function run(path: string, changes: Partial<FunctionRun> = {}): FunctionRun {
  return {
    ...{ kind: "query", component: "", path, requestId: "r", error: null },
    ...{ logLines: ["[LOG] 'a'"], startedAt: Date.now(), ...changes },
  };
}

async function pathsAfter(log: FunctionLog, cursor: number) {
  const { entries, newCursor } = await log.after(cursor);
  return { paths: entries.map(({ identifier }) => identifier), newCursor };
}

describe("the log of functions", () => {
  it("answers the first poll at once, with nothing yet", async () => {
    const { paths, newCursor } = await pathsAfter(new FunctionLog(), 0);
    expect(paths).toEqual([]);
    expect(newCursor).toBeGreaterThan(0);
  });

  it("answers a later poll when something has run", async () => {
    const log = new FunctionLog();
    const { newCursor } = await log.after(0);
    const waiting = [log.after(newCursor), log.after(newCursor)];
    log.add(run("m:one"));
    for (const { entries } of await Promise.all(waiting)) {
      expect(entries).toMatchObject([{ identifier: "m:one" }]);
    }
  });

  it("shows every run once, in order, wherever it is asked in between", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 50 }),
        async (asks) => {
          const log = new FunctionLog();
          let { newCursor: cursor } = await log.after(0);
          const added: string[] = [];
          const seen: string[] = [];
          // A question nobody has an answer for yet would wait.
          const ask = async () => {
            if (seen.length === added.length) {
              return;
            }
            const { paths, newCursor } = await pathsAfter(log, cursor);
            seen.push(...paths);
            cursor = newCursor;
          };
          for (const isQuestion of asks) {
            if (isQuestion) {
              await ask();
            } else {
              log.add(run(`m:f${added.push(`m:f${added.length}`) - 1}`));
            }
          }
          await ask();
          expect(seen).toEqual(added);
        },
      ),
    );
  });

  it("keeps the latest thousand runs, and eight million characters", async () => {
    const log = new FunctionLog();
    for (let i = 0; i < 1_005; i += 1) {
      log.add(run(`m:f${i}`));
    }
    const { paths } = await pathsAfter(log, 0);
    expect(paths).toHaveLength(1_000);
    expect(paths[0]).toBe("m:f5");
    const logLines = [`[LOG] ${"x".repeat(3 * 2 ** 20)}`];
    for (const path of ["m:a", "m:b", "m:c"]) {
      log.add(run(path, { logLines }));
    }
    expect((await pathsAfter(log, 0)).paths).toEqual(["m:b", "m:c"]);
  });

  it("ends open polls when it is closed", async () => {
    const log = new FunctionLog();
    const { newCursor } = await log.after(0);
    const waiting = log.after(newCursor);
    log.close();
    expect(await waiting).toEqual({ entries: [], newCursor });
    expect(await log.after(newCursor)).toEqual({ entries: [], newCursor });
  });
});

describe("the server", () => {
  const headers = { authorization: `Convex ${ADMIN_KEY}` };

  it("closes although somebody waits for a log entry", async () => {
    const server = await startFixture();
    const path = `${server.url}/api/stream_function_logs?cursor=`;
    const far = Date.now() * 2;
    const waiting = fetch(`${path}${far}`, { headers });
    const asked = await fetch(`${path}0`, { headers });
    expect(asked.status).toBe(200);
    await server.close();
    expect(await (await waiting).json()).toEqual({
      entries: [],
      newCursor: far,
    });
  });

  it("shows its log and runs inline queries for admins only", async () => {
    const server = await startFixture();
    const ask = (init: RequestInit) =>
      fetch(`${server.url}/api/stream_function_logs?cursor=0`, init);
    expect((await ask({})).status).toBe(401);
    expect((await ask({ headers })).status).toBe(200);
    const source =
      'import { query } from "convex:/_system/repl/wrappers.js"; export default query(async () => 1);';
    const body = JSON.stringify({ bundle: { path: "testQuery.js", source } });
    const inline = (init: RequestInit) =>
      fetch(`${server.url}/api/run_test_function`, {
        ...{ method: "POST", body, ...init },
      });
    expect((await inline({})).status).toBe(401);
    expect(await (await inline({ headers })).json()).toMatchObject({
      ...{ status: "success", value: 1 },
    });
  });
});
