/** Shows what one delivery became: the contact, as a member of the team sees it. */
import { isolateBidi } from "../lib/text/bidi";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { createAdminClient } from "./adminClient";
import type { Person } from "./people";

/** The demo workspace's owner (docs/operations.md). */
const DEMO_OWNER = { issuer: "https://local.invalid" };
/** Processing follows the answer by milliseconds. */
const LIMIT_MS = 10_000;
const POLL_MS = 50;

const demoSchema = z.object({
  workspace_id: z.string(),
  owner_subject: z.string(),
});
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

const searchSchema = z.array(contactSchema);

/** What a person would type to find the contact: how the number ends, or a name. */
export const toQuery = (person: Person): string =>
  person.hasValidPhone ? (person.phone ?? person.name) : person.name;

const isSame = (contact: ShownContact, person: Person) =>
  (contact.bsuid !== undefined && contact.bsuid === person.bsuid) ||
  (contact.phone_normalized !== undefined &&
    contact.phone_normalized === person.phone);

/**
 * Looks the person up by the public search, acting as the demo's owner.
 *
 * @throws Error when no contact appears in time.
 */
export async function showContact(
  url: string,
  adminKey: string,
  person: Person,
): Promise<ShownContact> {
  const admin = createAdminClient(url, adminKey);
  const demo = demoSchema.parse(await admin.call("ops:seedDemo"));
  const owner = createAdminClient(url, adminKey, {
    ...DEMO_OWNER,
    subject: demo.owner_subject,
  });
  const deadline = Date.now() + LIMIT_MS;
  do {
    const found = searchSchema.parse(
      await owner.call("contacts:search", {
        workspace_id: demo.workspace_id,
        query: toQuery(person),
      }),
    );
    const contact = found.find((candidate) => isSame(candidate, person));
    if (contact !== undefined && contact.message_count > 0) {
      return contact;
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
