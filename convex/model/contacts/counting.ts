/** How many contacts a filter leaves. */
import { v, type Infer } from "convex/values";
import { contactCounts } from "../../componentClients";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { namespaceOf } from "./counts";
import type { Criteria } from "./filter";
import { pageOfContacts } from "./list";
import { vLeadStatus } from "./leadStatus";

type Contact = Doc<"contacts">;
type LeadStatus = Contact["lead_status"];

const LEAD_STATUSES: LeadStatus[] = vLeadStatus.members.map(
  (member) => member.value,
);

/** Counted one by one where no group answers; more are "at least". */
const MAX_COUNTED = 1_000;

/** A group, and one whose members are left out. */
interface Groups {
  of: string;
  without?: string;
}

/** What counts a filter exactly; null for filters that no group stands for. */
function groupsFor(criteria: Criteria): Groups | null {
  const { ownerId, waiting, hasNumber, optedOut, phoneNumberId } = criteria;
  const { activity, tags } = criteria;
  if (
    activity.from !== undefined ||
    activity.to !== Infinity ||
    tags.length > 1
  ) {
    return null;
  }
  if (waiting === true && ownerId !== undefined) {
    const rest = { ...criteria, waiting: undefined, ownerId: undefined };
    return groupsFor(rest)?.of === "all"
      ? { of: `waiting_owner:${ownerId ?? ""}` }
      : null;
  }
  const unless = (is: boolean, group: string): Groups =>
    is ? { of: group } : { of: "all", without: group };
  const groups: Groups[] = [
    ...tags.map((tag) => ({ of: `tag:${tag}` })),
    ...(waiting === undefined ? [] : [unless(waiting, "waiting")]),
    ...(hasNumber === undefined ? [] : [unless(!hasNumber, "no_number")]),
    ...(optedOut === undefined ? [] : [unless(optedOut, "opted_out")]),
    ...(phoneNumberId === undefined ? [] : [{ of: `number:${phoneNumberId}` }]),
  ];
  if (ownerId !== undefined) {
    groups.push(
      ownerId === null ? unless(false, "owned") : { of: `owner:${ownerId}` },
    );
  }
  return groups.length > 1 ? null : (groups[0] ?? { of: "all" });
}

export const vContactCount = v.object({
  count: v.number(),
  /** True when there may be more: counting stopped there. */
  is_at_least: v.boolean(),
  /**
   * The same without the filter's statuses, by status; absent where contacts
   * were counted one by one.
   */
  by_lead_status: v.optional(
    v.object({
      none: v.number(),
      unqualified: v.number(),
      qualified: v.number(),
      customer: v.number(),
      archived: v.number(),
      duplicate: v.number(),
      spam: v.number(),
    }),
  ),
});
export type ContactCount = Infer<typeof vContactCount>;

const NOBODY: Record<LeadStatus, number> = {
  none: 0,
  unqualified: 0,
  qualified: 0,
  customer: 0,
  archived: 0,
  duplicate: 0,
  spam: 0,
};

/**
 * How many contacts a filter leaves. Exact and at once for every single filter
 * with any status and source; other combinations are counted up to a thousand.
 */
export async function countContacts(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  criteria: Criteria,
): Promise<ContactCount> {
  const groups = groupsFor(criteria);
  if (groups === null) {
    return await countOneByOne(ctx, workspaceId, criteria);
  }
  const { leadStatuses, source } = criteria;
  const all = await countGroup(ctx, workspaceId, groups.of, source);
  const without =
    groups.without === undefined
      ? null
      : await countGroup(ctx, workspaceId, groups.without, source);
  const byStatus = { ...NOBODY };
  for (const [at, status] of LEAD_STATUSES.entries()) {
    // Both were read at one moment: never below zero.
    byStatus[status] = (all[at] ?? 0) - (without?.[at] ?? 0);
  }
  const wanted = leadStatuses.length > 0 ? leadStatuses : LEAD_STATUSES;
  return {
    count: wanted.reduce((sum, status) => sum + byStatus[status], 0),
    is_at_least: false,
    by_lead_status: byStatus,
  };
}

async function countGroup(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  group: string,
  source: Contact["source"] | undefined,
): Promise<number[]> {
  const namespace = namespaceOf(workspaceId, group);
  return await contactCounts.countBatch(
    ctx,
    LEAD_STATUSES.map((status) => ({
      namespace,
      bounds: {
        prefix: source === undefined ? [status] : [status, source],
      },
    })),
    { stale: true },
  );
}

async function countOneByOne(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  criteria: Criteria,
): Promise<ContactCount> {
  const { page, isDone } = await pageOfContacts(
    ctx,
    workspaceId,
    criteria,
    "activity",
    { numItems: MAX_COUNTED, cursor: null },
  );
  return { count: page.length, is_at_least: !isDone };
}
