/** Deliveries with a valid signature, whatever is in them, and who is acknowledged. */
import { z } from "zod";
import { sign } from "../sim/delivery";
import type { Scene } from "./family";
import type { Answer } from "./http";

const answerSchema = z.object({ audit_id: z.string() });

/** Remembers what an answer to a signed delivery acknowledges. */
export function remember(
  { target }: Pick<Scene, "target">,
  { status, body }: Pick<Answer, "status" | "body">,
): void {
  if (status === 200) {
    target.acknowledged.add(answerSchema.parse(JSON.parse(body)).audit_id);
  } else if (status === 0) {
    target.unread += 1;
  }
}

export async function sendSigned(
  scene: Scene,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { target, client } = scene;
  const answer = await client.send(target.webhook, {
    body,
    headers: { ...headers, "X-Webhook-Signature": sign(target.secret, body) },
  });
  remember(scene, answer);
  return answer;
}
