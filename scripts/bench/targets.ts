/** What `npm run bench -- ingest` sends its deliveries to. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startScript, type Child } from "../local/children";
import { readSecret, serverSchema, toPaths } from "../local/dataFolder";
import { createAdminClient } from "../sim/adminClient";
import { hasSettled } from "../sim/digestWeek";
import { DEMO_PHONE_NUMBER_ID } from "../sim/world";
import { findPostgres } from "./yardstick/cluster";

export const TARGETS = ["kapso-crm", "sqlite", "postgres"] as const;
export type TargetName = (typeof TARGETS)[number];

/** Rows of the tables that both sides have. */
const countsSchema = z.object({
  audits: z.coerce.number(),
  contacts: z.coerce.number(),
  identities: z.coerce.number(),
  conversations: z.coerce.number(),
  sessions: z.coerce.number(),
  messages: z.coerce.number(),
});
export type Counts = z.infer<typeof countsSchema>;

export interface Target {
  child: Child;
  webhook: string;
  secret: string;
  /** Resolves when everything that was accepted has been made into rows. */
  settle(): Promise<void>;
  counts(): Promise<Counts>;
  /** Stops it and removes what it stored. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 100;
const rowsSchema = z.record(z.string(), z.number());
const readySchema = z.object({ webhook: z.url() });

/** False for PostgreSQL where it is not installed. */
export const isThere = (name: TargetName): boolean =>
  name !== "postgres" || findPostgres() !== null;

/** Starts the service on a data folder; the caller stops it. */
export function startService(data: string): Child {
  return startScript("scripts/start.ts", [
    "--port=0",
    "--site-port=0",
    "--web-port=0",
    `--data=${data}`,
  ]);
}

async function openService(folder: string): Promise<Target> {
  const data = path.join(folder, "data");
  const child = startService(data);
  const info = serverSchema.parse(JSON.parse(await child.ready));
  const secret = await readSecret(toPaths(data).webhookSecret);
  const adminKey = await readFile(info.admin_key_file, "utf8");
  const admin = createAdminClient(info.api, adminKey.trim());
  return {
    child,
    webhook: info.webhook,
    secret: secret ?? "",
    settle: async () => {
      while ((await hasSettled(admin)) === null) {
        await delay(LOOK_EVERY_MS);
      }
    },
    counts: async () => {
      const rows = rowsSchema.parse(await admin.call("ops:counts"));
      return countsSchema.parse({
        audits: rows["webhookAudit"],
        contacts: rows["contacts"],
        identities: rows["contactIdentities"],
        conversations: rows["conversations"],
        sessions: rows["conversationSessions"],
        messages: rows["messages"],
      });
    },
    stop: () => endIn(child, folder),
  };
}

async function openYardstick(
  store: Exclude<TargetName, "kapso-crm">,
  folder: string,
): Promise<Target> {
  const secret = randomBytes(32).toString("hex");
  const child = startScript("scripts/bench/yardstick/server.ts", [
    `--store=${store}`,
    `--folder=${folder}`,
    `--secret=${secret}`,
    `--number=${DEMO_PHONE_NUMBER_ID}`,
  ]);
  const { webhook } = readySchema.parse(JSON.parse(await child.ready));
  return {
    child,
    webhook,
    secret,
    // Its answer says that all is done.
    settle: () => Promise.resolve(),
    counts: async () => countsSchema.parse(await (await fetch(webhook)).json()),
    stop: () => endIn(child, folder),
  };
}

async function endIn(child: Child, folder: string): Promise<void> {
  await child.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Starts a target on an empty folder. */
export async function openTarget(name: TargetName): Promise<Target> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  return name === "kapso-crm"
    ? await openService(folder)
    : await openYardstick(name, folder);
}
