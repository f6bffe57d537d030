/** Fields that a workspace adds to its contacts, and what they may hold. */
import { foldText } from "../text/fold";
import { MAX_DETAIL_CHARACTERS } from "../text/limits";
import { oneLine } from "../text/oneLine";
import { parseDay } from "../time/localTime";
import { tagKey } from "./tags";

export const CUSTOM_FIELD_TYPES = ["text", "number", "date", "choice"] as const;
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

/** Fields in use; more no form can show. Archived ones do not count. */
export const MAX_CUSTOM_FIELDS = 50;
export const MAX_CHOICES = 100;
export const MAX_LABEL_CHARACTERS = 64;

/** A key names the field in documents: ASCII (docs.convex.dev/database/types). */
const MAX_KEY_CHARACTERS = 32;

export interface CustomFieldRule {
  type: CustomFieldType;
  choices?: readonly string[];
}

/** A label or choice as it is stored; null when it is empty or too long. */
export const normalizeLabel = (text: string): string | null =>
  oneLine(text, MAX_LABEL_CHARACTERS);

/** A value as the field stores it; null when it is none for this field. */
export function readCustomValue(
  { type, choices = [] }: CustomFieldRule,
  value: string | number,
): string | number | null {
  if (type === "number") {
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  }
  const text =
    typeof value === "string" ? oneLine(value, MAX_DETAIL_CHARACTERS) : null;
  if (text === null || type === "text") {
    return text;
  }
  const isValid = type === "date" ? parseDay(text) : choices.includes(text);
  return isValid ? text : null;
}

/**
 * The choices of a field as they are stored; null when one is no label, two are
 * one but for their case, or there are none or too many.
 */
export function readChoices(choices: readonly string[]): string[] | null {
  const read = choices.flatMap((choice) => normalizeLabel(choice) ?? []);
  const areDistinct = new Set(read.map(tagKey)).size === choices.length;
  const isCountRight = choices.length > 0 && choices.length <= MAX_CHOICES;
  return areDistinct && isCountRight ? read : null;
}

/** A key for a new field, from its label: "Nilai pesanan" is `nilai_pesanan`. */
export function customFieldKey(
  label: string,
  taken: ReadonlySet<string>,
): string {
  const words = foldText(label).match(/[a-z0-9]+/g) ?? ["field"];
  const base = words.join("_").slice(0, MAX_KEY_CHARACTERS);
  let key = base;
  for (let i = 2; taken.has(key); i++) {
    key = `${base}_${i}`;
  }
  return key;
}
