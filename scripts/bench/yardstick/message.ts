/** What the yardstick reads of a body: a customer's message, as a person would. */
import {
  parsePhoneNumberFromString,
  type CountryCode,
} from "libphonenumber-js/max";
import { z } from "zod";

const text = z.string().nonempty().optional().catch(undefined);

const bodySchema = z.object({
  phone_number_id: z.string(),
  message: z.object({
    id: z.string(),
    timestamp: z.coerce.number(),
    type: z.string(),
    from: text,
    from_user_id: text,
    kapso: z.object({ content: text }).optional(),
  }),
  conversation: z.object({
    id: z.string(),
    phone_number: text,
    contact_name: text,
  }),
});
export type Body = z.infer<typeof bodySchema>;

/** @throws ZodError for what is no customer's message. */
export const readBody = (bytes: Buffer): Body =>
  bodySchema.parse(JSON.parse(bytes.toString("utf8")));

/** Something a customer is known by. */
export interface Identity {
  kind: "bsuid" | "phone" | "wa_id";
  value: string;
}

/** Business-scoped id first; a number that does not parse counts by its digits. */
export function identitiesOf(body: Body, region: CountryCode): Identity[] {
  const { message, conversation } = body;
  const written = conversation.phone_number ?? message.from;
  const identities: Identity[] = [];
  if (message.from_user_id !== undefined) {
    identities.push({ kind: "bsuid", value: message.from_user_id });
  }
  if (written !== undefined) {
    identities.push(phoneIdentity(written, region));
  }
  return identities;
}

function phoneIdentity(written: string, region: CountryCode): Identity {
  const digits = written.replace(/\D/g, "");
  const phone =
    parsePhoneNumberFromString(written, region) ??
    parsePhoneNumberFromString(`+${digits}`);
  return phone?.isValid() === true
    ? { kind: "phone", value: phone.number }
    : { kind: "wa_id", value: digits };
}
