/** Where a start keeps its secrets, and what it does when one is lost. */
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  openDataFolder,
  readServerInfo,
  removeServerInfo,
  toPaths,
  writeServerInfo,
} from "../../../scripts/local/dataFolder";
import {
  findAdminKey,
  gatherSecrets,
  keepAdminKey,
  removeDrafts,
  restoreLost,
} from "../../../scripts/local/secrets";
import { UsageError } from "../../../scripts/cli/options";
import { parseSimOptions } from "../../../scripts/sim/command/options";
import { findTarget } from "../../../scripts/sim/command/target";
import { parseStartOptions } from "../../../scripts/local/options";
import type { AdminClient } from "../../../scripts/sim/adminClient";

let root: string;
let data: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "crm-"));
  data = path.join(root, "data");
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const options = (args: string[] = [], env: Record<string, string> = {}) =>
  parseStartOptions([...args, "--data", data], env, "/");
const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

describe("openDataFolder", () => {
  it("makes it for its owner only, and takes it back whole", async () => {
    const deep = path.join(data, "a", "b");
    const { hasDatabase, undo } = await openDataFolder(deep);
    expect(hasDatabase).toBe(false);
    expect(await modeOf(deep)).toBe(0o700);
    await writeFile(path.join(deep, "admin-key"), "half");
    await undo();
    expect(await readdir(root)).toEqual([]);
  });

  it("empties one that was empty, and leaves it", async () => {
    await mkdir(path.join(data, "lost+found"), { recursive: true });
    const { undo } = await openDataFolder(data);
    await writeFile(toPaths(data).adminKey, "half");
    await undo();
    expect(await readdir(data)).toEqual(["lost+found"]);
  });

  it("takes nothing back from one that was in use", async () => {
    await mkdir(toPaths(data).database, { recursive: true });
    const { hasDatabase, undo } = await openDataFolder(data);
    expect(hasDatabase).toBe(true);
    await undo();
    expect(await readdir(data)).toEqual(["database"]);
  });

  it("says what is wrong with the path", async () => {
    const file = path.join(root, "file");
    await writeFile(file, "");
    await expect(openDataFolder(file)).rejects.toThrow(
      `The data folder ${file} cannot be made: it is a file. Choose another with --data or CRM_DATA.`,
    );
    await expect(openDataFolder(path.join(file, "sub"))).rejects.toThrow(
      "cannot be made: a part of the path is a file.",
    );
    await expect(openDataFolder("/proc/nowhere/data")).rejects.toThrow(
      "cannot be made: there is no such place.",
    );
  });

  it("leaves a folder of something else alone", async () => {
    await writeFile(path.join(root, "letter.txt"), "");
    const before = await modeOf(root);
    await expect(openDataFolder(root)).rejects.toThrow(
      "holds other files and no data of kapso-crm",
    );
    expect(await modeOf(root)).toBe(before);
  });
});

describe("the admin key", () => {
  beforeEach(() => openDataFolder(data));

  it("is made once and kept for its owner", async () => {
    const key = await findAdminKey(options());
    expect(await findAdminKey(options())).toBe(key);
    expect(await modeOf(toPaths(data).adminKey)).toBe(0o600);
  });

  it("comes from a file that others cannot see in a process list", async () => {
    const file = path.join(root, "key");
    await writeFile(file, "0123456789abcdef\n");
    const given = options(["--admin-key-file", file]);
    expect(await findAdminKey(given)).toBe("0123456789abcdef");
    await writeFile(file, "short");
    await expect(findAdminKey(given)).rejects.toThrow(
      `The admin key in ${file} must be 16 or more`,
    );
    await rm(file);
    await expect(findAdminKey(given)).rejects.toThrow("missing or empty");
  });

  it("is kept for other commands when it was given", async () => {
    await keepAdminKey(data, "given-by-the-operator");
    expect(await readFile(toPaths(data).adminKey, "utf8")).toBe(
      "given-by-the-operator\n",
    );
    expect(await modeOf(toPaths(data).adminKey)).toBe(0o600);
  });
});

