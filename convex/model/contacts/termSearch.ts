/**
 * The newest contacts with a term that begins so, in a number of reads that does
 * not grow with the contacts.
 *
 * Few terms that begin so are all read. Of many, those of the newest era are
 * read, then of the era before, until there are enough; of an era that has many,
 * period by period. Where a single period has many, so do the contacts of that
 * period, and going along them by activity finds enough soon.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { activityPeriod, PERIOD_MS, PERIODS } from "./rows";

type Contact = Doc<"contacts">;
type Term = Doc<"contactTerms">;

/** Rows of terms that are read whole: below it, all there are. */
const FEW = 300;
/** Rows of one period that are read whole. */
const MANY = 800;
/** Contacts that a search with a condition looks at before it gives up. */
const MAX_LOOKED_AT = 400;
/** Above every character. */
const LAST = "\u{10FFFF}";

export interface TermSearch {
  /** Any of these, of which the one with few rows is read, or else the first. */
  prefixes: string[];
  /** Refuses contacts that have the term but not the rest of the query. */
  accepts?: (contact: Contact) => boolean;
}

interface Range {
  prefix: string;
  accepts: TermSearch["accepts"];
  ctx: QueryCtx;
  workspaceId: Id<"workspaces">;
  limit: number;
}

export async function newestByTerm(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { prefixes, accepts }: TermSearch,
  limit: number,
): Promise<Contact[]> {
  for (const prefix of prefixes) {
    const rows = await ctx.db
      .query("contactTerms")
      .withIndex("by_workspace_id_and_term", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .gte("term", prefix)
          .lt("term", prefix + LAST),
      )
      .take(FEW + 1);
    if (rows.length <= FEW) {
      return await newestOf({ ctx, workspaceId, prefix, accepts, limit }, rows);
    }
  }
  const [prefix = ""] = prefixes;
  const range = { ctx, workspaceId, prefix, accepts, limit };
  const newest = new Newest(range);
  await addEras(range, newest);
  return newest.contacts();
}

async function newestOf(range: Range, rows: Term[]): Promise<Contact[]> {
  const newest = new Newest(range);
  await newest.addPeriods(rows);
  return newest.contacts();
}

/** Matches, gathered a period at a time from the newest on. */
class Newest {
  readonly #range: Range;
  readonly #found = new Map<Id<"contacts">, Contact>();
  #lookedAt = 0;

  constructor(range: Range) {
    this.#range = range;
  }

  /** All of one period's rows: within a period only the contacts know the order. */
  async add(rows: Term[]): Promise<void> {
    const { ctx } = this.#range;
    const ids = [...new Set(rows.map((row) => row.contact_id))];
    const contacts = await Promise.all(
      ids.map((id) => ctx.db.get("contacts", id)),
    );
    for (const contact of contacts) {
      this.offer(contact);
    }
  }

  /** Rows of several periods, as many as it takes. */
  async addPeriods(rows: Term[]): Promise<void> {
    for (const period of toPeriods(rows)) {
      if (this.isEnough()) {
        return;
      }
      await this.add(period);
    }
  }

  offer(contact: Contact | null): void {
    const { accepts } = this.#range;
    this.#lookedAt += 1;
    if (contact !== null && (accepts?.(contact) ?? true)) {
      this.#found.set(contact._id, contact);
    }
  }

  /** True when nothing older is wanted, or the search has taken long enough. */
  isEnough(): boolean {
    const { limit, accepts } = this.#range;
    return (
      this.#found.size >= limit ||
      (accepts !== undefined && this.#lookedAt >= MAX_LOOKED_AT)
    );
  }

  contacts(): Contact[] {
    return [...this.#found.values()]
      .sort((a, b) => (b.last_message_at ?? 0) - (a.last_message_at ?? 0))
      .slice(0, this.#range.limit);
  }
}

/** The rows period by period, newest first. */
function toPeriods(rows: Term[]): Term[][] {
  const periods = new Map<number, Term[]>();
  for (const row of rows) {
    const period = periods.get(row.active_period) ?? [];
    period.push(row);
    periods.set(row.active_period, period);
  }
  return [...periods].sort(([a], [b]) => b - a).map(([, period]) => period);
}

/** Era by era, and in an era with many rows period by period. */
async function addEras(range: Range, newest: Newest): Promise<void> {
  let before = Infinity;
  while (!newest.isEnough()) {
    const era = await newestEra(range, before);
    if (era === null) {
      return;
    }
    const { ctx, workspaceId, prefix } = range;
    const rows = await ctx.db
      .query("contactTerms")
      .withIndex("by_workspace_id_and_active_era_and_term", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("active_era", era)
          .gte("term", prefix)
          .lt("term", prefix + LAST),
      )
      .take(FEW + 1);
    if (rows.length > FEW) {
      await addPeriods(range, newest, era);
    } else {
      await newest.addPeriods(rows);
    }
    before = era;
  }
}

async function addPeriods(
  range: Range,
  newest: Newest,
  era: number,
): Promise<void> {
  // Most of what a condition is asked about is refused: less of it is read.
  const many = range.accepts === undefined ? MANY : FEW;
  let before = Infinity;
  while (!newest.isEnough()) {
    const period = await newestPeriod(range, era, before);
    if (period === null) {
      return;
    }
    const { ctx, workspaceId, prefix } = range;
    const rows = await ctx.db
      .query("contactTerms")
      .withIndex("by_workspace_id_and_active_period_and_term", (q) =>
        q
          .eq("workspace_id", workspaceId)
          .eq("active_period", period)
          .gte("term", prefix)
          .lt("term", prefix + LAST),
      )
      .take(many + 1);
    if (rows.length <= many) {
      await newest.add(rows);
    } else if (period === activityPeriod(undefined)) {
      // Who never wrote is in no order.
      await newest.add(rows.slice(0, range.limit));
    } else {
      await walk(range, newest, period);
    }
    before = period;
  }
}

/** The newest era before another one in which a contact was active last. */
async function newestEra(
  { ctx, workspaceId }: Range,
  before: number,
): Promise<number | null> {
  const row = await ctx.db
    .query("contactTerms")
    .withIndex("by_workspace_id_and_active_era_and_term", (q) =>
      q.eq("workspace_id", workspaceId).lt("active_era", before),
    )
    .order("desc")
    .first();
  return row?.active_era ?? null;
}

/** The newest such period of an era. */
async function newestPeriod(
  { ctx, workspaceId }: Range,
  era: number,
  before: number,
): Promise<number | null> {
  const row = await ctx.db
    .query("contactTerms")
    .withIndex("by_workspace_id_and_active_period_and_term", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .gte("active_period", era * PERIODS)
        .lt("active_period", Math.min(before, (era + 1) * PERIODS)),
    )
    .order("desc")
    .first();
  return row?.active_period ?? null;
}

/** Along the contacts of a period, newest activity first. */
async function walk(
  { ctx, workspaceId, prefix }: Range,
  newest: Newest,
  period: number,
): Promise<void> {
  const contacts = ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into_and_last_message_at", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("merged_into", undefined)
        .gte("last_message_at", period * PERIOD_MS)
        .lt("last_message_at", (period + 1) * PERIOD_MS),
    )
    .order("desc");
  for await (const contact of contacts) {
    const terms = contact.search_terms ?? [];
    const hasTerm = terms.some((term) => term.startsWith(prefix));
    newest.offer(hasTerm ? contact : null);
    if (newest.isEnough()) {
      return;
    }
  }
}
