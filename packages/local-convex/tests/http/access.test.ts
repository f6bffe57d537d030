/** CORS and DNS rebinding: pages of other origins, and foreign Host headers. */
import { describe, expect, it } from "vitest";
import { isHostName, isOrigin } from "../../src/http/access";
import type { StartServerOptions } from "../../src/host/server";
import {
  ADMIN_KEY,
  spawnReadyServer,
  spawnServer,
  startFixture,
  temporaryFolder,
} from "../hostHarness";
import { ask } from "./ask";

const PAGE = "https://app.example";
const CORS = /^(access-control-|vary$)/;

function corsOf(headers: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => CORS.test(name)),
  );
}

const FOR_PAGES = [
  ["POST", "/api/query"],
  ["GET", "/api/query"],
  ["POST", "/api/mutation"],
  ["POST", "/api/action"],
  ["POST", "/api/function"],
  ["POST", "/api/query_ts"],
  ["POST", "/api/query_at_ts"],
  ["POST", "/api/run/events/list"],
  ["GET", "/version"],
] as const;

const FOR_PROGRAMS = [
  ["POST", "/api/deploy2/start_push"],
  ["POST", "/api/deploy2/finish_push"],
  ["POST", "/api/get_config_hashes"],
  ["POST", "/api/update_environment_variables"],
  ["GET", "/api/v1/get_canonical_urls"],
  ["GET", "/api/stream_function_logs"],
  ["POST", "/api/backup"],
  ["POST", "/api/run_test_function"],
  ["GET", "/api/export/request/zip"],
  ["POST", "/api/import/start_upload"],
  ["GET", "/api/nothing"],
  ["POST", "/api/run/../backup"],
  ["POST", "/api/run/%2e%2e/backup"],
] as const;