describe("the functions' secrets", () => {
  beforeEach(() => openDataFolder(data));

  it("are made once and kept for their owner", async () => {
    const first = await gatherSecrets(options(), false);
    expect(await gatherSecrets(options(), true)).toEqual(first);
    expect(first).toMatchObject({ renewed: {}, lost: [] });
    expect(first.kept["KAPSO_WEBHOOK_SECRET"]).toMatch(/^[0-9a-f]{64}$/);
    const [id, base64] = first.kept["CRM_MASTER_KEY"]?.split(":") ?? [];
    expect(id).toBe("k1");
    expect(Buffer.from(base64 ?? "", "base64")).toHaveLength(32);
    for (const name of ["webhookSecret", "masterKey"] as const) {
      expect(await modeOf(toPaths(data)[name])).toBe(0o600);
    }
    expect(await readdir(data)).toEqual(["master-key", "webhook-secret"]);
  });

  it("are not made when the environment gives them", async () => {
    const env = {
      KAPSO_WEBHOOK_SECRET: "given-by-the-operator",
      CRM_MASTER_KEY: `k7:${Buffer.alloc(32).toString("base64")}`,
    };
    const secrets = await gatherSecrets(options([], env), true);
    expect(secrets).toEqual({ kept: {}, renewed: {}, lost: [] });
    expect(await readdir(data)).toEqual([]);
  });

  it("are checked when a file has them", async () => {
    await writeFile(toPaths(data).webhookSecret, "weak\n");
    await expect(gatherSecrets(options(), true)).rejects.toThrow(
      `${toPaths(data).webhookSecret} must be at least 16 bytes long; the one given has 4 characters.`,
    );
  });

  it("are never replaced beside a database, also not when emptied", async () => {
    await gatherSecrets(options(), false);
    await writeFile(toPaths(data).webhookSecret, "");
    await rm(toPaths(data).masterKey);
    const { kept, lost } = await gatherSecrets(options(), true);
    expect(kept).toEqual({});
    expect(lost.map(({ variable }) => variable)).toEqual([
      "KAPSO_WEBHOOK_SECRET",
      "CRM_MASTER_KEY",
    ]);
    expect(await readdir(data)).toEqual(["webhook-secret"]);
  });

  it("are made anew when that is asked for, and only lost ones", async () => {
    const renew = options(["--new-master-key"]);
    const first = await gatherSecrets(renew, true);
    expect(Object.keys(first.renewed)).toEqual(["CRM_MASTER_KEY"]);
    await expect(gatherSecrets(renew, true)).rejects.toThrow(
      `--new-master-key is for a lost one, but ${toPaths(data).masterKey} is there. Move it away first.`,
    );
    const env = { KAPSO_WEBHOOK_SECRET: "given-by-the-operator" };
    await expect(
      gatherSecrets(options(["--new-webhook-secret"], env), true),
    ).rejects.toThrow("KAPSO_WEBHOOK_SECRET is set");
  });

  it("leave no drafts of starts that were killed", async () => {
    await writeFile(path.join(data, "master-key.4711"), "half");
    await removeDrafts(data);
    expect(await readdir(data)).toEqual([]);
  });
});

describe("restoreLost", () => {
  beforeEach(() => openDataFolder(data));
  const client = (value: string | null): AdminClient => ({
    call: async () => (value === null ? null : { value }),
  });

  it("writes again what the database still knows", async () => {
    const secrets = await gatherSecrets(options(), true);
    const stored = "known-to-the-database";
    expect(await restoreLost(data, secrets, client(stored))).toEqual([
      "webhook-secret",
      "master-key",
    ]);
    expect(await readFile(toPaths(data).masterKey, "utf8")).toBe(`${stored}\n`);
    expect(await modeOf(toPaths(data).masterKey)).toBe(0o600);
  });

  it.each([
    ["--new-master-key", "cannot be read any more"],
    ["--new-webhook-secret", "no delivery of Kapso can be verified"],
  ])("says what is lost and names %s", async (option, loss) => {
    const { lost } = await gatherSecrets(options(), true);
    const one = lost.filter(({ renewal }) => renewal === option);
    const secrets = { kept: {}, renewed: {}, lost: one };
    const refused = restoreLost(data, secrets, client(null));
    await expect(refused).rejects.toThrow(option);
    await expect(refused).rejects.toThrow(loss);
    expect(await readdir(data)).toEqual([]);
  });
});

describe("what a start announces", () => {
  beforeEach(() => openDataFolder(data));

  it("leads the simulator to the running server", async () => {
    const info = {
      api: "http://127.0.0.1:1",
      site: "http://127.0.0.1:2",
      web: "http://127.0.0.1:3",
      webhook: "http://127.0.0.1:2/webhooks/kapso",
      admin_key_file: toPaths(data).adminKey,
    };
    const parse = (...args: string[]) =>
      parseSimOptions(["hello", "--data", data, ...args], {}, "/", {
        seed: 1,
        now: 0,
      });
    await expect(findTarget(parse(), {})).rejects.toThrow("npm start");
    const key = await findAdminKey(options());
    const { kept } = await gatherSecrets(options(), false);
    await writeServerInfo(data, info);
    expect(await readServerInfo(data)).toEqual(info);
    const secret = kept["KAPSO_WEBHOOK_SECRET"];
    const admin = { url: info.api, key };
    expect(await findTarget(parse(), {})).toEqual({
      url: info.webhook,
      secret,
      admin,
    });
    const own = "http://localhost:2/webhooks/kapso/key";
    expect(await findTarget(parse("--url", own), {})).toMatchObject({ admin });
    // Another server is not asked about with the keys of this one.
    const foreign = "https://example.invalid/webhooks/kapso";
    expect(await findTarget(parse("--url", foreign), {})).toEqual({
      url: foreign,
      secret,
      admin: undefined,
    });
    const KAPSO_WEBHOOK_SECRET = "another webhook secret";
    expect(await findTarget(parse(), { KAPSO_WEBHOOK_SECRET })).toMatchObject({
      secret: KAPSO_WEBHOOK_SECRET,
    });
    const short = { KAPSO_WEBHOOK_SECRET: "other" };
    await expect(findTarget(parse(), short)).rejects.toThrow(
      new UsageError(
        "KAPSO_WEBHOOK_SECRET must be at least 16 bytes long; the one given has 5 characters.",
      ),
    );
    const file = path.join(data, "own-secret");
    await writeFile(file, "fifteen-bytes-x\n");
    await expect(findTarget(parse("--secret-file", file), {})).rejects.toThrow(
      new UsageError(
        `The secret in ${file} must be at least 16 bytes long; the one given has 15 characters.`,
      ),
    );
    await removeServerInfo(data);
    expect(await readServerInfo(data)).toBeUndefined();
  });

  it("is nothing while it is half written", async () => {
    await writeFile(toPaths(data).server, '{"api":"http://127');
    expect(await readServerInfo(data)).toBeUndefined();
  });
});
