/**
 * What a documented delivery must leave in the database, read from its body
 * without our own parser: messages that show as bubbles, receipts, and people of
 * fixtures/kapso/README.md. What is not understood here is only expected to have
 * its audit row.
 */
import { z } from "zod";
import type { Status } from "./bodies";
import type { KnownPerson } from "./people";
import { DEMO_PHONE_NUMBER_ID, type Effects } from "./world";
import { EVENT_HEADER, VERSION_HEADER } from "../../src/lib/kapso/headers";

/** Types that stand in a conversation as messages of their own. */
const SHOWN_TYPES = [
  "text",
  "image",
  "audio",
  "video",
  "sticker",
  "document",
  "location",
  "contacts",
  "interactive",
  "button",
  "template",
  "order",
] as const;

/** Events that carry a message, and the receipt that each one is. */
const RECEIPTS: Readonly<Record<string, Status | null>> = {
  "whatsapp.message.received": null,
  "whatsapp.message.sent": "sent",
  "whatsapp.message.delivered": "delivered",
  "whatsapp.message.read": "read",
  "whatsapp.message.failed": "failed",
};

/** The people of the README with a valid number. */
const PEOPLE: readonly KnownPerson[] = [
  ["Sekar Wulandari", "+6281255500101"],
  ["Bagas Pradana", "+6285655500102"],
  ["Ni Luh Ayu Lestari", "+6287855500103"],
  ["Rangga Siahaan", "+6281355500104"],
  ["Melati Hutapea", "+6285955500105"],
  ["Fajar Nugroho", "+6289655500106"],
  ["Marcus Delgado", "+12025550143"],
  ["Imogen Hartley", "+61491570156"],
  ["Annika Brandt", "+4917604069012"],
  ["Elsa Nyström", "+46701740612"],
  ["Thaís Moreira", "+5511999990123"],
].map(([name = "", phone], index) => ({
  index,
  name,
  phone,
  hasValidPhone: true,
}));
/** Thaís, whose number Meta writes without its ninth digit. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = {
  "551199990123": "5511999990123",
};

const messageSchema = z.object({
  id: z.string().startsWith("wamid."),
  type: z.enum(SHOWN_TYPES),
  from: z.string().optional(),
  to: z.string().optional(),
  kapso: z.object({ direction: z.enum(["inbound", "outbound"]) }),
});
const itemSchema = z.object({
  message: messageSchema,
  phone_number_id: z.literal(DEMO_PHONE_NUMBER_ID),
  test: z.literal(false).optional(),
});
const bodySchema = z.union([
  z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data),
  z.unknown().transform((item) => [item]),
]);

/** @param digits as Meta writes a number */
function findPerson(digits = ""): KnownPerson[] {
  const phone = `+${OTHER_SPELLINGS[digits] ?? digits}`;
  return PEOPLE.filter((person) => person.phone === phone);
}

/** @param body the delivery's text, which need not be JSON */
export function expectEffects(
  headers: Readonly<Record<string, string>>,
  body: string,
): Effects {
  const effects: Effects = {
    messages: [],
    receipts: [],
    revisions: [],
    people: [],
  };
  const status = RECEIPTS[headers[EVENT_HEADER] ?? ""];
  if (status === undefined || headers[VERSION_HEADER] !== "v2") {
    return effects;
  }
  for (const item of bodySchema.parse(JSON.parse(body))) {
    const parsed = itemSchema.safeParse(item);
    if (!parsed.success) {
      continue;
    }
    const { id: kapsoMessageId, from, to, kapso } = parsed.data.message;
    const { direction } = kapso;
    effects.messages.push({ kapsoMessageId, direction });
    if (status !== null) {
      effects.receipts.push({ kapsoMessageId, status });
    }
    effects.people.push(...findPerson(direction === "inbound" ? from : to));
  }
  return effects;
}
