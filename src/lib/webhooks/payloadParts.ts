/** Raw bodies are stored in parts: a document holds at most 1 MiB. */

/**
 * UTF-16 units per part. A unit takes at most 3 bytes in UTF-8, so a part stays
 * below 0.75 MiB of the 1 MiB a document may have
 * (docs.convex.dev/production/state/limits).
 */
const MAX_PART_UNITS = 256 * 1024;

/** Cuts a body into parts, never inside a surrogate pair; at least one part. */
export function splitBody(body: string): string[] {
  const parts: string[] = [];
  let start = 0;
  do {
    let end = Math.min(start + MAX_PART_UNITS, body.length);
    if (end < body.length && isLeadSurrogate(body.charCodeAt(end - 1))) {
      end -= 1;
    }
    parts.push(body.slice(start, end));
    start = end;
  } while (start < body.length);
  return parts;
}

function isLeadSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
