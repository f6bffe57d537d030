/**
 * What one delivery is made into, by hand, in one transaction: audit row,
 * payload, identities, contact, session, conversation, message. The statements
 * are the same for both databases, and so is the order in which they run; only
 * who runs them differs.
 */
import type { CountryCode } from "libphonenumber-js/max";
import { identitiesOf, type Body, type Identity } from "./message";

export interface Delivery {
  key: string;
  event: string;
  bytes: Buffer;
  sha256: string;
  receivedAt: number;
  body: Body;
}

export type Answer = "accepted" | "duplicate";
export type Value = string | number | null;
export type Row = Record<string, unknown>;

/** One statement to run; the generator is given its first row, if any. */
export interface Statement {
  name: keyof typeof STATEMENTS;
  values: Value[];
}

/** `$KEY` and `$INT` are the database's own words for them. */
export const TABLES = `
  CREATE TABLE phone_numbers (
    phone_number_id TEXT PRIMARY KEY, workspace_id $INT NOT NULL, region TEXT NOT NULL
  );
  CREATE TABLE audits (
    id $KEY, endpoint TEXT NOT NULL, idempotency_key TEXT NOT NULL,
    event TEXT NOT NULL, status TEXT NOT NULL, received_at $INT NOT NULL,
    body_bytes INTEGER NOT NULL, body_sha256 TEXT NOT NULL,
    duplicates INTEGER NOT NULL, UNIQUE (endpoint, idempotency_key)
  );
  CREATE INDEX audits_by_status ON audits (status, received_at);
  CREATE TABLE payloads (audit_id $INT PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE contacts (
    id $KEY, workspace_id $INT NOT NULL, name TEXT, message_count INTEGER NOT NULL,
    last_message_at $INT NOT NULL, last_preview TEXT, waiting_since $INT
  );
  CREATE INDEX contacts_by_activity ON contacts (workspace_id, last_message_at);
  CREATE INDEX contacts_by_name ON contacts (workspace_id, name);
  CREATE TABLE identities (
    workspace_id $INT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    contact_id $INT NOT NULL, PRIMARY KEY (workspace_id, kind, value)
  );
  CREATE TABLE conversations (
    id $KEY, workspace_id $INT NOT NULL, contact_id $INT NOT NULL,
    phone_number_id TEXT NOT NULL, status TEXT NOT NULL,
    message_count INTEGER NOT NULL, unread_count INTEGER NOT NULL,
    last_message_at $INT NOT NULL, waiting_since $INT,
    UNIQUE (contact_id, phone_number_id)
  );
  CREATE INDEX conversations_by_activity
    ON conversations (workspace_id, last_message_at);
  CREATE TABLE sessions (
    workspace_id $INT NOT NULL, kapso_conversation_id TEXT NOT NULL,
    conversation_id $INT NOT NULL, last_active_at $INT NOT NULL,
    PRIMARY KEY (workspace_id, kapso_conversation_id)
  );
  CREATE TABLE messages (
    id $KEY, workspace_id $INT NOT NULL, kapso_message_id TEXT NOT NULL,
    conversation_id $INT NOT NULL, contact_id $INT NOT NULL, type TEXT NOT NULL,
    text TEXT, sent_at $INT NOT NULL, UNIQUE (workspace_id, kapso_message_id)
  );
  CREATE INDEX messages_by_conversation ON messages (conversation_id, sent_at);
  CREATE INDEX messages_by_contact ON messages (contact_id, sent_at);
`;

/** Whose number it is: the demo workspace's. */
export const NUMBER_OWNER = { workspaceId: 1, region: "ID" } as const;

