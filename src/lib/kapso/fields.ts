/**
 * The field schemas that payload schemas are made of. Each reads one field of a foreign
 * body tolerantly: what is absent, null, "" or of the wrong type is `undefined`,
 * so a broken detail never costs the message. Objects keep only the keys that
 * are named, so no foreign key, `__proto__` least of all, is ever copied.
 */
import { z } from "zod";
import { cutByCodePoint } from "../text/cut";
import {
  MAX_DETAIL_CHARACTERS,
  MAX_ID_LENGTH,
  MAX_NAME_CHARACTERS,
  MAX_URL_LENGTH,
} from "../text/limits";
import { makeSafe } from "../text/makeSafe";
import { withoutAbsent } from "../values/withoutAbsent";
import type { Party } from "../crm/events";

function tolerant<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

/** Absent when empty. */
function nonEmpty(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** A person's own words: kept whole here, whitespace and all. */
export const textField = tolerant(
  z.string().transform((text) => nonEmpty(makeSafe(text))),
);

function shortField(maxCharacters: number) {
  return tolerant(
    z.string().transform((text) => {
      const safe = makeSafe(text).trim();
      return nonEmpty(cutByCodePoint(safe, maxCharacters).text);
    }),
  );
}

export const nameField = shortField(MAX_NAME_CHARACTERS);
export const detailField = shortField(MAX_DETAIL_CHARACTERS);

/** Absent when longer than any id: a cut id could be another one. */
export const idField = tolerant(
  z.string().min(1).max(MAX_ID_LENGTH).transform(makeSafe),
);

/** A word of the provider's vocabulary: type, status, origin. */
export const tokenField = tolerant(z.string().regex(/^[a-z]\w{0,63}$/i));

/** Meta's id of a business number. A JSON number is refused: it may be rounded. */
export const phoneNumberIdField = tolerant(z.string().regex(/^\d{1,32}$/));

/** Longest spelling of a phone number, with room for spaces and brackets. */
const MAX_PHONE_LENGTH = 64;

/** A phone number as received. Letters mean that it is something else. */
export const phoneField = tolerant(
  z
    .string()
    .max(MAX_PHONE_LENGTH)
    .transform((text) => {
      const safe = makeSafe(text).trim();
      const isNumber = /\p{Nd}/u.test(safe) && !/\p{L}/u.test(safe);
      return isNumber ? safe : undefined;
    }),
);

/**
 * Business-scoped user id: country code, dot, "ENT." in parent ids, then up to
 * 128 letters and digits (contract, section 13). The form is checked because
 * phone digits have been seen in this field.
 */
export const bsuidField = tolerant(
  z.string().regex(/^[A-Z]{2}\.(?:ENT\.)?[A-Z0-9]{1,128}$/i),
);

/** The id in a place that is meant for a phone number. */
export type PersonId = Pick<Party, "phone" | "bsuid" | "parent_bsuid">;

/**
 * A phone number, or a business-scoped id in its place: of people who hide
 * their number, some senders write the id there.
 */
export const personField = z
  .unknown()
  .optional()
  .transform((value): PersonId => {
    const id = bsuidField.parse(value);
    const isParent = id !== undefined && /^..\.ENT\./i.test(id);
    return withoutAbsent<PersonId>({
      phone: phoneField.parse(value),
      bsuid: isParent ? undefined : id,
      parent_bsuid: isParent ? id : undefined,
    });
  });

/** 2100-01-01. Later times are faults (milliseconds where seconds belong). */
const MAX_TIME_MS = 4_102_444_800_000;

const UNIX_SECONDS = /^\d{1,12}(?:\.\d{1,9})?$/;
/** An offset is required: a time without one means nothing. */
const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,3})?\d*(Z|[+-]\d{2}:\d{2})$/;

/**
 * The provider's three ways to write a time, as milliseconds UTC: unix seconds
 * (string or number) and ISO 8601 with offset, microseconds cut to milliseconds.
 * Absent for anything else and for implausible times: not after 1970, or in 2100
 * and later.
 */
export function parseTime(value: unknown): number | undefined {
  const time = readTime(value);
  return time !== undefined && time > 0 && time < MAX_TIME_MS
    ? time
    : undefined;
}

function readTime(value: unknown): number | undefined {
  if (typeof value === "number") {
    return Math.round(value * 1000);
  }
  if (typeof value !== "string") {
    return undefined;
  }
  if (UNIX_SECONDS.test(value)) {
    return Math.round(Number(value) * 1000);
  }
  const iso = ISO_TIME.exec(value);
  if (iso === null) {
    return undefined;
  }
  const [, seconds = "", fraction = "", offset = ""] = iso;
  return Date.parse(seconds + fraction + offset);
}

export const timeField = z.unknown().optional().transform(parseTime);

export const numberField = tolerant(z.number());

/** Far above any size, sequence or code, far below where numbers round. */
const MAX_COUNT = 1e12;

/** A whole number, not negative, that may come as text. */
export const countField = tolerant(
  z.union([
    z.number().int().min(0).max(MAX_COUNT),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ]),
);

export const flagField = tolerant(z.boolean());

/** Over TLS; the simulator's are on loopback (`kapso/api/media.ts` has the last word). */
const FILE_URL = /^(?:https:\/\/|http:\/\/127\.0\.0\.1:)\S+$/i;

export const urlField = tolerant(
  z.string().max(MAX_URL_LENGTH).regex(FILE_URL).transform(makeSafe),
);

/** Foreign data that is kept as JSON text, whatever its shape. */
export const jsonField = z
  .unknown()
  .optional()
  .transform((value) => value ?? undefined);

export function objectField<T extends z.ZodRawShape>(shape: T) {
  return tolerant(z.object(shape));
}

/**
 * Every element is read on its own; what is no object is left out. Elements past
 * `max` are not even looked at.
 */
export function objectsField<T extends z.ZodRawShape>(
  shape: T,
  max = Infinity,
) {
  const element = z.object(shape);
  const readAll = (values: unknown[]) =>
    values.slice(0, max).flatMap((value) => {
      const parsed = element.safeParse(value);
      return parsed.success ? [parsed.data] : [];
    });
  return z.array(z.unknown()).transform(readAll).catch([]);
}
