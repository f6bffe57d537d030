/** ReDoS: texts on which a careless pattern of the digest works for minutes. */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Family, Scene } from "../family";
import { sendSigned } from "../signed";

/** The longest text that a message may have. */
const LENGTH = 4_096;
const LOOK_EVERY_MS = 100;
const MAX_LOOKS = 6_000;

const fill = (text: string) => text.repeat(LENGTH).slice(0, LENGTH);

/** Repetitions that grow when they are normalised, or never match in the end. */
const TEXTS = [
  ...["㌖", "ﷺ", "ﬃ", "½", "①", "𝟘", "０", "٠", "㊿"],
  ...["a", "a@", "a.", "@", ".", "a@a.", "www.", "http://", "://", "@@a"],
  ...["0", "0 ", "+", "+6", "(0)", "0-", "0*", "08", "62 ", "1\u20e3", "👍0"],
  ...["jl ", "no ", "rt 0", "satu ", "nol", "dot ", "at ", " at a dot "],
  ...["otp ", "otp:", "cvv 1", "pin", "1/", "1.1.", "[", "[ok]", "]", "\\"],
  ..."aA ,Aa,é,e\u0301,\u200b,\u202e,\ud83d,\u0000x".split(","),
].map(fill);

const digestSchema = z.object({
  running: z.string().optional(),
  digest: z.object({ created_at: z.number() }).nullable(),
});

interface Told {
  message: { id: string; text: { body: string }; kapso: { content: string } };
}

/** A delivery with another text in it. */
function tell(scene: Scene, text: string, number: number): Promise<number> {
  const [first] = scene.fixtures;
  if (first === undefined) {
    throw new Error("there is a fixture -- invariant");
  }
  const now = String(Math.floor(Date.now() / 1000));
  const body = JSON.parse(first.body.toString("utf8")) as Told;
  const { message } = body;
  const told = {
    ...body,
    message: {
      ...message,
      id: `wamid.attack.${number}`,
      timestamp: now,
      text: { body: text },
      kapso: { ...message.kapso, content: text },
    },
  };
  return sendSigned(scene, Buffer.from(JSON.stringify(told)), {
    "Content-Type": "application/json",
    "X-Webhook-Event": "whatsapp.message.received",
    "X-Webhook-Payload-Version": "v2",
    "X-Idempotency-Key": `attack-text-${number}`,
  }).then(({ status }) => status);
}

/** Whether a digest is made of what was told, however long it takes. */
async function isDigested({ target }: Scene): Promise<boolean> {
  const { admin } = target;
  const show = async () =>
    digestSchema.parse(
      await admin.call("ops:showDigest", { workspace: "demo" }),
    );
  const before = (await show()).digest?.created_at;
  await target.settle();
  await admin.call("ops:makeDigest", { workspace: "demo" });
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const { running, digest } = await show();
    if (running === undefined) {
      return digest !== null && digest.created_at !== before;
    }
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

export const texts: Family = {
  name: "texts",
  about: "texts that a careless pattern takes minutes for, into a digest",
  async run(scene) {
    for (const [number, text] of TEXTS.entries()) {
      const status = await tell(scene, text, number);
      scene.tally.count(status === 200, `text ${number}: ${status}`);
    }
    scene.tally.count(await isDigested(scene), "no digest was made of them");
  },
};
