/** What deliveries, files and digests say of a person who is erased. */
import { emailKey } from "../../../src/lib/crm/email";
import { mentions, redactBody } from "../../../src/lib/privacy/redact";
import { internal } from "../../_generated/api";
import type { Doc, Id, TableNames } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { cancelImport, PENDING } from "../imports/work";

type Erasure = Doc<"erasures">;

/** Deliveries whose bodies one slice reads. */
const BODIES_PER_SLICE = 20;
/** Parts of one body, and slices of one: bodies are capped. */
const MAX_PARTS = 500;
/** Files that are canceled at a time, of each state. */
const IMPORTS_PER_SLICE = 100;
/** Rows that one slice removes or empties; fewer are the last ones. */
export const ROWS_PER_SLICE = 400;

/**
 * Removes up to so many rows; how many, and where to go on if there is more.
 * Without `has_more`, a full slice says that there may be.
 */
export type Stage = (
  ctx: MutationCtx,
  erasure: Erasure,
) => Promise<{
  table: TableNames;
  rows: number;
  cursor?: string;
  has_more?: boolean;
}>;

/** Bodies of the workspace's deliveries: theirs go, shared ones are redacted. */
export const redactPayloads: Stage = async (ctx, erasure) => {
  const page = await ctx.db
    .query("webhookAudit")
    .withIndex("by_workspace_id_and_received_at", (q) =>
      q
        .eq("workspace_id", erasure.workspace_id)
        .lte("received_at", erasure.requested_at),
    )
    .paginate({ numItems: BODIES_PER_SLICE, cursor: erasure.cursor ?? null });
  let rows = 0;
  for (const { _id } of page.page) {
    rows += await redactDelivery(ctx, _id, erasure.words);
  }
  return {
    table: "webhookPayloads",
    rows,
    ...(!page.isDone && { cursor: page.continueCursor }),
  };
};

/** What deliveries did to the person; that there were deliveries stays. */
export const forgetDeliveryItems: Stage = async (ctx, { contact_ids }) => {
  let rows = 0;
  for (const contactId of contact_ids) {
    const items = await ctx.db
      .query("deliveryItems")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
      .take(ROWS_PER_SLICE - rows);
    for (const { _id, audit_id } of items) {
      const audit = await ctx.db.get("webhookAudit", audit_id);
      if (audit?.contact_id === contactId) {
        await ctx.db.patch("webhookAudit", audit_id, { contact_id: undefined });
      }
      await ctx.db.delete("deliveryItems", _id);
    }
    rows += items.length;
  }
  return { table: "deliveryItems", rows };
};

async function redactDelivery(
  ctx: MutationCtx,
  auditId: Id<"webhookAudit">,
  words: readonly string[],
): Promise<number> {
  const parts = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_audit_id_and_part", (q) => q.eq("audit_id", auditId))
    .take(MAX_PARTS);
  const [first, ...others] = parts;
  const body = redactBody(parts.map((part) => part.body).join(""), words);
  const slices = await ctx.db
    .query("webhookSlices")
    .withIndex("by_audit_id_and_first_item_and_part", (q) =>
      q.eq("audit_id", auditId),
    )
    .take(MAX_PARTS);
  for (const slice of slices) {
    if (mentions(slice.items, words)) {
      await ctx.db.delete("webhookSlices", slice._id);
    }
  }
  if (first === undefined || body === null) {
    return 0;
  }
  for (const { _id } of others) {
    await ctx.db.delete("webhookPayloads", _id);
  }
  await ctx.db.patch("webhookPayloads", first._id, { body });
  return 1;
}

/** Lines of imported files stay as numbers; what they say of the person goes. */
export const emptyImportLines: Stage = async (ctx, erasure) => {
  let rows = 0;
  for (const contactId of erasure.contact_ids) {
    const lines = [
      ...(await ctx.db
        .query("importLines")
        .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
        .take(ROWS_PER_SLICE)),
      ...(await ctx.db
        .query("importLines")
        .withIndex("by_person", (q) => q.eq("person", `contact:${contactId}`))
        .take(ROWS_PER_SLICE)),
    ];
    for (const lineId of new Set(lines.map(({ _id }) => _id))) {
      await emptyLine(ctx, lineId);
      rows += 1;
    }
  }
  return { table: "importLines", rows };
};

async function emptyLine(
  ctx: MutationCtx,
  lineId: Id<"importLines">,
): Promise<void> {
  await ctx.db.patch("importLines", lineId, {
    cells: [],
    person: undefined,
    email_key: undefined,
    contact_id: undefined,
  });
}

