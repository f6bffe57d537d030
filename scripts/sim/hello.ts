/** Shows what one delivery became: the contact, as a member of the team sees it. */
import { isolateBidi } from "../../src/lib/text/bidi";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { createMemberClient } from "./adminClient";
import type { KnownPerson } from "./people";

/** Processing follows the answer by milliseconds; a busy machine takes longer. */
const LIMIT_MS = 120_000;
const POLL_MS = 50;

const contactSchema = z.object({
  _id: z.string(),
  name: z.string().optional(),
  phone_normalized: z.string().optional(),
  bsuid: z.string().optional(),
  lead_status: z.string(),
  message_count: z.number(),
  last_message_at: z.number().optional(),
});
export type ShownContact = z.infer<typeof contactSchema>;

/** Rows of lists name no BSUID, so every contact found is read whole. */
const searchSchema = z.array(z.object({ _id: z.string() }));

/** What a person would type to find the contact: how the number ends, or a name. */
export const toQuery = (person: KnownPerson): string =>
  person.hasValidPhone ? (person.phone ?? person.name) : person.name;

const isSame = (contact: ShownContact, person: KnownPerson) =>
  (contact.bsuid !== undefined && contact.bsuid === person.bsuid) ||
  (contact.phone_normalized !== undefined &&
    contact.phone_normalized === person.phone);

/** Where the contact must appear, and a member who may see it. */
export interface Lookup {
  url: string;
  adminKey: string;
  workspaceId: string;
  subject: string;
}

/**
 * Looks the person up by the public search, acting as a member.
 *
 * @throws Error when no contact appears in time.
 */
export async function showContact(
  { url, adminKey, workspaceId, subject }: Lookup,
  person: KnownPerson,
): Promise<ShownContact> {
  const member = createMemberClient(url, adminKey, subject);
  const deadline = Date.now() + LIMIT_MS;
  do {
    const found = searchSchema.parse(
      await member.call("contacts:search", {
        workspace_id: workspaceId,
        query: toQuery(person),
      }),
    );
    for (const { _id } of found) {
      const contact = contactSchema.parse(
        await member.call("contacts:get", { contact_id: _id }),
      );
      if (isSame(contact, person) && contact.message_count > 0) {
        return contact;
      }
    }
    await delay(POLL_MS);
  } while (Date.now() < deadline);
  throw new Error("The delivery was accepted but no contact came of it.");
}

export function formatContact(contact: ShownContact): string {
  const at = contact.last_message_at;
  return [
    `contact    ${contact._id}`,
    `name       ${isolateBidi(contact.name ?? "-")}`,
    `phone      ${contact.phone_normalized ?? "-"}`,
    `messages   ${contact.message_count}`,
    `last       ${at === undefined ? "-" : new Date(at).toISOString()}`,
    `lead       ${contact.lead_status}`,
  ].join("\n");
}
