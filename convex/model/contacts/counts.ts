/**
 * How many contacts there are, by filter and status, without looking at them:
 * groups that the aggregate component counts. A contact is in each group that it
 * belongs to, under its status. Writes are queued there: a message that changes
 * no group costs nothing, one that does costs a row.
 */
import type { AggregateOperation } from "@convex-dev/aggregate";
import { contactCounts } from "../../componentClients";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

type Contact = Doc<"contacts">;
type Key = [Contact["lead_status"], Contact["source"]];

/** The groups a contact is counted in; none once it is merged. */
function groupsOf(contact: Contact | null): string[] {
  if (contact === null || contact.merged_into !== undefined) {
    return [];
  }
  const { owner_id: owner } = contact;
  const isWaiting = contact.waiting_since !== undefined;
  return [
    "all",
    ...(owner === undefined ? [] : ["owned", `owner:${owner}`]),
    ...(isWaiting ? ["waiting", `waiting_owner:${owner ?? ""}`] : []),
    ...(contact.phone === undefined ? ["no_number"] : []),
    ...(contact.marketing?.status === "stopped" ? ["opted_out"] : []),
    ...contact.tags.map((tag) => `tag:${tag}`),
    ...(contact.phone_number_ids ?? []).map((id) => `number:${id}`),
  ];
}

const keyOf = ({ lead_status, source }: Contact): Key => [lead_status, source];

/** A workspace's group, as the component knows it. */
export const namespaceOf = (workspaceId: Id<"workspaces">, group: string) =>
  `${workspaceId}:${group}`;

/**
 * Queues what a change of a contact changes in the counts.
 *
 * @param before as it was counted; null for one that may not be counted yet
 */
export async function recount(
  ctx: MutationCtx,
  before: Contact | null,
  after: Contact,
): Promise<void> {
  const old = groupsOf(before);
  const now = groupsOf(after);
  const isUnder =
    before === null || keyOf(before).join() === keyOf(after).join();
  const left = old.filter((group) => !isUnder || !now.includes(group));
  const joined = now.filter((group) => !isUnder || !old.includes(group));
  const item = (contact: Contact, group: string) => ({
    key: keyOf(contact),
    id: contact._id,
    namespace: namespaceOf(contact.workspace_id, group),
  });
  // Tolerant ones: contacts of older versions are counted by a migration.
  const operations: AggregateOperation<Key, Id<"contacts">, string>[] = [
    ...left.map((group) => ({
      type: "deleteIfExists" as const,
      ...item(before ?? after, group),
    })),
    ...joined.map((group) => ({
      type: "insertIfDoesNotExist" as const,
      ...item(after, group),
    })),
  ];
  if (operations.length > 0) {
    await contactCounts.enqueueBatch(ctx, operations);
  }
}
