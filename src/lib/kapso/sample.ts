/** A delivery as Kapso sends it, about a person who does not exist. */
import { EVENT_HEADER, VERSION_HEADER } from "./headers";

/** Sweden keeps 070-174 06 05 to 99 for films and books (pts.se). */
export const SAMPLE_PHONE = "46701740699";
export const SAMPLE_EVENT = "whatsapp.message.received";
export const SAMPLE_VERSION = "v2";
const SAMPLE_NAME = "Contoh (sample)";
const SAMPLE_TEXT = "Halo, ini pesan contoh. (This is a sample message.)";

export interface Sample {
  body: string;
  idempotencyKey: string;
  headers: Record<string, string>;
}

/**
 * `whatsapp.message.received` with a text for one of our numbers.
 *
 * @param id tells it from other samples
 * @param now ms UTC
 */
export function buildSample(
  phoneNumberId: string,
  id: string,
  now: number,
): Sample {
  const at = new Date(now).toISOString();
  const body = JSON.stringify({
    message: {
      id: `wamid.sample.${id}`,
      timestamp: String(Math.floor(now / 1000)),
      type: "text",
      from: SAMPLE_PHONE,
      text: { body: SAMPLE_TEXT },
      kapso: {
        direction: "inbound",
        status: "received",
        origin: "cloud_api",
        content: SAMPLE_TEXT,
      },
    },
    conversation: {
      id: `sample-${phoneNumberId}`,
      phone_number: SAMPLE_PHONE,
      contact_name: SAMPLE_NAME,
      status: "active",
      created_at: at,
      updated_at: at,
      phone_number_id: phoneNumberId,
    },
    is_new_conversation: false,
    phone_number_id: phoneNumberId,
  });
  return {
    body,
    idempotencyKey: `sample-${id}`,
    headers: {
      [EVENT_HEADER]: SAMPLE_EVENT,
      [VERSION_HEADER]: SAMPLE_VERSION,
    },
  };
}
