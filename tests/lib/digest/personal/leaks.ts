/** Texts that speak of people, and the search for what they give away. */
import fc from "fast-check";
import type { KnownPeople } from "../../../../src/lib/digest/personal/kinds";
import { isEverydayWord } from "../../../../src/lib/digest/personal/everydayWords";
import { fold } from "../../../../src/lib/digest/personal/fold";
import { isHonorific } from "../../../../src/lib/digest/personal/glued";
import { digitsOf } from "../../../../src/lib/digest/personal/digits";
import { toPlainLine } from "../../../../src/lib/digest/plainLine";

const letters = fc.constantFrom(..."abcdefghijklmnoprstuwyéüñŞй小王");
const nameArbitrary = fc
  .array(
    fc
      .array(letters, { minLength: 3, maxLength: 9 })
      .map((word) => {
        const text = word.join("");
        return text.charAt(0).toUpperCase() + text.slice(1);
      })
      .filter((word) => !isHonorific(word) && !isEverydayWord(fold(word))),
    { minLength: 1, maxLength: 3 },
  )
  .map((words) => words.join(" "));
const phoneArbitrary = fc
  .tuple(
    fc.constantFrom("812", "857", "896"),
    fc.integer({ min: 1e7, max: 1e8 - 1 }),
  )
  .map(([prefix, rest]) => `+62${prefix}${rest}`);
const handleArbitrary = fc
  .tuple(fc.constantFrom("budi", "toko", "x1"), fc.nat(9999))
  .map(([word, n]) => `${word}_${n}`);

const peopleArbitrary: fc.Arbitrary<KnownPeople> = fc.record({
  names: fc.array(nameArbitrary, { minLength: 1, maxLength: 4 }),
  phones: fc.array(phoneArbitrary, { minLength: 1, maxLength: 3 }),
  emails: fc.array(
    handleArbitrary.map((handle) => `${handle}@mail.test`),
    { minLength: 1, maxLength: 3 },
  ),
  handles: fc.array(handleArbitrary, { minLength: 1, maxLength: 3 }),
});

const FILLERS = [
  "halo",
  "harga Rp 1.500.000",
  "Pak",
  "jam 10.00",
  "\n",
  "😀",
  "[name]",
  "ig:",
  "https://a.test",
  "-",
  "12",
];

/** People, and a text that speaks of them in every spelling. */
export const leakArbitrary = peopleArbitrary.chain((people) => {
  const spellings = [
    ...people.names.flatMap((name) => [
      name,
      name.toUpperCase(),
      name.toLowerCase(),
      name.normalize("NFD"),
      ...name.split(" "),
      `${name}nya`,
      [...name].join("\u200b"),
    ]),
    ...people.phones.flatMap((phone) => [
      phone,
      phone.replace("+62", "0"),
      phone.replace("+62", "62 ").replace(/(\d{3})(\d{4})$/, "-$1-$2"),
      [...phone].join(" "),
      phone.replace(/\d/g, (digit) =>
        String.fromCharCode(0xff10 + Number(digit)),
      ),
      `https://wa.me/${phone.slice(1)}`,
    ]),
    ...people.emails,
    ...people.handles.flatMap((handle) => [handle, `@${handle}`]),
  ];
  return fc.record({
    people: fc.constant(people),
    text: fc
      .array(fc.constantFrom(...spellings, ...FILLERS), { maxLength: 12 })
      .map((words) => words.join(" ")),
  });
});

/** Every known value that a text still shows. */
export function findKnown(text: string, people: KnownPeople): string[] {
  const line = toPlainLine(text).toLowerCase();
  const words = new Set(fold(line).match(/[\p{L}\p{M}]+/gu) ?? []);
  const digits = digitsOf(line.replace(/\[[a-z]+\]/g, "x"));
  return [
    ...people.names
      .flatMap((name) => toPlainLine(name).split(" "))
      .filter((part) => words.has(fold(part))),
    ...people.phones.filter((phone) => digits.includes(phone.slice(-8))),
    ...[...people.emails, ...people.handles].filter((value) =>
      line.includes(value),
    ),
  ];
}
