/** Several words as people say them, in a language. Pure. */

const joined = (
  words: readonly string[],
  language: string,
  type: Intl.ListFormatType,
): string => new Intl.ListFormat(language, { type }).format(words);

/** "grosir atau eceran". */
export const anyOf = (words: readonly string[], language: string): string =>
  joined(words, language, "disjunction");

/** "grosir dan eceran". */
export const allOf = (words: readonly string[], language: string): string =>
  joined(words, language, "conjunction");
