/** A function that reads foreign text, and texts that are hard on its kind. */
import { createScrubber } from "../../../src/lib/digest/personal/scrub";

export interface Scanner {
  /** From src/lib; the functions of the file that its own patterns run in. */
  file: string;
  name: string;
  scan: (text: string) => unknown;
  /** Repeated to the length that is measured. */
  units: readonly string[];
  /** What leads into the part that is repeated. */
  start?: string;
  /** The length that is measured, where the usual one is too dear. */
  longest?: number;
}

export const KNOWN = {
  names: ["Rina Wulandari", "Li Na", "王小明", "Aaaa Aaab"],
  phones: ["+6281370001234", "+6200000000"],
  emails: ["rina@example.com", "aaa@aaa.com"],
  handles: ["rina_w", "aaa-a"],
};
export const scrubber = createScrubber("ID", KNOWN);

export const LETTERS = [
  "a",
  "A",
  "é",
  "я",
  "王",
  "a ",
  "a-",
  "rina",
  "rin",
  "aaab",
];
export const DIGITS = [
  "0",
  "0 ",
  "0.",
  "0,0",
  "0o",
  "٠",
  "一",
  "nol",
  "satu ",
  "0[a]",
];
export const SIGNS = [
  " ",
  ".",
  "-",
  "@",
  "[",
  "(",
  "\u0301",
  "😀",
  "|",
  "\ue000",
];
export const MAIL = [
  "a@",
  "@a",
  "a.",
  "a at ",
  "at gmail",
  "a dot ",
  "dot com",
  "a@a.",
];
export const PLACES = [
  "jl a",
  "jl ",
  "A ",
  "jalan A ",
  "no 1 ",
  "1 A ",
  "rt 1 ",
  "1 a b ",
];
export const SPOKEN = [
  "Pak A",
  "Pak ",
  "nama ",
  "saya A",
  "name: ",
  "i am A",
  "a/n ",
];
export const TIMES = [
  "1:",
  "1/1/",
  "12-",
  "1.000",
  "rp ",
  "1rb ",
  "jan ",
  "1 jan ",
  "lahir ",
];
export const JSON_SIGNS = ['"', "{", "[", "```", " ", "\\", "`"];
/** One of most kinds, for rules that look at everything. */
export const ALL = [
  "a",
  "A ",
  "王",
  "rina",
  "0",
  "0.",
  "nol",
  "@",
  "[",
  ".",
  "😀",
  "\ue000",
  "a@",
  "a.",
  "a at ",
  "dot com",
  "jl a",
  "1 A ",
  "rt 1 ",
  "lahir ",
  "1 jan ",
];

export function scanner(
  file: string,
  name: string,
  scan: (text: string) => unknown,
  units: readonly string[],
): Scanner {
  return { file, name, scan, units };
}
