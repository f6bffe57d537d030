/** A server of its own on which somebody has written much, for what takes long. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startScript } from "../local/children";
import { readSecret, serverSchema, toPaths } from "../local/dataFolder";
import {
  type AdminClient,
  createAdminClient,
  createMemberClient,
} from "../sim/adminClient";
import { Post } from "../sim/delivery";
import { hasSettled } from "../sim/digestWeek";
import { createPerson, type Person } from "../sim/people";
import { createRandom } from "../sim/random";
import { Wire } from "../sim/wire";
import { World } from "../sim/world";

const OWNER = "demo-owner";
const BATCH = 100;
export const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 10 * 60 * 1000;
/** Of Linux's `/proc/<pid>/stat`. */
const TICKS_PER_SECOND = 100;
const TIMES_AFTER_NAME = [11, 12] as const;

export interface HistoryOptions {
  /** How much each person has written. */
  messages: readonly number[];
  seed: number;
}

export interface LongHistory {
  /** Acts as the demo workspace's owner. */
  owner: AdminClient;
  admin: AdminClient;
  /** With most messages last. */
  contactIds: string[];
  /** Seconds of CPU that the server has used; null where there is no /proc. */
  cpuSeconds: () => Promise<number | null>;
}

const contactsSchema = z.object({
  page: z.array(z.object({ _id: z.string(), message_count: z.number() })),
});
const spacesSchema = z.array(
  z.object({ workspace: z.object({ _id: z.string() }) }),
);

async function tell(
  webhook: string,
  secret: string,
  { messages, seed }: HistoryOptions,
): Promise<void> {
  const random = createRandom(seed);
  const world = new World(random);
  const post = new Post(random, secret);
  const wire = new Wire(webhook, 1, PATIENCE_MS);
  const say = async (person: Person, count: number) => {
    for (let sent = 0; sent < count; sent += BATCH) {
      const events = Array.from(
        { length: Math.min(BATCH, count - sent) },
        (_, i) => world.receive(person, Date.now() + sent + i),
      );
      await wire.post(post.batch(events));
    }
  };
  for (const [at, count] of messages.entries()) {
    await say(createPerson(at), count);
  }
  wire.close();
}

async function listContacts(owner: AdminClient): Promise<string[]> {
  const spaces = spacesSchema.parse(await owner.call("workspaces:listMine"));
  const { page } = contactsSchema.parse(
    await owner.call("contacts:list", {
      workspace_id: spaces[0]?.workspace._id ?? "",
      paginationOpts: { numItems: 10, cursor: null },
    }),
  );
  return page
    .sort((a, b) => a.message_count - b.message_count)
    .map(({ _id }) => _id);
}

async function readCpuSeconds(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) {
    return null;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = TIMES_AFTER_NAME.map((at) => Number(fields[at]));
  return ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND;
}

/** Starts a server, has people write, and measures on it. */
export async function withLongHistory<Result>(
  options: HistoryOptions,
  note: (text: string) => void,
  measure: (history: LongHistory) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  const data = path.join(folder, "data");
  const child = startScript("scripts/start.ts", [
    ...["--port=0", "--site-port=0", "--web-port=0", "--log=error"],
    `--data=${data}`,
  ]);
  try {
    const info = serverSchema.parse(JSON.parse(await child.ready));
    const secret = await readSecret(toPaths(data).webhookSecret);
    const key = (await readFile(info.admin_key_file, "utf8")).trim();
    note(`${options.messages.join(" and ")} messages`);
    await tell(info.webhook, secret ?? "", options);
    const admin = createAdminClient(info.api, key);
    while ((await hasSettled(admin)) === null) {
      await delay(LOOK_EVERY_MS);
    }
    const owner = createMemberClient(info.api, key, OWNER);
    return await measure({
      owner,
      admin,
      contactIds: await listContacts(owner),
      cpuSeconds: () => readCpuSeconds(child.pid),
    });
  } finally {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
