/** Takes one person out of a delivery's body, and leaves the others in it. */

export const ERASED = { erased: true } as const;

/** Whether a text speaks of somebody who is known by these words. */
export const mentions = (text: string, words: readonly string[]): boolean =>
  words.some((word) => text.includes(word));

/**
 * The body without what speaks of the person: elements of lists go one by one,
 * innermost first; a body of theirs alone goes whole. Null when it says nothing
 * of them.
 *
 * @param words what the person is known by, as it stands in JSON
 */
export function redactBody(
  body: string,
  words: readonly string[],
): string | null {
  if (!mentions(body, words)) {
    return null;
  }
  try {
    return JSON.stringify(redactValue(JSON.parse(body), words));
  } catch {
    return JSON.stringify(ERASED);
  }
}

function redactValue(value: unknown, words: readonly string[]): unknown {
  if (!mentions(JSON.stringify(value), words)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((one) => redactValue(one, words));
  }
  if (isObject(value)) {
    const within = Object.fromEntries(
      Object.entries(value).map(([key, one]: [string, unknown]) => [
        key,
        isObject(one) && holdsList(one) ? redactValue(one, words) : one,
      ]),
    );
    return mentions(JSON.stringify(within), words) ? ERASED : within;
  }
  return ERASED;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

/** True for lists, and for objects with one inside. */
function holdsList(value: object): boolean {
  return (
    Array.isArray(value) ||
    Object.values(value).some((one: unknown) => isObject(one) && holdsList(one))
  );
}
