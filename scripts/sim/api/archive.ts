/**
 * What the simulated Kapso knows and tells over its read API: everything it sent
 * as events, and its own things, workflows and webhooks.
 */
import type { Json, JsonObject } from "../bodies";
import type { KapsoEvent } from "../world";

/** Something the API lists; newest first where that has a meaning. */
export type Row = JsonObject & { id: string };

export interface Workflow {
  row: Row;
  definition: { nodes: Json[]; edges: Json[] };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : "";

export class Archive {
  readonly conversations = new Map<string, Row>();
  /** In the order in which they were learned. */
  readonly messages = new Map<string, Row>();
  readonly contacts = new Map<string, Row>();
  readonly phoneNumbers: Row[] = [];
  readonly workflows: Workflow[] = [];
  readonly webhooks: Row[] = [];
  readonly deliveries: Row[] = [];

  /** What an event tells; a receipt repeats its message, which stays as it was said. */
  learn({ body }: Pick<KapsoEvent, "body">): void {
    const phoneNumberId = textOf(body["phone_number_id"]);
    const conversation = objectOf(body["conversation"]);
    const id = textOf(conversation["id"]);
    if (id !== "") {
      this.conversations.set(id, { ...conversation, id });
      this.#learnContact(conversation);
    }
    const message = objectOf(body["message"]);
    const wamid = textOf(message["id"]);
    if (wamid !== "") {
      this.#learnMessage(wamid, message, conversation, phoneNumberId);
    }
  }

  #learnMessage(
    id: string,
    message: JsonObject,
    conversation: JsonObject,
    phoneNumberId: string,
  ): void {
    const known = this.messages.get(id);
    const kapso: JsonObject = {
      ...objectOf(message["kapso"]),
      phone_number_id: phoneNumberId,
      whatsapp_conversation_id: conversation["id"] ?? null,
      phone_number: conversation["phone_number"] ?? null,
      contact_name: conversation["contact_name"] ?? null,
    };
    this.messages.set(id, {
      ...message,
      id,
      // A receipt's body carries the receipt's time.
      timestamp: known?.["timestamp"] ?? message["timestamp"] ?? null,
      kapso,
    });
  }

  #learnContact(conversation: JsonObject): void {
    const phone = textOf(conversation["phone_number"]).replace(/\D/g, "");
    const bsuid = textOf(conversation["business_scoped_user_id"]);
    const id = phone === "" ? bsuid : phone;
    if (id !== "") {
      this.contacts.set(id, {
        id,
        wa_id: phone === "" ? null : phone,
        profile_name: conversation["contact_name"] ?? null,
        business_scoped_user_id: bsuid === "" ? null : bsuid,
      });
    }
  }
}

const activityOf = (row: Row) =>
  timeOf(row["last_active_at"] ?? row["updated_at"]);

const newestFirst = (time: (row: Row) => number) => (a: Row, b: Row) =>
  time(b) - time(a);

/** ms; seconds and ISO 8601 are both met. */
export function timeOf(value: unknown): number {
  const text = textOf(value);
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) || 0;
}

/** The rows of a list that filters leave, in the order Kapso gives them. */
export function selectConversations(archive: Archive, query: URLSearchParams) {
  const after = query.get("last_active_after");
  const number = query.get("phone_number_id");
  return [...archive.conversations.values()]
    .filter(
      (row) =>
        (number === null || row["phone_number_id"] === number) &&
        (after === null || activityOf(row) >= Date.parse(after)),
    )
    .sort(newestFirst(activityOf));
}

export function selectMessages(archive: Archive, query: URLSearchParams) {
  const number = query.get("phone_number_id");
  const conversation = query.get("conversation_id");
  return [...archive.messages.values()]
    .filter((row) => {
      const kapso = objectOf(row["kapso"]);
      return (
        (number === null || kapso["phone_number_id"] === number) &&
        (conversation === null ||
          kapso["whatsapp_conversation_id"] === conversation)
      );
    })
    .sort(newestFirst((row) => timeOf(row["timestamp"])));
}
