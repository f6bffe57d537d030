/** Types of kept.mjs, which has to stay plain JavaScript. */
export function keepMade(
  about: { kind: string; inputs: readonly string[]; suffix?: string },
  make: (draft: string) => Promise<void>,
): Promise<{ target: string; isNew: boolean }>;
