/**
 * How long a merge takes whose duplicate has many messages, and its undo: until
 * the answer, and until the last row has moved.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { formatColumns } from "../cli/columns";
import { startScript } from "../local/children";
import { readSecret, serverSchema, toPaths } from "../local/dataFolder";
import { type AdminClient, createAdminClient } from "../sim/adminClient";
import { Post } from "../sim/delivery";
import { hasSettled } from "../sim/digestWeek";
import { createPerson, type Person } from "../sim/people";
import { createRandom } from "../sim/random";
import { Wire } from "../sim/wire";
import { World } from "../sim/world";

/** What `npm start` lets act with the admin key. */
const OWNER = { subject: "demo-owner", issuer: "https://local.invalid" };
const BATCH = 100;
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 10 * 60 * 1000;

export interface MergeOptions {
  /** Messages of the duplicate. */
  messages: number;
  seed: number;
}

interface Duration {
  /** Until the answer. */
  answerMs: number;
  /** Until every row has moved. */
  doneMs: number;
}

export interface MergeReport {
  messages: number;
  startedAt: string;
  merge: Duration;
  undo: Duration;
}

const contactsSchema = z.object({
  page: z.array(z.object({ _id: z.string(), message_count: z.number() })),
});
const mergeSchema = z.object({ merge_id: z.string() });
const viewSchema = z.object({ state: z.string() });

/** A person who has written so much, and one who has written once. */
async function tell(
  webhook: string,
  secret: string,
  { messages, seed }: MergeOptions,
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
  await say(createPerson(0), messages);
  await say(createPerson(1), 1);
  wire.close();
}

async function measure(
  admin: AdminClient,
  start: () => Promise<string>,
  end: string,
): Promise<Duration & { mergeId: string }> {
  const startedAt = performance.now();
  const mergeId = await start();
  const answerMs = performance.now() - startedAt;
  for (;;) {
    const view = await admin.call("merges:get", {
      merge_id: mergeId,
      as_of: Date.now(),
    });
    if (viewSchema.parse(view).state === end) {
      return { mergeId, answerMs, doneMs: performance.now() - startedAt };
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function mergeAndUndo(admin: AdminClient): Promise<[Duration, Duration]> {
  const spaces = z
    .array(z.object({ workspace: z.object({ _id: z.string() }) }))
    .parse(await admin.call("workspaces:listMine"));
  const { page } = contactsSchema.parse(
    await admin.call("contacts:list", {
      workspace_id: spaces[0]?.workspace._id ?? "",
      paginationOpts: { numItems: 10, cursor: null },
    }),
  );
  const [survivor, duplicate] = page.sort(
    (a, b) => a.message_count - b.message_count,
  );
  const pair = {
    survivor_id: survivor?._id ?? "",
    duplicate_id: duplicate?._id ?? "",
  };
  const merge = await measure(
    admin,
    async () =>
      mergeSchema.parse(await admin.call("contacts:merge", pair)).merge_id,
    "done",
  );
  const { mergeId } = merge;
  const undo = await measure(
    admin,
    async () => {
      await admin.call("contacts:undoMerge", { merge_id: mergeId });
      return mergeId;
    },
    "undone",
  );
  return [merge, undo];
}

export async function benchMerge(
  options: MergeOptions,
  note: (text: string) => void,
): Promise<MergeReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  const data = path.join(folder, "data");
  const startedAt = new Date().toISOString();
  const child = startScript("scripts/start.ts", [
    ...["--port=0", "--site-port=0", "--web-port=0", "--log=error"],
    `--data=${data}`,
  ]);
  try {
    const info = serverSchema.parse(JSON.parse(await child.ready));
    const secret = await readSecret(toPaths(data).webhookSecret);
    const key = (await readFile(info.admin_key_file, "utf8")).trim();
    note(`${options.messages} messages`);
    await tell(info.webhook, secret ?? "", options);
    const admin = createAdminClient(info.api, key);
    while ((await hasSettled(admin)) === null) {
      await delay(LOOK_EVERY_MS);
    }
    note("merge and undo");
    const owner = createAdminClient(info.api, key, OWNER);
    const [merge, undo] = await mergeAndUndo(owner);
    return { messages: options.messages, startedAt, merge, undo };
  } finally {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export function formatMerge({ messages, merge, undo }: MergeReport): string {
  const row = (name: string, { answerMs, doneMs }: Duration) => [
    name,
    answerMs.toFixed(0),
    doneMs.toFixed(0),
    (messages / (doneMs / 1000)).toFixed(0),
  ];
  return [
    `a duplicate with ${messages} messages`,
    formatColumns(
      [
        { title: "" },
        { title: "answer ms", align: "right" },
        { title: "done ms", align: "right" },
        { title: "rows/s", align: "right" },
      ],
      [row("merge", merge), row("undo", undo)],
      Infinity,
    ),
  ].join("\n");
}
