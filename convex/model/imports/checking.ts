/** What an import would do, line by line; no contact is written. */
import { emailKey } from "../../../src/lib/crm/email";
import { columnOf } from "../../../src/lib/imports/person";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Scope } from "../workspaces/scope";
import { findKnown, loadContext, readStored, type Context } from "./people";
import { endWork, goOn, progressOf, type Import } from "./work";
import type { LineCounts } from "./tables";

/** Lines of a step: up to six index ranges each of the 4,096 there are. */
const LINES_PER_STEP = 250;
/** Earlier lines with one address that are looked at: two people are enough. */
const MAX_NAMESAKES = 50;

export const NO_LINES: LineCounts = {
  new: 0,
  update: 0,
  duplicate: 0,
  unreadable: 0,
};

type Line = Doc<"importLines">;
/** What the check says of a line. */
type Verdict = Pick<
  Line,
  | "kind"
  | "problem"
  | "column"
  | "person"
  | "email_key"
  | "repeats_line"
  | "contact_id"
> & { kind: NonNullable<Line["kind"]> };

/** Lines behind the last one, in their order. */
export const nextLines = async (
  ctx: QueryCtx,
  file: Import,
  count: number,
): Promise<Line[]> =>
  await ctx.db
    .query("importLines")
    .withIndex("by_import_id_and_line", (q) =>
      q.eq("import_id", file._id).gt("line", file.last_line),
    )
    .take(count);

export async function checkNext(
  ctx: MutationCtx,
  file: Import,
  scope: Scope,
): Promise<void> {
  const lines = await nextLines(ctx, file, LINES_PER_STEP);
  const context = await loadContext(ctx, scope.workspace, file);
  const counts = { ...NO_LINES, ...file.counts };
  for (const line of lines) {
    const verdict = await judge(ctx, scope, line, context);
    counts[verdict.kind] += 1;
    await ctx.db.patch("importLines", line._id, verdict);
  }
  const progress = { counts, ...progressOf(file, lines) };
  if (lines.length === LINES_PER_STEP) {
    await goOn(ctx, file, progress);
  } else {
    await endWork(ctx, file, "checked", progress);
  }
}

/** Keys are all given, so that those of an earlier check go. */
const BLANK: Omit<Verdict, "kind"> = {
  problem: undefined,
  column: undefined,
  person: undefined,
  email_key: undefined,
  repeats_line: undefined,
  contact_id: undefined,
};

async function judge(
  ctx: QueryCtx,
  scope: Scope,
  line: Line,
  context: Context,
): Promise<Verdict> {
  const read = readStored(line, context);
  if (read.kind === "problem") {
    const { code, column } = read.problem;
    return { ...BLANK, kind: "unreadable", problem: code, column };
  }
  const { phone, email } = read.person;
  const email_key = email && emailKey(email);
  const found = await findKnown(ctx, scope, read.person);
  if (found.kind === "problem") {
    const column = columnOf(context.targets, found.target);
    return { ...BLANK, kind: "unreadable", problem: found.code, column };
  }
  const contact_id = found.kind === "known" ? found.contact._id : undefined;
  const person =
    contact_id !== undefined
      ? `contact:${contact_id}`
      : phone?.known.kind === "e164"
        ? `phone:${phone.known.e164}`
        : undefined;
  const earlier =
    person === undefined
      ? await findByEmail(ctx, line, email_key ?? "")
      : { kind: "one" as const, line: await findEarlier(ctx, line, person) };
  if (earlier.kind === "several") {
    const column = columnOf(context.targets, "email");
    return { ...BLANK, kind: "unreadable", problem: "ambiguous_email", column };
  }
  const verdict = {
    ...BLANK,
    person: person ?? earlier.line?.person ?? `email:${email_key}`,
    email_key,
    contact_id,
  };
  return earlier.line === null
    ? { ...verdict, kind: contact_id === undefined ? "new" : "update" }
    : { ...verdict, kind: "duplicate", repeats_line: earlier.line.line };
}

/** The first line before this one that is about the person. */
async function findEarlier(
  ctx: QueryCtx,
  { import_id, line }: Line,
  person: string,
): Promise<Line | null> {
  return await ctx.db
    .query("importLines")
    .withIndex("by_import_id_and_person_and_line", (q) =>
      q.eq("import_id", import_id).eq("person", person).lt("line", line),
    )
    .first();
}

/** The line before this one whose address it has, if that is one person's. */
async function findByEmail(
  ctx: QueryCtx,
  { import_id, line }: Line,
  key: string,
): Promise<{ kind: "one"; line: Line | null } | { kind: "several" }> {
  const lines = await ctx.db
    .query("importLines")
    .withIndex("by_import_id_and_email_key_and_line", (q) =>
      q.eq("import_id", import_id).eq("email_key", key).lt("line", line),
    )
    .take(MAX_NAMESAKES);
  const people = new Set(lines.map((one) => one.person));
  return people.size > 1
    ? { kind: "several" }
    : { kind: "one", line: lines[0] ?? null };
}
