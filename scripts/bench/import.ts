/**
 * How long a file of contacts takes, from the upload to the last contact, with
 * full durability; then the same file again, which changes nothing.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { prepareBundle } from "../local/bundle";
import { startScript } from "../local/children";
import {
  createAdminClient,
  createMemberClient,
  type AdminClient,
} from "../sim/adminClient";
import { timeImport, type ShownImport, type Timings } from "./importFile";

export interface ImportOptions {
  lines: number;
}

export interface ImportReport {
  startedAt: string;
  machine: { node: string; cpus: number; loadBefore: number };
  lines: number;
  bytes: number;
  first: Timings;
  again: Timings;
  exportMs: number;
}

const POLL_MS = 100;
const readySchema = z.object({ api: z.url(), admin_key_file: z.string() });
const seedSchema = z.object({
  workspace_id: z.string(),
  owner_subject: z.string(),
});
const exportSchema = z.object({ status: z.string(), row_count: z.number() });

/** People nobody has: name, phone, e-mail, tags, status. */
function makeFile(lines: number): Buffer {
  const rows = Array.from({ length: lines }, (_, i) => {
    const phone = `08120${String(i).padStart(7, "0")}`;
    return `Orang Fiktif ${i};${phone};orang${i}@example.com;"baru, ${i % 7}";Prospek`;
  });
  return Buffer.from(`nama;telepon;email;tag;status\n${rows.join("\n")}\n`);
}

async function timeExport(
  member: AdminClient,
  workspaceId: string,
): Promise<number> {
  const startedAt = performance.now();
  const { export_id } = z.object({ export_id: z.string() }).parse(
    await member.call("exports:create", {
      workspace_id: workspaceId,
      filter: {},
      columns: ["name", "phone", "email", "tags", "lead_status"],
      format: "csv",
    }),
  );
  for (;;) {
    const { status } = exportSchema.parse(
      await member.call("exports:get", { export_id }),
    );
    if (status !== "running") {
      return Math.round(performance.now() - startedAt);
    }
    await delay(POLL_MS);
  }
}

/** @throws Error when not every line became a contact, or a second time did. */
function requireWhole(
  { first, again }: Record<"first" | "again", ShownImport>,
  lines: number,
): void {
  const isWhole =
    first.results.created === lines && again.results.unchanged === lines;
  if (!isWhole) {
    throw new Error("The import lost or repeated lines.");
  }
}

/** @param note says what is measured now */
export async function benchImport(
  { lines }: ImportOptions,
  note: (text: string) => void,
): Promise<ImportReport> {
  const startedAt = new Date().toISOString();
  const machine = {
    node: process.version,
    cpus: cpus().length,
    loadBefore: loadavg()[0] ?? 0,
  };
  await prepareBundle();
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  const data = path.join(folder, "data");
  const child = startScript("scripts/start.ts", [
    "--port=0",
    "--site-port=0",
    "--web-port=0",
    `--data=${data}`,
  ]);
  try {
    const ready = readySchema.parse(JSON.parse(await child.ready));
    const key = (await readFile(ready.admin_key_file, "utf8")).trim();
    const admin = createAdminClient(ready.api, key);
    const seed = seedSchema.parse(await admin.call("ops:seedDemo"));
    const member = createMemberClient(ready.api, key, seed.owner_subject);
    const content = makeFile(lines);
    note(`${lines} new contacts`);
    const first = await timeImport(member, seed.workspace_id, content);
    note("the same file again");
    const again = await timeImport(member, seed.workspace_id, content);
    note("all of them out again");
    const exportMs = await timeExport(member, seed.workspace_id);
    requireWhole({ first: first.shown, again: again.shown }, lines);
    return {
      startedAt,
      machine,
      lines,
      bytes: content.length,
      first: first.timings,
      again: again.timings,
      exportMs,
    };
  } finally {
    await child.stop();
    await rm(folder, { recursive: true });
  }
}

/** The table that `npm run bench -- import` prints. */
export function formatImport(report: ImportReport): string {
  const { machine, lines, bytes, first, again, exportMs } = report;
  const perSecond = (ms: number) => Math.round((1000 * lines) / ms);
  const row = (name: string, ms: number) =>
    `${name.padEnd(26)} ${String(ms).padStart(8)} ms  ${String(perSecond(ms)).padStart(7)} lines/s`;
  return [
    `Node ${machine.node}, ${machine.cpus} CPUs, load ${machine.loadBefore.toFixed(1)} before; full durability`,
    `${lines} lines, ${bytes} bytes`,
    "",
    row("upload", first.uploadMs),
    row("cut into lines", first.readMs),
    row("check", first.checkMs),
    row("import, all new", first.runMs),
    row("check again, all known", again.checkMs),
    row("import again, no change", again.runMs),
    row("export", exportMs),
  ].join("\n");
}
