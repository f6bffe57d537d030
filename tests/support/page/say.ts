/** Messages of customers that arrive now, through the real webhook. */
import { sign } from "../../../scripts/sim/delivery";
import { DEMO_PHONE_NUMBER_ID } from "../../../scripts/sim/world";
import { inbound, type Person, STORY_START_S } from "../bodies";
import type { Telling } from "../conversationArbitrary";
import type { TestServer } from "../server";

let sent = 0;

/** Posts one message of a customer, as Kapso would. */
export async function say(
  server: TestServer,
  person: Person,
  text: string,
): Promise<void> {
  sent += 1;
  const telling = inbound({
    id: `wamid.page${sent}`,
    person,
    text,
    // A second that has begun already.
    at: Math.floor(Date.now() / 1000) - STORY_START_S,
    phoneNumberId: DEMO_PHONE_NUMBER_ID,
  });
  await tell(server, telling, `page-${sent}`);
}

/** Posts one delivery under an idempotency key, as Kapso would. */
export async function tell(
  server: TestServer,
  { event, body }: Pick<Telling, "event" | "body">,
  key: string,
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const { status, text: answer } = await server.post(bytes, {
    "Content-Type": "application/json",
    "X-Idempotency-Key": key,
    "X-Webhook-Payload-Version": "v2",
    "X-Webhook-Signature": sign(server.secret, Buffer.from(bytes)),
    ...(event !== undefined && { "X-Webhook-Event": event }),
  });
  if (status !== 200) {
    throw new Error(`the webhook answered ${status}: ${answer}`);
  }
}

/** The n-th of invented people with numbers that nobody has. */
export const somebody = (n: number): Person => ({
  phone: `62811555${String(n).padStart(5, "0")}`,
  name: `Pelanggan ${n}`,
});

/** A hundred people write at once, each for the first time. */
export const arrive = async (server: TestServer, first: number) =>
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      say(server, somebody(first + n), `Pesan ${n}`),
    ),
  );

/** As long as a name gets. */
export const LONG_NAME = `Wulandari ${"panjang ".repeat(20)}`
  .slice(0, 120)
  .trim();

/** Names that break layouts and careless code. */
export const NAMES = [
  "عبد الله الحداد",
  "Nur Aini 🌸👩‍👩‍👧",
  LONG_NAME,
  "<script>alert(1)</script>",
];
