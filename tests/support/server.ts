/**
 * A whole local deployment in a process of its own, for tests that talk HTTP and
 * kill processes: `npm start` on free ports and a data folder of the test.
 */
import { readFile } from "node:fs/promises";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { toPaths } from "../../scripts/local/dataFolder";
import { startScript, type Child } from "../../scripts/local/children";
import { makeSignInKey } from "../../scripts/local/signInKey";
import {
  createAdminClient,
  type AdminClient,
} from "../../scripts/sim/adminClient";
import { sign } from "../../scripts/sim/delivery";
import {
  readTables,
  settle,
  settleLeads,
  type TableRows,
} from "../../scripts/sim/tables";

const readySchema = z.object({
  api: z.url(),
  site: z.url(),
  web: z.url(),
  webhook: z.url(),
  admin_key_file: z.string(),
});
export type Ready = z.infer<typeof readySchema>;

export interface ServerOptions {
  /** An existing data folder; default: a new one, removed by `dispose`. */
  data?: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string | undefined>>;
}

export interface Posted {
  status: number;
  headers: Headers;
  text: string;
}

export interface TestServer extends Ready {
  data: string;
  child: Child;
  admin: AdminClient;
  adminKey: string;
  secret: string;
  /** Posts bytes signed with the server's secret, unless `headers` say otherwise. */
  post(
    body: Uint8Array<ArrayBuffer>,
    headers?: Readonly<Record<string, string>>,
    path?: string,
  ): Promise<Posted>;
  /** Waits until nothing that was accepted is unprocessed. */
  settle(): Promise<void>;
  /** As `settle`, and until every contact was looked at as a lead. */
  settleLeads(): Promise<void>;
  /** Every row of the named tables, oldest first. */
  readTables(tables: readonly string[]): Promise<TableRows>;
}

const folders = new Set<string>();
const children = new Set<Child>();

/** A data folder of this test run. */
export function createDataFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "kapso-crm-e2e-"));
  folders.add(folder);
  return path.join(folder, "data");
}

/** Ends every server and removes every folder; for `afterEach` or `afterAll`. */
export async function disposeServers(): Promise<void> {
  await Promise.all([...children].map((child) => child.kill()));
  children.clear();
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
  folders.clear();
}

/** Starts `npm start`'s script without waiting until it serves. */
export function launch(options: ServerOptions & { data: string }): Child {
  const child = startScript(
    "scripts/start.ts",
    [
      "--port=0",
      "--site-port=0",
      "--web-port=0",
      `--data=${options.data}`,
      ...(options.args ?? []),
    ],
    options.env,
  );
  children.add(child);
  void child.exited.then(() => children.delete(child));
  return child;
}

/** Made once: it is the dearest part of a start in a new folder. */
let signInKey: string | undefined;

/** A data folder in which the key of people's tokens lies already. */
function createKeyedFolder(): string {
  const data = createDataFolder();
  signInKey ??= makeSignInKey();
  mkdirSync(data);
  writeFileSync(toPaths(data).signInKey, signInKey, { mode: 0o600 });
  return data;
}

/** Starts a deployment and waits until it serves. */
export async function startTestServer(
  options: ServerOptions = {},
): Promise<TestServer> {
  const data = options.data ?? createKeyedFolder();
  return await untilServing(launch({ ...options, data }), { ...options, data });
}

/** Waits until a launched deployment serves; rejects if its process ends first. */
export async function untilServing(
  child: Child,
  options: ServerOptions & { data: string },
): Promise<TestServer> {
  const { data } = options;
  const ready = readySchema.parse(JSON.parse(await child.ready));
  const adminKey = (await readFile(ready.admin_key_file, "utf8")).trim();
  const secretFile = toPaths(data).webhookSecret;
  const secret =
    options.env?.["KAPSO_WEBHOOK_SECRET"] ??
    (await readFile(secretFile, "utf8")).trim();
  const admin = createAdminClient(ready.api, adminKey);
  return {
    ...ready,
    data,
    child,
    admin,
    adminKey,
    secret,
    async post(body, headers, location = "/webhooks/kapso") {
      const response = await fetch(new URL(location, ready.site), {
        method: "POST",
        headers: headers ?? {
          "Content-Type": "application/json",
          "X-Webhook-Signature": sign(secret, Buffer.from(body)),
        },
        body,
      });
      const { status } = response;
      return { status, headers: response.headers, text: await response.text() };
    },
    settle: () => settle(admin),
    async settleLeads() {
      await settle(admin);
      await settleLeads(admin);
    },
    readTables: (tables) => readTables(admin, tables),
  };
}
