/** The shape of a model's answer, for asking and for reading. */
import { z } from "zod";
import { BULLET_KINDS, type DigestBullet } from "./types";

export const MIN_BULLETS = 3;
export const MAX_BULLETS = 8;
/** Characters (code points) of one bullet, and of all of them. */
export const MIN_BULLET_CHARACTERS = 20;
export const MAX_BULLET_CHARACTERS = 280;
export const MAX_DIGEST_CHARACTERS = 1500;

export const MAX_HEADLINE_CHARACTERS = 140;

/** Sizes are checked apart from the shape, each with its own reason. */
const answerSchema = z.strictObject({
  headline: z.string(),
  bullets: z.array(
    z.strictObject({
      kind: z.enum(BULLET_KINDS),
      text: z.string(),
      cites: z.array(z.string()),
    }),
  ),
});

/** Bullets are a digest also without a headline. */
const readSchema = answerSchema.partial({ headline: true });

/** JSON Schema of the answer, as a strict response format wants it. */
export const ANSWER_FORMAT: {
  name: string;
  schema: Record<string, unknown>;
} = { name: "digest", schema: toJsonSchema() };

function toJsonSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(answerSchema);
  return schema;
}

export type ReadBullets =
  | { kind: "bullets"; headline?: string; bullets: DigestBullet[] }
  | { kind: "unreadable"; reason: "not_json" | "wrong_shape" };

/** Reads an answer; a code fence around the JSON is forgiven. */
export function readBullets(content: string): ReadBullets {
  let value: unknown;
  try {
    value = JSON.parse(withoutFence(content.trim()));
  } catch {
    return { kind: "unreadable", reason: "not_json" };
  }
  const parsed = readSchema.safeParse(value);
  return parsed.success
    ? { kind: "bullets", ...parsed.data }
    : { kind: "unreadable", reason: "wrong_shape" };
}

const FENCE = "```";

function withoutFence(content: string): string {
  const isFenced =
    content.length >= 2 * FENCE.length &&
    content.startsWith(FENCE) &&
    content.endsWith(FENCE);
  return isFenced
    ? content.slice(FENCE.length, -FENCE.length).replace(/^json/, "")
    : content;
}
