/** Rows as JSON; bigints, which JSON lacks, as their digits. */
export const toText = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown): unknown =>
    typeof part === "bigint" ? String(part) : part,
  );
