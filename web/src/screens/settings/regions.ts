/** Countries by their ISO 3166 code, named in a language. Pure. */

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Unions and the like: no country has them. */
const NO_COUNTRIES = new Set(["EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"]);

export interface RegionName {
  code: string;
  name: string;
}

export function namedRegions(language: string): RegionName[] {
  const names = new Intl.DisplayNames(language, {
    type: "region",
    fallback: "none",
  });
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .filter((code) => !NO_COUNTRIES.has(code))
    .flatMap((code) => {
      const name = names.of(code);
      return name === undefined ? [] : [{ code, name }];
    })
    .sort((a, b) => a.name.localeCompare(b.name, language));
}
