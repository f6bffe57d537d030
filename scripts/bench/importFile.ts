/** Uploads a CSV file and imports it, as the page does, timing each step. */
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { FunctionError, type AdminClient } from "../sim/adminClient";

const createdSchema = z.object({
  import_id: z.string(),
  part_bytes: z.number(),
});
const importSchema = z.object({
  status: z.string(),
  line_count: z.number(),
  lines_done: z.number(),
  counts: z.record(z.string(), z.number()).optional(),
  results: z.record(z.string(), z.number()),
});
export type ShownImport = z.infer<typeof importSchema>;

const POLL_MS = 100;
const WORKING = ["reading", "checking", "running", "undoing"];

export const readImport = async (
  member: AdminClient,
  importId: string,
): Promise<ShownImport> =>
  importSchema.parse(await member.call("imports:get", { import_id: importId }));

/** Failures in a row that are no answer. */
const MAX_SILENCES = 5;

/**
 * The same where the server may be busy for seconds: it then closes a connection
 * just as it is used again.
 */
async function readPatiently(
  member: AdminClient,
  importId: string,
): Promise<ShownImport> {
  for (let silences = 1; ; silences += 1) {
    try {
      return await readImport(member, importId);
    } catch (error) {
      if (error instanceof FunctionError || silences === MAX_SILENCES) {
        throw error;
      }
      await delay(POLL_MS);
    }
  }
}

/** Waits until an import waits for somebody, or is over. */
export async function settleImport(
  member: AdminClient,
  importId: string,
): Promise<ShownImport> {
  for (;;) {
    const shown = await readPatiently(member, importId);
    if (!WORKING.includes(shown.status)) {
      return shown;
    }
    await delay(POLL_MS);
  }
}

/** Uploads a file; its columns are what their headings say. */
export async function uploadFile(
  member: AdminClient,
  workspaceId: string,
  content: Buffer,
): Promise<string> {
  const { import_id, part_bytes } = createdSchema.parse(
    await member.call("imports:create", {
      workspace_id: workspaceId,
      file_name: "people.csv",
    }),
  );
  for (let part = 0; part * part_bytes < content.length; part += 1) {
    const bytes = content.subarray(part * part_bytes, (part + 1) * part_bytes);
    await member.call("imports:append", {
      import_id,
      part,
      bytes: new Uint8Array(bytes).buffer,
    });
  }
  return import_id;
}

export interface Timings {
  uploadMs: number;
  readMs: number;
  checkMs: number;
  runMs: number;
}

/** A whole import, with the time that each step takes. */
export async function timeImport(
  member: AdminClient,
  workspaceId: string,
  content: Buffer,
): Promise<{ importId: string; timings: Timings; shown: ShownImport }> {
  const time = async (work: () => Promise<unknown>) => {
    const startedAt = performance.now();
    await work();
    return Math.round(performance.now() - startedAt);
  };
  let importId = "";
  const call = async (name: string, args: Record<string, string> = {}) => {
    await member.call(name, { import_id: importId, ...args });
    await settleImport(member, importId);
  };
  const timings = {
    uploadMs: await time(async () => {
      importId = await uploadFile(member, workspaceId, content);
    }),
    readMs: await time(() => call("imports:analyse")),
    checkMs: await time(() => call("imports:check")),
    runMs: await time(() => call("imports:start", { rule: "fill_gaps" })),
  };
  return { importId, timings, shown: await readImport(member, importId) };
}
