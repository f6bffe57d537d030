/** Records whose keys are data: one may be called "constructor". */

/** The value under a key of the record's own. */
export function ownOf<T>(
  record: Readonly<Record<string, T>> | undefined,
  key: string,
): T | undefined {
  return record !== undefined && Object.hasOwn(record, key)
    ? record[key]
    : undefined;
}

/** A copy with a key set, or without it when there is no value. */
export function withKey<T>(
  record: Readonly<Record<string, T>> | undefined,
  key: string,
  value: T | undefined,
): Record<string, T> | undefined {
  const { [key]: _before, ...others } = record ?? {};
  return ifAny(value === undefined ? others : { ...others, [key]: value });
}

/** The record, or undefined when it has no keys. */
export const ifAny = <T>(
  record: Record<string, T>,
): Record<string, T> | undefined =>
  Object.keys(record).length > 0 ? record : undefined;