/** Who a line is about before there is a contact, by what a word is. */
const keysOf = (words: readonly string[]): string[] =>
  words.flatMap((word) => [`phone:+${word}`, `email:${emailKey(word)}`]);

/** The same of started files where it made, or found, no contact. */
export const emptyStrayLines: Stage = async (ctx, erasure) => {
  let rows = 0;
  for (const key of keysOf(erasure.words)) {
    const lines = await ctx.db
      .query("importLines")
      .withIndex("by_person", (q) => q.eq("person", key))
      .take(ROWS_PER_SLICE);
    for (const line of lines) {
      const file = await ctx.db.get("imports", line.import_id);
      if (file?.workspace_id === erasure.workspace_id) {
        await emptyLine(ctx, line._id);
        rows += 1;
      }
    }
  }
  // An emptied line is found no more; those of others are too few for a slice.
  return { table: "importLines", rows };
};

/** Files that nobody has started may hold anybody. */
export const cancelPendingImports: Stage = async (ctx, erasure) => {
  let rows = 0;
  for (const status of PENDING) {
    const files = await ctx.db
      .query("imports")
      .withIndex("by_workspace_id_and_status", (q) =>
        q.eq("workspace_id", erasure.workspace_id).eq("status", status),
      )
      .take(IMPORTS_PER_SLICE);
    for (const file of files) {
      await cancelImport(ctx, file);
    }
    rows += files.length;
  }
  return { table: "imports", rows };
};

/** Files that were taken out before cannot be downloaded any more. */
export const endExports: Stage = async (ctx, erasure) => {
  const now = Date.now();
  const files = await ctx.db
    .query("exports")
    .withIndex("by_workspace_id_and_expires_at", (q) =>
      q.eq("workspace_id", erasure.workspace_id).gt("expires_at", now),
    )
    .take(ROWS_PER_SLICE);
  for (const { _id } of files) {
    await ctx.db.patch("exports", _id, { expires_at: now - 1 });
  }
  if (files.length > 0) {
    await ctx.scheduler.runAfter(0, internal.exports.steps.deleteExpired, {});
  }
  return { table: "exports", rows: files.length };
};

/** Lines of digests that cite what is gone, or name the person. */
export const redactDigests: Stage = async (ctx, erasure) => {
  const page = await ctx.db
    .query("dailySummaries")
    .withIndex("by_workspace_id_and_watermark", (q) =>
      q.eq("workspace_id", erasure.workspace_id),
    )
    .paginate({ numItems: BODIES_PER_SLICE, cursor: erasure.cursor ?? null });
  let rows = 0;
  for (const summary of page.page) {
    rows += (await redactDigest(ctx, summary, erasure.words)) ? 1 : 0;
  }
  return {
    table: "dailySummaries",
    rows,
    ...(!page.isDone && { cursor: page.continueCursor }),
  };
};

async function redactDigest(
  ctx: MutationCtx,
  summary: Doc<"dailySummaries">,
  words: readonly string[],
): Promise<boolean> {
  const isThere = async (id: Id<"messages">) =>
    (await ctx.db.get("messages", id)) !== null;
  const gone: string[] = [];
  const bullets: typeof summary.bullets = [];
  for (const bullet of summary.bullets) {
    const cited = await Promise.all(
      bullet.citations.map(({ message_id }) => isThere(message_id)),
    );
    if (cited.every(Boolean) && !mentions(bullet.text, words)) {
      bullets.push(bullet);
    } else {
      gone.push(bullet.text);
    }
  }
  const waiting = await Promise.all(
    summary.open_threads.map(async (one) => ({
      one,
      isKept: await isThere(one.message_id),
    })),
  );
  const open_threads = waiting.flatMap(({ one, isKept }) =>
    isKept ? [one] : [],
  );
  const isTheirs = (line: string) =>
    mentions(line, words) || gone.some((told) => line.includes(told.trim()));
  const lines = summary.text.split("\n");
  const text = lines.map((line) => (isTheirs(line) ? "…" : line)).join("\n");
  const isHeadlineTheirs = isTheirs(summary.headline ?? "");
  if (
    gone.length === 0 &&
    open_threads.length === waiting.length &&
    text === summary.text &&
    !isHeadlineTheirs
  ) {
    return false;
  }
  await ctx.db.patch("dailySummaries", summary._id, {
    bullets,
    open_threads,
    text,
    ...(isHeadlineTheirs && { headline: undefined }),
  });
  return true;
}
