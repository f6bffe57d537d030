/**
 * Compares the database with the ledger: nothing acknowledged is missing,
 * nothing is there twice, statuses are at least what was acknowledged.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Value } from "convex/values";
import { z } from "zod";
import { MINUTE_MS } from "../../src/lib/time/units";
import { listAll, type AdminClient } from "./adminClient";
import type { Status } from "./bodies";
import type { ExpectedRevision, Ledger } from "./ledger";
import type { KnownPerson } from "./people";

/** As the CRM ranks them: a late failure never hides a delivery. */
const STATUS_RANK: Readonly<Record<string, number>> = {
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
  played: 5,
};

const auditSchema = z.object({
  idempotency_key: z.string(),
  status: z.string(),
});
const messageSchema = z.object({
  kapso_message_id: z.string(),
  direction: z.string(),
  status: z.string(),
  edited_at: z.number().optional(),
  revoked_at: z.number().optional(),
});
const contactSchema = z.object({
  phone_normalized: z.string().optional(),
  bsuid: z.string().optional(),
});

/** How many rows of the database each value of a field was seen in. */
class Counter extends Map<string, number> {
  add(value: string | undefined): void {
    if (value !== undefined) {
      this.set(value, (this.get(value) ?? 0) + 1);
    }
  }
}

export interface Verification {
  audits: number;
  messages: number;
  contacts: number;
  /** Stable sentences without personal data; empty when all is well. */
  problems: string[];
}

const problem = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${count} ${what}`];

async function checkAudits(
  client: AdminClient,
  ledger: Ledger,
): Promise<{ count: number; unprocessed: number; problems: string[] }> {
  const seen = new Counter();
  const unsettled = { received: 0, failed: 0 };
  for await (const audit of listAll(
    client,
    "ops:listAudits",
    {},
    auditSchema,
  )) {
    if (!ledger.keys.has(audit.idempotency_key)) {
      continue;
    }
    seen.add(audit.idempotency_key);
    unsettled.received += audit.status === "received" ? 1 : 0;
    unsettled.failed += audit.status === "failed" ? 1 : 0;
  }
  let lost = 0;
  let doubled = 0;
  for (const [key, fate] of ledger.keys) {
    const count = seen.get(key) ?? 0;
    lost += count === 0 && fate === "acknowledged" ? 1 : 0;
    doubled += count > 1 ? 1 : 0;
  }
  return {
    count: seen.size,
    unprocessed: unsettled.received,
    problems: [
      ...problem(lost, "acknowledged deliveries without an audit row"),
      ...problem(doubled, "idempotency keys with more than one audit row"),
      ...problem(unsettled.received, "deliveries still unprocessed"),
      ...problem(unsettled.failed, "deliveries that failed"),
    ],
  };
}

const rank = (status: string) => STATUS_RANK[status] ?? 0;

function isBehind(status: string, receipts: ReadonlySet<Status>): boolean {
  return [...receipts].some((receipt) => rank(receipt) > rank(status));
}

function isUnrevised(
  row: z.infer<typeof messageSchema>,
  expected: ExpectedRevision | undefined,
): boolean {
  const { editedAt = 0, isRevoked = false } = expected ?? {};
  return (
    (row.edited_at ?? 0) < editedAt ||
    (isRevoked && row.revoked_at === undefined)
  );
}

async function checkMessages(
  client: AdminClient,
  workspace: Record<string, Value>,
  ledger: Ledger,
): Promise<{ count: number; problems: string[] }> {
  const seen = new Counter();
  let turned = 0;
  let behind = 0;
  let unrevised = 0;
  const rows = listAll(client, "ops:listMessages", workspace, messageSchema);
  for await (const row of rows) {
    const expected = ledger.messages.get(row.kapso_message_id);
    if (expected === undefined) {
      continue;
    }
    seen.add(row.kapso_message_id);
    turned += row.direction === expected.direction ? 0 : 1;
    unrevised += isUnrevised(row, ledger.revisions.get(row.kapso_message_id))
      ? 1
      : 0;
    behind += isBehind(row.status, expected.receipts) ? 1 : 0;
  }
  let lost = 0;
  let doubled = 0;
  for (const [kapsoMessageId, { isCertain }] of ledger.messages) {
    const count = seen.get(kapsoMessageId) ?? 0;
    lost += count === 0 && isCertain ? 1 : 0;
    doubled += count > 1 ? 1 : 0;
  }
  return {
    count: seen.size,
    problems: [
      ...problem(lost, "acknowledged messages lost"),
      ...problem(doubled, "messages stored more than once"),
      ...problem(turned, "messages with the wrong direction"),
      ...problem(behind, "messages behind their acknowledged receipts"),
      ...problem(unrevised, "messages that miss an edit or a deletion"),
    ],
  };
}

/** How many contacts carry one of the person's identities. */
function countContacts(person: KnownPerson, phones: Counter, bsuids: Counter) {
  const byPhone = person.hasValidPhone
    ? (phones.get(person.phone ?? "") ?? 0)
    : 0;
  const byBsuid = bsuids.get(person.bsuid ?? "") ?? 0;
  return Math.max(byPhone, byBsuid);
}

async function checkContacts(
  client: AdminClient,
  workspace: Record<string, Value>,
  ledger: Ledger,
): Promise<{ count: number; problems: string[] }> {
  const phones = new Counter();
  const bsuids = new Counter();
  const rows = listAll(client, "ops:listContacts", workspace, contactSchema);
  for await (const row of rows) {
    phones.add(row.phone_normalized);
    bsuids.add(row.bsuid);
  }
  let lost = 0;
  let doubled = 0;
  for (const person of ledger.people.values()) {
    const count = countContacts(person, phones, bsuids);
    lost += count === 0 ? 1 : 0;
    doubled += count > 1 ? 1 : 0;
  }
  const isShared = (count: number) => count > 1;
  return {
    count: ledger.people.size - lost,
    problems: [
      ...problem(lost, "people without a contact"),
      ...problem(doubled, "people with more than one contact"),
      ...problem(
        [...phones.values()].filter(isShared).length,
        "phone numbers that several contacts share",
      ),
      ...problem(
        [...bsuids.values()].filter(isShared).length,
        "business-scoped ids that several contacts share",
      ),
    ],
  };
}

/** How long processing may stall before it is a fault. */
const STANDSTILL_MS = MINUTE_MS;
const SETTLE_POLL_MS = 200;

/**
 * @param workspaceId the workspace that owns the number written to
 * @throws Error when the deployment cannot be asked.
 */
export async function verify(
  client: AdminClient,
  workspaceId: string,
  ledger: Ledger,
): Promise<Verification> {
  let audits = await checkAudits(client, ledger);
  let movedAt = Date.now();
  while (audits.unprocessed > 0 && Date.now() - movedAt < STANDSTILL_MS) {
    await delay(SETTLE_POLL_MS);
    const before = audits.unprocessed;
    audits = await checkAudits(client, ledger);
    movedAt = audits.unprocessed === before ? movedAt : Date.now();
  }
  const workspace = { workspace_id: workspaceId };
  const messages = await checkMessages(client, workspace, ledger);
  const contacts = await checkContacts(client, workspace, ledger);
  return {
    audits: audits.count,
    messages: messages.count,
    contacts: contacts.count,
    problems: [...audits.problems, ...messages.problems, ...contacts.problems],
  };
}
