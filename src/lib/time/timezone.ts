/** Time zones by IANA name. */

/**
 * True for a zone that Intl knows and that names a place: abbreviations ("EST")
 * and fixed offsets ("Etc/GMT-7", whose sign is inverted) mislead people.
 */
export function isTimezone(name: string): boolean {
  if (!name.includes("/") || name.startsWith("Etc/")) {
    return false;
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
