/** Numbers as the page writes them. Pure. */

/** Making a formatter costs a hundred times what using one does. */
const formatters = new Map<string, Intl.NumberFormat>();

/** As the language writes it: "1.250,5", "1,250.5". */
export function numberText(value: number, language: string): string {
  const known = formatters.get(language);
  if (known !== undefined) {
    return known.format(value);
  }
  const made = new Intl.NumberFormat(language);
  formatters.set(language, made);
  return made.format(value);
}
