/** Options from command line and environment, and where a start keeps its secrets. */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drawActivity } from "../../scripts/support/activity";
import {
  keepAdminKey,
  keepFunctionSecrets,
  openDataFolder,
  readServerInfo,
  removeServerInfo,
  toPaths,
  writeServerInfo,
} from "../../scripts/support/dataFolder";
import { findTarget, parseSimOptions } from "../../scripts/support/simOptions";
import {
  parseStartOptions,
  UsageError,
} from "../../scripts/support/startOptions";

describe("parseStartOptions", () => {
  const parse = (args: string[], env: Record<string, string> = {}) =>
    parseStartOptions(args, env, "/repo");

  it("has defaults", () => {
    expect(parse([])).toEqual({
      port: 3210,
      sitePort: 3211,
      webPort: 3212,
      host: "127.0.0.1",
      data: "/repo/.data",
      adminKey: undefined,
      durability: "full",
      occ: "off",
      isSeeded: true,
      env: {},
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
      isSeeded: false,
    });
  });

  it("passes on the functions' variables and nothing else", () => {
    const env = {
      KAPSO_WEBHOOK_SECRET: "s",
      AI_MODEL: "m",
      AI_API_KEY: "",
      PATH: "/bin",
    };
    expect(parse([], env).env).toEqual({
      KAPSO_WEBHOOK_SECRET: "s",
      AI_MODEL: "m",
    });
  });

  it.each([
    [["--port", "x"]],
    [["--port", "65536"]],
    [["--durability", "none"]],
    [["--occ", "on"]],
    [["--admin-key", "short"]],
    [["--nonsense"]],
    [["positional"]],
  ])("refuses %j", (args) => {
    expect(() => parse(args)).toThrow(UsageError);
  });
});

describe("a data folder", () => {
  let data: string;
  beforeEach(async () => {
    data = path.join(await mkdtemp(path.join(tmpdir(), "crm-")), "data");
    await openDataFolder(data);
  });
  afterEach(async () => {
    await rm(path.dirname(data), { recursive: true });
  });
  const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

  it("is for its owner only", async () => {
    await keepAdminKey(data, undefined);
    await keepFunctionSecrets(data, {});
    const { adminKey, webhookSecret, masterKey } = toPaths(data);
    expect(await modeOf(data)).toBe(0o700);
    for (const file of [adminKey, webhookSecret, masterKey]) {
      expect(await modeOf(file)).toBe(0o600);
    }
  });

  it("keeps the secrets it once made", async () => {
    const key = await keepAdminKey(data, undefined);
    const secrets = await keepFunctionSecrets(data, {});
    expect(await keepAdminKey(data, undefined)).toBe(key);
    expect(await keepFunctionSecrets(data, {})).toEqual(secrets);
    expect(secrets["KAPSO_WEBHOOK_SECRET"]).toMatch(/^[0-9a-f]{64}$/);
    const [id, base64] = secrets["CRM_MASTER_KEY"]?.split(":") ?? [];
    expect(id).toBe("k1");
    expect(Buffer.from(base64 ?? "", "base64")).toHaveLength(32);
  });

  it("makes none that the environment gives", async () => {
    const made = await keepFunctionSecrets(data, {
      KAPSO_WEBHOOK_SECRET: "given",
      CRM_MASTER_KEY: "given",
    });
    expect(made).toEqual({});
    await expect(stat(toPaths(data).webhookSecret)).rejects.toThrow("ENOENT");
  });

  it("keeps a given admin key for other commands", async () => {
    await keepAdminKey(data, "given-by-the-operator");
    expect(await readFile(toPaths(data).adminKey, "utf8")).toBe(
      "given-by-the-operator\n",
    );
  });

  it("does not start with an emptied secret", async () => {
    await writeFile(toPaths(data).webhookSecret, "");
    await expect(keepFunctionSecrets(data, {})).rejects.toThrow("is empty");
  });

  it("leads the simulator to the running server", async () => {
    const info = {
      api: "http://127.0.0.1:1",
      site: "http://127.0.0.1:2",
      web: "http://127.0.0.1:3",
      webhook: "http://127.0.0.1:2/webhooks/kapso",
      admin_key_file: toPaths(data).adminKey,
    };
    const options = parseSimOptions(["hello", "--data", data], {}, "/", {
      seed: 1,
      now: 0,
    });
    await expect(findTarget(options, {})).rejects.toThrow("npm start");
    const key = await keepAdminKey(data, undefined);
    const secrets = await keepFunctionSecrets(data, {});
    await writeServerInfo(data, info);
    expect(await readServerInfo(data)).toEqual(info);
    expect(await findTarget(options, {})).toEqual({
      url: info.webhook,
      secret: secrets["KAPSO_WEBHOOK_SECRET"],
      admin: { url: info.api, key },
    });
    expect(
      await findTarget(options, { KAPSO_WEBHOOK_SECRET: "other" }),
    ).toMatchObject({ secret: "other" });
    await removeServerInfo(data);
    expect(await readServerInfo(data)).toBeUndefined();
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

  it.each([
    [[]],
    [["nonsense"]],
    [["hello", "day"]],
    [["flood", "--rate", "0"]],
    [["flood", "--senders", "1.5"]],
    [["flood", "--url", "nowhere"]],
    [["flood", "--nonsense"]],
    [["flood", "--now", "yesterday"]],
  ])("refuses %j", (args) => {
    expect(() => parse(...args)).toThrow(UsageError);
  });
});

describe("drawActivity", () => {
  it("wanders from end to end", () => {
    const at = (milliseconds: number) =>
      drawActivity("Starting", milliseconds).slice("Starting ".length);
    expect(at(0)).toBe("[####--------------------] 0.0 s");
    expect(at(2000)).toBe("[--------------------####] 2.0 s");
    expect(at(4000)).toBe("[####--------------------] 4.0 s");
  });
});