describe("a page of an allowed origin", async () => {
  const { url } = await startFixture({
    webOrigins: [PAGE, "http://[::1]:8080"],
  });

  it.each(FOR_PAGES)("may read the answer of %s %s", async (method, path) => {
    const body = method === "GET" ? "" : '{"path":"events:list","args":{}}';
    for (const origin of [PAGE, "http://[::1]:8080"]) {
      const { headers } = await ask(url, path, { origin }, { method, body });
      expect(corsOf(headers)).toEqual({
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        vary: "origin",
      });
    }
  });

  it("may ask beforehand", async () => {
    const { status, headers } = await ask(
      url,
      "/api/mutation",
      {
        origin: PAGE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
      { method: "OPTIONS" },
    );
    expect(status).toBe(204);
    expect(corsOf(headers)).toEqual({
      "access-control-allow-origin": PAGE,
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "authorization,content-type",
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-max-age": "86400",
      vary: "origin",
    });
  });

  it("may read why it was refused", async () => {
    const sent = { method: "POST", body: "{" };
    const answer = await ask(url, "/api/query", { origin: PAGE }, sent);
    const { status, headers } = answer;
    expect(status).toBe(400);
    expect(headers["access-control-allow-origin"]).toBe(PAGE);
  });

  it.each(FOR_PROGRAMS)("may not read %s %s", async (method, path) => {
    const authorization = `Convex ${ADMIN_KEY}`;
    const asked = { "access-control-request-method": method };
    for (const [headers, how] of [
      [{ origin: PAGE, ...asked }, "OPTIONS"],
      [{ origin: PAGE, authorization }, method],
    ] as const) {
      const answer = await ask(url, path, headers, { method: how });
      expect(corsOf(answer.headers)).toEqual({});
    }
  });
});

describe("a page of another origin", async () => {
  const { url } = await startFixture({ webOrigins: [PAGE] });

  it.each([
    "https://evil.example",
    "http://app.example",
    "https://app.example:444",
    "https://app.example.evil.example",
    "https://APP.example",
    "http://127.0.0.1:8080",
    "null",
    "",
  ])("(%s) may read no answer", async (origin) => {
    for (const [method, path] of FOR_PAGES) {
      const asked = {
        "access-control-request-method": method,
        "access-control-request-headers": "authorization",
      };
      for (const [headers, how] of [
        [{ origin, ...asked }, "OPTIONS"],
        [{ origin }, method],
      ] as const) {
        const answer = await ask(url, path, headers, { method: how });
        expect(corsOf(answer.headers)).toEqual({ vary: "origin" });
      }
    }
  });
});

describe("without a list", () => {
  it.each<[Partial<StartServerOptions>, string, boolean]>([
    [{}, "http://localhost:5173", true],
    [{}, "http://127.0.0.1:5173", true],
    [{}, "https://[::1]", true],
    [{}, "https://app.example", false],
    [{}, "http://localhost.evil.example", false],
    [{}, "null", false],
    [{}, "file://localhost", false],
    [{ host: "0.0.0.0" }, "http://localhost:5173", false],
    [{ host: "0.0.0.0" }, "https://app.example", false],
    [{ cloudOrigin: "https://api.example" }, "http://localhost:5173", false],
    [{ allowedHosts: ["api.example"] }, "http://localhost:5173", false],
    [{ trustProxy: ["loopback"] }, "http://localhost:5173", false],
  ])("and with %j a page of %s may read: %s", async (options, origin, may) => {
    const { url } = await startFixture(options);
    const { port } = new URL(url);
    const local = `http://127.0.0.1:${port}`;
    const { headers } = await ask(local, "/version", { origin });
    const allowed = headers["access-control-allow-origin"];
    expect(allowed).toBe(may ? origin : undefined);
  });
});

it("HTTP actions say themselves who may read them", async () => {
  const { url, siteUrl } = await startFixture({ webOrigins: [PAGE] });
  for (const [origin, path] of [
    [siteUrl, "/whoami"],
    [url, "/http/whoami"],
  ] as const) {
    const { status, headers } = await ask(origin, path, { origin: PAGE });
    expect(status).toBe(200);
    expect(corsOf(headers)).toEqual({});
  }
});

describe("the Host header", () => {
  const cases: [Partial<StartServerOptions>, string, boolean][] = [
    [{}, "127.0.0.1", true],
    [{}, "127.0.0.1:3210", true],
    [{}, "localhost:1", true],
    [{}, "LocalHost", true],
    [{}, "[::1]:3210", true],
    [{}, "evil.example", false],
    [{}, "evil.example:3210", false],
    [{}, "127.0.0.1.evil.example", false],
    [{}, "localhost.evil.example", false],
    [{}, "evil.example@localhost", false],
    [{}, "localhost/evil.example", false],
    [{}, "192.0.2.1", false],
    [{}, "0.0.0.0:3210", false],
    [{}, "[::1", false],
    [{ host: "::1" }, "[::1]:3210", true],
    [{ host: "::1" }, "evil.example", false],
    [{ cloudOrigin: "https://api.example" }, "api.example", true],
    [{ cloudOrigin: "https://api.example" }, "API.example:443", true],
    [{ cloudOrigin: "https://api.example" }, "evil.example", false],
    [{ siteOrigin: "https://hooks.example" }, "hooks.example", true],
    [{ allowedHosts: ["API.example"] }, "api.example", true],
    [{ allowedHosts: ["[FD00::1]"] }, "[fd00::1]:80", true],
    [{ allowedHosts: ["api.example"] }, "127.0.0.1", true],
    [{ allowedHosts: ["api.example"] }, "evil.example", false],
    [{ host: "0.0.0.0" }, "anything.example", true],
    [{ host: "0.0.0.0", allowedHosts: ["api.example"] }, "api.example", true],
    [{ host: "0.0.0.0", allowedHosts: ["api.example"] }, "localhost", true],
    [{ host: "0.0.0.0", allowedHosts: ["api.example"] }, "evil.example", false],
    [{ host: "0.0.0.0", allowedHosts: [] }, "evil.example", false],
  ];

  it.each(cases)("with %j may be %j: %s", async (options, host, may) => {
    const { url, siteUrl } = await startFixture(options);
    const reach = (address: string, path: string) => {
      const { port } = new URL(address);
      const at = options.host === "::1" ? "[::1]" : "127.0.0.1";
      return ask(`http://${at}:${port}`, path, { host });
    };
    const { status, text } = await reach(url, "/version");
    expect(status).toBe(may ? 200 : 421);
    if (!may) {
      expect(JSON.parse(text)).toEqual({
        code: "HostNotAllowed",
        message: expect.stringContaining("--allow-host"),
      });
    }
    // Webhooks come through tunnels, under any name.
    expect((await reach(siteUrl, "/whoami")).status).toBe(200);
  });

  it("is asked for before a page may read anything", async () => {
    const { url } = await startFixture({ webOrigins: [PAGE] });
    const sent = { host: "evil.example", origin: PAGE };
    const preflight = { method: "OPTIONS" };
    const answer = await ask(url, "/api/query", sent, preflight);
    const { status, headers } = answer;
    expect(status).toBe(421);
    expect(corsOf(headers)).toEqual({});
  });
});

describe("an option", () => {
  it.each([
    ["https://app.example", true],
    ["http://localhost:5173", true],
    ["http://[::1]:80", false],
    ["https://app.example/", false],
    ["https://app.example/page", false],
    ["https://App.example", false],
    ["https://app.example:443", false],
    ["https://user@app.example", false],
    ["app.example", false],
    ["ftp://app.example", false],
    ["null", false],
    ["*", false],
    ["", false],
  ])("%j is an origin: %s", (text, expected) => {
    expect(isOrigin(text)).toBe(expected);
  });

  it.each([
    ["api.example", true],
    ["API.example", true],
    ["192.0.2.1", true],
    ["[fd00::1]", true],
    ["fd00::1", false],
    ["api.example:443", false],
    ["https://api.example", false],
    ["api.example/", false],
    ["a b", false],
    ["", false],
  ])("%j is the name of a host: %s", (text, expected) => {
    expect(isHostName(text)).toBe(expected);
  });

  it.each([
    ["--web-origin", "https://app.example,app.example"],
    ["--allow-host", "api.example,https://api.example"],
    ["--trust-proxy", "loopback,nginx"],
  ])("%s is refused for one wrong entry", async (flag, value) => {
    const lines: string[] = [];
    const server = await spawnServer({
      directory: temporaryFolder(),
      flags: [flag, value],
      onLine: (line) => lines.push(line),
    });
    expect(server).toBeNull();
    expect(lines.join()).toContain(`${flag}: "${value.split(",")[1]}"`);
  });

  it("takes effect from the command line", async () => {
    const server = await spawnReadyServer({
      directory: temporaryFolder(),
      flags: [
        "--web-origin=https://one.example, https://two.example",
        ...["--allow-host", "api.example", "--trust-proxy", "loopback"],
      ],
    });
    const origin = "https://two.example";
    const sent = { host: "api.example", origin };
    const { status, headers } = await ask(server.url, "/version", sent);
    expect(status).toBe(200);
    expect(headers["access-control-allow-origin"]).toBe(origin);
  });
});
