/**
 * Which of two versions of a field counts. A total order, so that any order of
 * learning gives one value; nothing that is absent ever overwrites.
 */

/** A field's value with its source and when the source said so (ms UTC). */
export interface FieldVersion<T extends string | number> {
  value: T;
  at: number;
  source: "provider" | "human";
}

/**
 * What a person entered beats the provider; then the newer wins; at one instant
 * the greater value (by code units). Returns one of its arguments.
 */
export function mergeField<T extends string | number>(
  a: FieldVersion<T> | undefined,
  b: FieldVersion<T> | undefined,
): FieldVersion<T> | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  if (a.source !== b.source) {
    return a.source === "human" ? a : b;
  }
  if (a.at !== b.at) {
    return a.at > b.at ? a : b;
  }
  return b.value > a.value ? b : a;
}
