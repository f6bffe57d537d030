/**
 * True when writing `patch` over `current` would change a field (compared by
 * identity). Writing the same value would still conflict with others and re-run
 * every subscribed query.
 */
export function hasChanges<T extends object>(
  current: T,
  patch: Partial<T>,
): boolean {
  for (const key in patch) {
    if (current[key] !== patch[key]) {
      return true;
    }
  }
  return false;
}
