/** Moments that people write: what commands take for a time. */

/** A date without a time or a time without an offset would mean many moments. */
const WITH_OFFSET =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds UTC of a number (milliseconds already) or of ISO 8601 text with
 * an offset; null for anything else.
 */
export function parseInstant(value: number | string): number | null {
  const instant =
    typeof value === "number"
      ? value
      : WITH_OFFSET.test(value)
        ? Date.parse(value)
        : NaN;
  return Number.isFinite(instant) ? instant : null;
}
