/**
 * Secrets in a workflow's settings. They are never stored: what stands in their
 * place says how they end and, by a mark, whether they changed.
 */
import { isJsonObject } from "../kapso/forms";

/** Below this a secret's end would give too much of it away. */
const MIN_LENGTH_FOR_END = 12;
const END_LENGTH = 4;
const DOTS = "\u2022\u2022\u2022\u2022";

/** What a secret is called, in settings, headers and addresses. */
const SECRET_NAME =
  /secret|token|password|passwd|api[-_]?key|authorization|credential|private[-_]?key|access[-_]?key|cookie|signature/i;

/** Secrets that give themselves away, wherever they stand. */
const SECRET_SHAPES = [
  /\bBearer [\w.~+/=-]{8,512}/g,
  /\b(?:sk|pk|rk|ghp|gho|xoxb|xoxp|whsec)[-_][\w-]{8,512}/g,
  /\beyJ[\w-]{8,1024}\.[\w-]{8,2048}\.[\w-]{8,512}/g,
];

/** Name and password in an address. */
const USER_INFO = /\b(https?:\/\/)[^\s/@]{1,256}@/gi;
const QUERY_VALUE = /([?&])([\w.-]{1,64})=([^&#\s"]{1,512})/g;

/** A number is no secret, whatever it is called: `max_tokens`. */
const PLAIN_NUMBER = /^\d{1,7}$/;

/** Deeper settings are nobody's, and would cost the engine its stack. */
const MAX_DEPTH = 64;

/**
 * A copy in which every secret is replaced.
 *
 * @param replace gives what stands in a secret's place
 */
export function replaceSecrets(
  value: unknown,
  replace: (secret: string) => string,
): unknown {
  return replaceIn(value, replace, false, 0);
}

function replaceIn(
  value: unknown,
  replace: (secret: string) => string,
  isSecret: boolean,
  depth: number,
): unknown {
  if (typeof value === "string") {
    const isWhole = isSecret && value !== "" && !PLAIN_NUMBER.test(value);
    return isWhole ? replace(value) : replaceWithin(value, replace);
  }
  if (depth >= MAX_DEPTH) {
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((part) => replaceIn(part, replace, isSecret, depth + 1));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  // A header may be written as its name and its value.
  const { name, key } = value;
  const isNamed = [name, key].some(
    (text) => typeof text === "string" && SECRET_NAME.test(text),
  );
  return Object.fromEntries(
    Object.entries(value).map(([field, part]) => [
      field,
      replaceIn(
        part,
        replace,
        isSecret || SECRET_NAME.test(field) || (isNamed && field === "value"),
        depth + 1,
      ),
    ]),
  );
}

function replaceWithin(
  text: string,
  replace: (secret: string) => string,
): string {
  const shapes = SECRET_SHAPES.reduce(
    (rest, shape) => rest.replace(shape, (secret) => replace(secret)),
    text,
  );
  return shapes
    .replace(USER_INFO, (_all, scheme: string) => `${scheme}${DOTS}@`)
    .replace(QUERY_VALUE, (all, sign: string, name: string, secret: string) =>
      SECRET_NAME.test(name) && !secret.startsWith(DOTS)
        ? `${sign}${name}=${replace(secret)}`
        : all,
    );
}

/**
 * What stands in a secret's place in storage.
 *
 * @param mark differs when the secret does, and does not give it away
 */
export function maskOf(secret: string, mark: string): string {
  const end =
    secret.length >= MIN_LENGTH_FOR_END ? secret.slice(-END_LENGTH) : "";
  return `${DOTS}${end}\u00b7${mark}`;
}

/** Hex digits of a mark. */
export const MARK_DIGITS = 8;

const MASKED = /(\u2022{4}[^\u00b7\s]{0,4})\u00b7[0-9a-f]{8}/g;

/** A text of storage as people see it: "••••3f9a". */
export const showMasked = (text: string): string => text.replace(MASKED, "$1");
