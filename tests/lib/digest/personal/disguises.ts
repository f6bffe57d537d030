/** Ways in which people hide whom they speak of; all people are invented. */

export interface Person {
  name: string;
  phone: string;
  email: string;
}

export const PEOPLE: readonly Person[] = [
  {
    name: "Rina Wulandari",
    phone: "+6281370001234",
    email: "rina.wulan@example.com",
  },
  { name: "Hari Dana", phone: "+6285712349876", email: "haridana@toko.test" },
  { name: "José Álvarez", phone: "+14155552671", email: "jose@mail.test" },
  {
    name: "Margaret Okonkwo",
    phone: "+447400123456",
    email: "m.okonkwo@firm.example",
  },
  {
    name: "Siti Nurhaliza",
    phone: "+6289654321078",
    email: "siti_n@surat.co.id",
  },
];

export interface Disguise {
  kind: string;
  language: "en" | "id";
  person: Person;
  /** What shows somebody, as the text has it. */
  hidden: string;
  text: string;
}

type Spelling = [kind: string, spell: (value: string) => string];

const separated =
  (sign: string) =>
  (digits: string): string =>
    digits.replace(/(\d{3,4})(?=\d{3})/g, `$1${sign}`);
const each = (spell: (character: string) => string) => (text: string) =>
  Array.from(text, spell).join("");
const inScript = (zero: number) =>
  each((digit) => String.fromCodePoint(zero + Number(digit)));
const mapped = (from: string, to: string) => {
  const letters = Array.from(to);
  return each((one) => letters[from.indexOf(one)] ?? one);
};

const ID_WORDS =
  "nol satu dua tiga empat lima enam tujuh delapan sembilan".split(" ");
const EN_WORDS = "zero one two three four five six seven eight nine".split(" ");

/** Of the digits as somebody of the country dials them. */
const PHONE_SPELLINGS: readonly Spelling[] = [
  ["plain", (digits) => digits],
  ["Arabic-Indic digits", inScript(0x660)],
  ["Devanagari digits", inScript(0x966)],
  ["Thai digits", inScript(0xe50)],
  ["full-width digits", inScript(0xff10)],
  ["mathematical digits", inScript(0x1d7ce)],
  ["keycaps", each((digit) => `${digit}\ufe0f\u20e3`)],
  ["circled digits", each((d) => (d === "0" ? "⓪" : inScript(0x245f)(d)))],
  ["dingbat digits", each((d) => (d === "0" ? "⓿" : inScript(0x2775)(d)))],
  ["superscripts", mapped("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")],
  ["Han numerals", mapped("0123456789", "〇一二三四五六七八九")],
  ["struck through", each((digit) => `${digit}\u0336`)],
  ["zero-width characters", each((digit) => `${digit}\u200b`)],
  ["spaces", each((digit) => `${digit} `)],
  ["stars", separated("*")],
  ["bars", separated(" | ")],
  ["tildes", separated("~")],
  ["bullets", separated("•")],
  ["middle dots", separated(" · ")],
  ["underscores", each((digit) => `${digit}_`)],
  ["equals signs", separated("==")],
  ["slashes", separated(" // ")],
  ["emoji", separated("😀")],
  ["emoji of several parts", separated("👩‍🔧")],
  ["one of our masks", separated("[ok]")],
  ["our own mask", separated("[phone]")],
  ["words in brackets", separated("(strip)")],
  ["a word for a sign", separated(" strip ")],
  ["Indonesian words", each((digit) => `${ID_WORDS[Number(digit)]} `)],
  ["glued Indonesian words", each((digit) => ID_WORDS[Number(digit)] ?? "")],
  ["English words", each((digit) => `${EN_WORDS[Number(digit)]}-`)],
  ["glued English words", each((digit) => EN_WORDS[Number(digit)] ?? "")],
  [
    "words and digits",
    (digits) =>
      Array.from(digits, (d, i) =>
        i % 2 === 0 ? d : ` ${ID_WORDS[Number(d)]} `,
      ).join(""),
  ],
  [
    "letters for digits",
    (digits) => digits.replace(/0/g, "O").replace(/1/, "l"),
  ],
  ["a whole word in between", separated(" lalu ")],
  ["an amount", separated(".")],
  [
    "the trunk zero in brackets",
    (digits) => `(${digits.charAt(0)})${digits.slice(1)}`,
  ],
  ["a list", each((digit) => `${digit}, `)],
  ["in lines", separated("\n")],
];

function firstOf(name: string): string {
  return name.split(" ")[0] ?? "";
}

