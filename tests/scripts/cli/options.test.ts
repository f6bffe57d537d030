/** Options from command line and environment, and what is said of wrong ones. */
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../scripts/cli/options";
import { parseSimOptions } from "../../../scripts/sim/command/options";
import { parseStartOptions } from "../../../scripts/local/options";

/** What a person reads instead of a result; fails when there is a result. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) {
      return error.message;
    }
    throw error;
  }
  throw new Error("it was not refused");
}

const MASTER_KEY = `k1:${Buffer.alloc(32).toString("base64")}`;

describe("parseStartOptions", () => {
  const parse = (args: string[], env: Record<string, string> = {}) =>
    parseStartOptions(args, env, "/repo");

  it("has defaults", () => {
    expect(parse([])).toEqual({
      port: 3210,
      sitePort: 3211,
      webPort: 3212,
      host: "127.0.0.1",
      webOrigins: undefined,
      allowedHosts: undefined,
      trustProxy: undefined,
      data: "/repo/.data",
      durability: "full",
      occ: "off",
      stopGraceMs: 10_000,
      redact: undefined,
      log: "info",
      isSeeded: true,
      checksWholeFile: false,
      isWebhookSecretRenewed: false,
      isMasterKeyRenewed: false,
      env: {},
    });
  });

  it.each([
    [[], {}, undefined],
    [["--redact"], { CRM_REDACT: "false" }, true],
    [["--no-redact"], { CRM_REDACT: "true" }, false],
    [[], { CRM_REDACT: "true" }, true],
    [[], { CRM_REDACT: "0" }, false],
    [[], { CRM_REDACT: "" }, undefined],
  ])("takes from %j and %j that redact is %j", (args, env, redact) => {
    expect(parse(args, env)).toMatchObject({ redact });
  });

  it("takes lists of origins, names and proxies", () => {
    const env = {
      CRM_WEB_ORIGIN: "https://crm.example.com, http://[::1]:5173",
      CRM_ALLOW_HOST: "of.the.environment",
      CRM_TRUST_PROXY: "loopback,10.0.0.0/8 , 2001:db8::1",
    };
    expect(parse(["--allow-host=api.example.com"], env)).toMatchObject({
      webOrigins: ["https://crm.example.com", "http://[::1]:5173"],
      allowedHosts: ["api.example.com"],
      trustProxy: ["loopback", "10.0.0.0/8", "2001:db8::1"],
    });
  });

  it("reads the environment and prefers the command line", () => {
    const env = {
      CRM_PORT: "1",
      CRM_SITE_PORT: "2",
      CRM_WEB_PORT: "3",
      CRM_DATA: "/elsewhere",
      CRM_ADMIN_KEY: "0123456789abcdef",
      CRM_DURABILITY: "process",
      CRM_OCC: "strict",
      CRM_STOP_GRACE: "2.5",
      CRM_REQUEST_LIMIT: "0.5",
      CRM_LOG: "all",
      CRM_HOST: "",
    };
    expect(parse(["--port", "9", "--no-seed"], env)).toMatchObject({
      port: 9,
      sitePort: 2,
      webPort: 3,
      host: "127.0.0.1",
      data: "/elsewhere",
      adminKey: "0123456789abcdef",
      durability: "process",
      occ: "strict",
      stopGraceMs: 2_500,
      requestLimitMs: 500,
      log: "all",
      isSeeded: false,
    });
  });

  it("passes on the functions' variables and nothing else", () => {
    const env = {
      KAPSO_WEBHOOK_SECRET: "sixteen-bytes-ok",
      CRM_MASTER_KEY: MASTER_KEY,
      AI_MODEL: "m",
      AI_API_KEY: "",
      PATH: "/bin",
    };
    expect(parse([], env).env).toEqual({
      KAPSO_WEBHOOK_SECRET: "sixteen-bytes-ok",
      CRM_MASTER_KEY: MASTER_KEY,
      AI_MODEL: "m",
    });
  });

  it("takes the admin key from a file, the command line first", () => {
    const environment = { CRM_ADMIN_KEY: "of-the-environment" };
    expect(parse(["--admin-key-file", "key"], environment)).toMatchObject({
      adminKeyFile: "/repo/key",
      adminKey: undefined,
    });
    expect(parse([], { CRM_ADMIN_KEY_FILE: "/run/key" })).toMatchObject({
      adminKeyFile: "/run/key",
    });
  });

  const hint = "npm start -- --help lists what it takes.";
  it.each<[string[], Record<string, string>, string]>([
    [["--port", "x"], {}, '--port must be a port from 0 to 65535; it is "x".'],
    [
      [],
      { CRM_PORT: "abc" },
      'CRM_PORT must be a port from 0 to 65535; it is "abc".',
    ],
    [
      ["--web-port=65536"],
      {},
      '--web-port must be a port from 0 to 65535; it is "65536".',
    ],
    [
      ["--port", "0x10"],
      {},
      '--port must be a port from 0 to 65535; it is "0x10".',
    ],
    [
      ["--port", "-1"],
      {},
      '--port must be a port from 0 to 65535; it is "-1".',
    ],
    [["--port="], {}, '--port must be a port from 0 to 65535; it is "".'],
    [["--port"], {}, `--port needs a value. ${hint}`],
    [["--port", "--no-seed"], {}, `--port needs a value. ${hint}`],
    [["--no-seed=yes"], {}, `--no-seed takes no value. ${hint}`],
    [["--nonsense"], {}, `There is no option --nonsense. ${hint}`],
    [["-x"], {}, `There is no option -x. ${hint}`],
    [
      ["word"],
      {},
      `"word" is not understood: options begin with "--". ${hint}`,
    ],
    [
      ["--stop-grace", "soon"],
      {},
      '--stop-grace must be a number of seconds; it is "soon".',
    ],
    [
      [],
      { CRM_REDACT: "maybe" },
      'CRM_REDACT must be true, false, 1 or 0; it is "maybe".',
    ],
    [
      ["--port=7000", "--web-port=7000"],
      {},
      "--port and --web-port must differ; both are 7000.",
    ],
    [
      ["--site-port=3210"],
      {},
      "--port and --site-port must differ; both are 3210.",
    ],
    [
      ["--durability", "none"],
      {},
      '--durability must be full or process; it is "none".',
    ],
    [
      [],
      { CRM_LOG: "loud" },
      'CRM_LOG must be error, warn, info, debug or all; it is "loud".',
    ],
    [
      ["--host", "a b"],
      {},
      '--host must be an address or a name, such as 127.0.0.1; it is "a b".',
    ],
    [
      ["--web-origin", "https://crm.example.com/"],
      {},
      '--web-origin must be origins such as https://crm.example.com, with commas between; it is "https://crm.example.com/".',
    ],
    [
      [],
      { CRM_ALLOW_HOST: "api.example.com,,api.example.org" },
      'CRM_ALLOW_HOST must be names such as api.example.com, without a port, with commas between; it is "api.example.com,,api.example.org".',
    ],
    [
      ["--trust-proxy=nginx"],
      {},
      '--trust-proxy must be addresses, networks such as 10.0.0.0/8 or "loopback", with commas between; it is "nginx".',
    ],
    [
      ["--admin-key", "short"],
      {},
      "--admin-key must be 16 or more letters, digits and signs without a space; the one given has 5 characters.",
    ],
    [
      ["--admin-key", "long-enough-to-pass", "--admin-key-file", "f"],
      {},
      "The admin key is given twice, itself and as a file. Give one of them.",
    ],
    [
      [],
      { KAPSO_WEBHOOK_SECRET: "x" },
      "KAPSO_WEBHOOK_SECRET must be at least 16 bytes long; the one given has 1 character.",
    ],
    [
      [],
      { KAPSO_WEBHOOK_SECRET_PREVIOUS: "fifteen-bytes-x" },
      "KAPSO_WEBHOOK_SECRET_PREVIOUS must be at least 16 bytes long; the one given has 15 characters.",
    ],
    [
      [],
      { CRM_MASTER_KEY: "k1:AAAA" },
      'CRM_MASTER_KEY must be a name, a colon and 32 bytes in base64, as in "k1:$(openssl rand -base64 32)"; the one given has 7 characters.',
    ],
  ])("refuses %j %j in words", (args, environment, words) => {
    expect(refusal(() => parse(args, environment))).toBe(words);
  });
});

describe("parseSimOptions", () => {
  const parse = (...args: string[]) =>
    parseSimOptions(args, {}, "/repo", { seed: 77, now: 5 });

  it("knows how each scenario runs by default", () => {
    expect(parse("flood")).toMatchObject({
      data: "/repo/.data",
      people: 500,
      senders: 16,
      durationSeconds: 10,
      seed: 77,
      now: 5,
      timeFactor: 0.01,
      isVerified: false,
    });
    expect(parse("hello")).toMatchObject({ people: 1, senders: 1 });
  });

  it("takes options in any place", () => {
    expect(
      parse(
        ...["--rate", "500", "flood", "--seed", "5", "--verify"],
        ...["--now", "1970-01-01T00:00:01+00:00"],
      ),
    ).toMatchObject({ rate: 500, seed: 5, now: 1000, isVerified: true });
  });

  it.each<[string[], string]>([
    [
      [],
      "Say which scenario: hello, fixtures, day, flood, chaos or digest. npm run sim -- --help says what each does.",
    ],
    [
      ["nonsense"],
      'There is no scenario "nonsense": hello, fixtures, day, flood, chaos or digest. npm run sim -- --help says what each does.',
    ],
    [
      ["hello", "day"],
      '"day" is not understood: options begin with "--". npm run sim -- --help lists what it takes.',
    ],
    [["flood", "--rate", "0"], '--rate must be a number above 0; it is "0".'],
    [
      ["flood", "--senders", "1.5"],
      '--senders must be a whole number from 1 to 1024; it is "1.5".',
    ],
    [
      ["flood", "--url", "nowhere"],
      '--url must be an address that begins with http:// or https://; it is "nowhere".',
    ],
    [
      ["flood", "--now", "yesterday"],
      '--now must be a time such as 2026-09-14T02:15:00Z; it is "yesterday".',
    ],
    [
      ["hello", "--phone-number-id", "+62"],
      '--phone-number-id must be Meta\'s id of a number, digits only; it is "+62".',
    ],
    [
      ["hello", "--people", "3"],
      "--people does not go with hello, only with day, flood, chaos and digest.",
    ],
    [
      ["fixtures", "--seed", "3"],
      "--seed does not go with fixtures, only with hello, day, flood, chaos and digest.",
    ],
    [
      ["day", "--duration", "3"],
      "--duration does not go with day, only with flood.",
    ],
    [
      ["chaos", "--buffer"],
      "--buffer does not go with chaos, only with day and digest.",
    ],
    [
      ["digest", "--verify"],
      "--verify does not go with digest, only with hello, fixtures, day, flood and chaos.",
    ],
  ])("refuses %j in words", (args, words) => {
    expect(refusal(() => parse(...args))).toBe(words);
  });
});