export const STATEMENTS = {
  addNumber: `INSERT INTO phone_numbers VALUES ($1, $2, $3)`,
  addAudit: `INSERT INTO audits (endpoint, idempotency_key, event, status,
      received_at, body_bytes, body_sha256, duplicates)
    VALUES ('default', $1, $2, 'processed', $3, $4, $5, 0)
    ON CONFLICT (endpoint, idempotency_key) DO NOTHING RETURNING id`,
  countDuplicate: `UPDATE audits SET duplicates = duplicates + 1
    WHERE endpoint = 'default' AND idempotency_key = $1`,
  addPayload: `INSERT INTO payloads VALUES ($1, $2)`,
  findNumber: `SELECT workspace_id, region FROM phone_numbers
    WHERE phone_number_id = $1`,
  findIdentity: `SELECT contact_id FROM identities
    WHERE workspace_id = $1 AND kind = $2 AND value = $3`,
  addContact: `INSERT INTO contacts (workspace_id, message_count, last_message_at)
    VALUES ($1, 0, 0) RETURNING id`,
  addIdentity: `INSERT INTO identities VALUES ($1, $2, $3, $4)`,
  addConversation: `INSERT INTO conversations (workspace_id, contact_id,
      phone_number_id, status, message_count, unread_count, last_message_at)
    VALUES ($1, $2, $3, 'open', 0, 0, 0)
    ON CONFLICT (contact_id, phone_number_id) DO UPDATE SET status = 'open'
    RETURNING id`,
  findSession: `SELECT conversation_id FROM sessions
    WHERE workspace_id = $1 AND kapso_conversation_id = $2`,
  noteSession: `INSERT INTO sessions VALUES ($1, $2, $3, $4)
    ON CONFLICT (workspace_id, kapso_conversation_id) DO UPDATE
    SET last_active_at = excluded.last_active_at
    WHERE sessions.last_active_at < excluded.last_active_at`,
  addMessage: `INSERT INTO messages (workspace_id, kapso_message_id,
      conversation_id, contact_id, type, text, sent_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (workspace_id, kapso_message_id) DO NOTHING RETURNING id`,
  touchConversation: `UPDATE conversations SET message_count = message_count + 1,
      unread_count = unread_count + 1,
      last_message_at = CASE WHEN last_message_at > $2 THEN last_message_at ELSE $2 END,
      waiting_since = COALESCE(waiting_since, $2)
    WHERE id = $1`,
  touchContact: `UPDATE contacts SET name = COALESCE($2, name),
      message_count = message_count + 1, last_preview = $3,
      last_message_at = CASE WHEN last_message_at > $4 THEN last_message_at ELSE $4 END,
      waiting_since = COALESCE(waiting_since, $4)
    WHERE id = $1`,
  countAll: `SELECT (SELECT COUNT(*) FROM audits) AS audits,
    (SELECT COUNT(*) FROM contacts) AS contacts,
    (SELECT COUNT(*) FROM identities) AS identities,
    (SELECT COUNT(*) FROM conversations) AS conversations,
    (SELECT COUNT(*) FROM sessions) AS sessions,
    (SELECT COUNT(*) FROM messages) AS messages`,
} as const;

type Work<T> = Generator<Statement, T, Row | undefined>;

/** The statements of one delivery, to be run in one transaction. */
export function* workOf({ body, ...delivery }: Delivery): Work<Answer> {
  const audit = yield {
    name: "addAudit",
    values: [
      ...[delivery.key, delivery.event, delivery.receivedAt],
      ...[delivery.bytes.length, delivery.sha256],
    ],
  };
  if (audit === undefined) {
    yield { name: "countDuplicate", values: [delivery.key] };
    return "duplicate";
  }
  yield {
    name: "addPayload",
    values: [idOf(audit, "id"), delivery.bytes.toString("utf8")],
  };
  const number = yield { name: "findNumber", values: [body.phone_number_id] };
  const workspaceId = idOf(number, "workspace_id");
  const identities = identitiesOf(
    body,
    String(number?.["region"]) as CountryCode,
  );
  const contactId = yield* findContact(workspaceId, identities);
  yield* storeMessage(workspaceId, contactId, body);
  return "accepted";
}

/** The contact that an identity leads to, made if there is none. */
function* findContact(
  workspaceId: number,
  identities: readonly Identity[],
): Work<number> {
  const missing: Identity[] = [];
  let contactId: number | undefined;
  for (const identity of identities) {
    const row = yield {
      name: "findIdentity",
      values: [workspaceId, identity.kind, identity.value],
    };
    if (row === undefined) {
      missing.push(identity);
    } else {
      contactId ??= idOf(row, "contact_id");
    }
  }
  if (contactId === undefined) {
    const made = yield { name: "addContact", values: [workspaceId] };
    contactId = idOf(made, "id");
  }
  for (const { kind, value } of missing) {
    yield {
      name: "addIdentity",
      values: [workspaceId, kind, value, contactId],
    };
  }
  return contactId;
}

function* storeMessage(
  workspaceId: number,
  contactId: number,
  { message, conversation, phone_number_id }: Body,
): Work<void> {
  const sentAt = message.timestamp * 1000;
  const session = yield {
    name: "findSession",
    values: [workspaceId, conversation.id],
  };
  const owner =
    session ??
    (yield {
      name: "addConversation",
      values: [workspaceId, contactId, phone_number_id],
    });
  const conversationId = idOf(
    owner,
    session === undefined ? "id" : "conversation_id",
  );
  yield {
    name: "noteSession",
    values: [workspaceId, conversation.id, conversationId, sentAt],
  };
  const text = message.kapso?.content ?? null;
  const stored = yield {
    name: "addMessage",
    values: [
      ...[workspaceId, message.id, conversationId, contactId],
      ...[message.type, text, sentAt],
    ],
  };
  if (stored === undefined) {
    return;
  }
  yield { name: "touchConversation", values: [conversationId, sentAt] };
  const name = conversation.contact_name ?? null;
  yield { name: "touchContact", values: [contactId, name, text, sentAt] };
}

/** PostgreSQL's client writes 64-bit numbers as text. */
function idOf(row: Row | undefined, column: string): number {
  const id = Number(row?.[column]);
  if (!Number.isSafeInteger(id)) {
    throw new Error(`a row has its ${column} -- invariant`);
  }
  return id;
}