const NAME_SPELLINGS: readonly Spelling[] = [
  ["plain", (name) => name],
  ["capitals", (name) => name.toUpperCase()],
  ["small letters", (name) => name.toLowerCase()],
  ["spaces", (name) => Array.from(name.replace(" ", "")).join(" ")],
  ["dots", (name) => Array.from(name.replace(" ", "")).join(".")],
  ["dashes", (name) => name.replace(" ", "").replace(/(.{2})(?=.)/gu, "$1-")],
  ["Cyrillic letters", mapped("aeopcxiAEOPCXBHKMT", "аеорсхіАЕОРСХВНКМТ")],
  ["Greek letters", mapped("aioun", "αιουη")],
  [
    "Greek capitals",
    (name) => mapped("ABEHIKMNOPTXYZ", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")(name.toUpperCase()),
  ],
  ["a spaced first name", (name) => Array.from(firstOf(name)).join(" ")],
  [
    "a dashed first name",
    (name) => firstOf(name).replace(/(.{2})(?=.)/gu, "$1-"),
  ],
  ["a first name in digits", (name) => mapped("aeios", "4310$")(firstOf(name))],
  [
    "small capitals",
    (name) =>
      mapped(
        "abdeghijklmnoprtuvwz",
        "ᴀʙᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡᴢ",
      )(name.toLowerCase()),
  ],
  ["digits for letters", mapped("aeios", "4310$")],
  [
    "bold letters",
    each((c) =>
      /[a-z]/.test(c)
        ? String.fromCodePoint(0x1d41a + c.charCodeAt(0) - 97)
        : c,
    ),
  ],
  [
    "circled letters",
    each((c) =>
      /[a-z]/.test(c) ? String.fromCodePoint(0x24d0 + c.charCodeAt(0) - 97) : c,
    ),
  ],
  [
    "letters of flags",
    each((c) =>
      /[a-z]/i.test(c)
        ? `${String.fromCodePoint(0x1f1e6 + c.toLowerCase().charCodeAt(0) - 97)}`
        : c,
    ),
  ],
  ["glued", (name) => name.replace(" ", "")],
  ["glued to a word", (name) => `kak${name.replace(" ", "").toLowerCase()}nya`],
  ["many marks", each((c) => (c === " " ? c : `${c}\u0301\u0323`))],
  ["zero-width characters", each((c) => (c === " " ? c : `${c}\u2060`))],
  ["drawn out", (name) => name.replace(/(\p{L})(?= |$)/gu, "$1$1$1$1")],
  ["in our brackets", (name) => `[${name.toLowerCase().replace(" ", "_")}]`],
  ["emoji in between", (name) => Array.from(name.replace(" ", "")).join("💥")],
];

const EMAIL_SPELLINGS: readonly Spelling[] = [
  ["plain", (email) => email],
  ["words", (email) => email.replace("@", " at ").replaceAll(".", " dot ")],
  [
    "capital words",
    (email) => email.replace("@", " AT ").replaceAll(".", " DOT "),
  ],
  [
    "Indonesian words",
    (email) => email.replace("@", " et ").replaceAll(".", " titik "),
  ],
  [
    "round brackets",
    (email) => email.replace("@", "(at)").replaceAll(".", "(dot)"),
  ],
  [
    "square brackets",
    (email) => email.replace("@", " [at] ").replaceAll(".", " [dot] "),
  ],
  [
    "curly brackets",
    (email) => email.replace("@", "{at}").replaceAll(".", "{dot}"),
  ],
  [
    "underscores",
    (email) => email.replace("@", "_at_").replaceAll(".", "_dot_"),
  ],
  ["spaces around signs", (email) => email.replace(/[@.]/g, " $& ")],
  ["spaces everywhere", (email) => Array.from(email).join(" ")],
  [
    "full-width signs",
    (email) => email.replace("@", "＠").replaceAll(".", "．"),
  ],
  ["ideographic dots", (email) => email.replaceAll(".", "。")],
  ["commas for dots", (email) => email.replaceAll(".", ",")],
  ["no sign at all", (email) => email.replace(/[@.]/g, " ")],
  ["glued", (email) => email.replace("@", "at").replaceAll(".", "dot")],
  ["Cyrillic letters", mapped("aeopc", "аеорс")],
  ["zero-width characters", each((c) => `${c}\u200d`)],
];

const FRAMES = {
  id: ["Kalau jadi besok, ", ", begitu ya kak"],
  en: ["If it works tomorrow, ", ", would that be fine"],
} as const;

/** The number as it is dialled at home. */
export function dialled({ phone }: Person): string {
  return phone.replace(/^\+62|^\+44/, "0").replace("+", "");
}

/** Every disguise of every person, in both languages in turn. */
export function allDisguises(): Disguise[] {
  const spellings: [string, Spelling, (person: Person) => string][] = [
    ...PHONE_SPELLINGS.map((one) => toEntry("phone", one, dialled)),
    ...NAME_SPELLINGS.map((one) => toEntry("name", one, ({ name }) => name)),
    ...EMAIL_SPELLINGS.map((one) =>
      toEntry("email", one, ({ email }) => email),
    ),
  ];
  return PEOPLE.flatMap((person, i) =>
    spellings.map(([what, [how, spell], valueOf], j): Disguise => {
      const language = (i + j) % 2 === 0 ? "id" : "en";
      const hidden = spell(valueOf(person)).trim();
      const [before, after] = FRAMES[language];
      return {
        kind: `${what}: ${how}`,
        language,
        person,
        hidden,
        text: before + hidden + after,
      };
    }),
  );
}

function toEntry(
  what: string,
  spelling: Spelling,
  valueOf: (person: Person) => string,
): [string, Spelling, (person: Person) => string] {
  return [what, spelling, valueOf];
}

/** What is left of the hidden part, without masks and signs. */
export function leftOf(
  { language }: Disguise,
  scrubbed: string,
): string | null {
  const [before, after] = FRAMES[language];
  const isFramed =
    scrubbed.startsWith(before.trimEnd()) && scrubbed.endsWith(after);
  return isFramed
    ? scrubbed
        .slice(before.trimEnd().length, -after.length)
        .replace(/\[[a-z]+\]/g, " ")
        // Written onto the name, they are what the text had.
        .replace(/\b(?:kak|nya)\b/g, " ")
        .replace(/[^\p{L}\p{N}\u{1f1e6}-\u{1f1ff}]+/gu, " ")
        .trim()
    : null;
}
