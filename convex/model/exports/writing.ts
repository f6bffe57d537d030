/**
 * Writing an export, page by page. Contacts are walked through in the order they
 * became known, which nothing changes: each comes once, whoever writes meanwhile.
 */
import {
  readColumns,
  toCsvLine,
  toJsonRow,
  type Column,
} from "../../../src/lib/exports/columns";
import { DAY_MS } from "../../../src/lib/time/units";
import { splitBody } from "../../../src/lib/webhooks/payloadParts";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { matchesCriteria, readFilter } from "../contacts/filter";
import { liveContact } from "../shared/redirects";

export type ContactExport = Doc<"exports">;
type Patch = Partial<Omit<ContactExport, "_id" | "_creationTime">>;

/** Contacts a step looks at: a read each, and a write for all. */
const CONTACTS_PER_STEP = 500;
/**
 * A file ends behind this: answers of HTTP actions are cut off at 20 MiB
 * (docs.convex.dev/functions/http-actions), and a step adds at most a few.
 */
const MAX_FILE_BYTES = 12 * 1024 * 1024;
/** How long an export can be downloaded. */
export const KEPT_MS = DAY_MS;

/** Writes a step's result and schedules the next one. */
export async function goOn(
  ctx: MutationCtx,
  row: ContactExport,
  patch: Patch = {},
): Promise<void> {
  const step = row.step + 1;
  const step_id = await ctx.scheduler.runAfter(0, internal.exports.steps.run, {
    export_id: row._id,
    step,
  });
  await ctx.db.patch("exports", row._id, { ...patch, step, step_id });
}

/** Ends an export. */
export async function endExport(
  ctx: MutationCtx,
  row: ContactExport,
  patch: Patch & Pick<ContactExport, "status">,
): Promise<void> {
  const now = Date.now();
  await ctx.db.patch("exports", row._id, {
    ...patch,
    step: row.step + 1,
    step_id: undefined,
    cursor: undefined,
    contact_ids: undefined,
    ended_at: now,
    expires_at: now + KEPT_MS,
  });
}

/** The contacts that are named, as they are by now. */
async function loadNamed(
  ctx: QueryCtx,
  ids: readonly Id<"contacts">[],
): Promise<Doc<"contacts">[]> {
  const found = new Map<Id<"contacts">, Doc<"contacts">>();
  for (const id of ids) {
    const contact = await ctx.db.get("contacts", id);
    if (contact !== null) {
      const live = await liveContact(ctx, contact);
      found.set(live._id, live);
    }
  }
  return [...found.values()].sort((a, b) => a._creationTime - b._creationTime);
}

/** The next contacts that match; all at once where they are named. */
async function nextContacts(
  ctx: QueryCtx,
  row: ContactExport,
): Promise<{ page: Doc<"contacts">[]; isDone: boolean; cursor?: string }> {
  if (row.contact_ids !== undefined) {
    return { page: await loadNamed(ctx, row.contact_ids), isDone: true };
  }
  const { page, isDone, continueCursor } = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into", (q) =>
      q
        .eq("workspace_id", row.workspace_id)
        .eq("merged_into", undefined)
        .lte("_creationTime", row._creationTime),
    )
    .paginate({ numItems: CONTACTS_PER_STEP, cursor: row.cursor ?? null });
  // "Mine" is whose export it is.
  const criteria = readFilter(row.filter, row.created_by);
  return {
    page: page.filter((contact) => matchesCriteria(contact, criteria)),
    isDone,
    cursor: continueCursor,
  };
}

/** Writes the next contacts that match. */
export async function writeNext(
  ctx: MutationCtx,
  row: ContactExport,
  { timezone }: Doc<"workspaces">,
): Promise<void> {
  const { page: matching, isDone, cursor } = await nextContacts(ctx, row);
  const columns = readColumns(row.columns) ?? [];
  const write = await makeWriter(ctx, row.format, columns, timezone, matching);
  const { files, file } = currentFile(row);
  const lines = matching.map(write);
  const text = joinLines(row.format, lines, file.row_count === 0);
  for (const part of text === "" ? [] : splitBody(text)) {
    await ctx.db.insert("exportChunks", {
      export_id: row._id,
      file: files.length - 1,
      text: part,
    });
  }
  file.row_count += lines.length;
  file.byte_count += new TextEncoder().encode(text).length;
  const progress = {
    files,
    row_count: row.row_count + lines.length,
    attempts: 0,
  };
  if (isDone) {
    await endExport(ctx, row, { ...progress, status: "done" });
  } else {
    await goOn(ctx, row, { ...progress, cursor });
  }
}

/** The file that is written on; a new one behind one that is large enough. */
function currentFile(row: ContactExport) {
  const files = row.files.map((one) => ({ ...one }));
  const last = files.at(-1);
  if (last !== undefined && last.byte_count < MAX_FILE_BYTES) {
    return { files, file: last };
  }
  const file = { row_count: 0, byte_count: 0 };
  return { files: [...files, file], file };
}

const joinLines = (
  format: ContactExport["format"],
  lines: readonly string[],
  isFirst: boolean,
): string =>
  format === "csv"
    ? lines.join("")
    : lines
        .map((line, at) => (isFirst && at === 0 ? line : `,\n${line}`))
        .join("");

async function makeWriter(
  ctx: QueryCtx,
  format: ContactExport["format"],
  columns: readonly Column[],
  timezone: string,
  contacts: readonly Doc<"contacts">[],
): Promise<(contact: Doc<"contacts">) => string> {
  const owners = new Map<string, string>();
  const ids = columns.includes("owner")
    ? new Set(contacts.map((contact) => contact.owner_id))
    : [];
  for (const id of ids) {
    const user = id && (await ctx.db.get("users", id));
    if (user?.email !== undefined) {
      owners.set(user._id, user.email);
    }
  }
  const toLine = format === "csv" ? toCsvLine : toJsonRow;
  return (contact) => {
    const owner = owners.get(contact.owner_id ?? "");
    return toLine({ ...contact, owner }, columns, timezone);
  };
}
