/**
 * The customers of the simulated company. A person follows from an index alone,
 * so every run meets the same people whatever its seed. No number belongs to
 * anybody: the foreign ones are from ranges that regulators keep for drama, the
 * Indonesian and Brazilian ones use the patterns of fixtures/kapso/README.md.
 */
export interface Person {
  index: number;
  name: string;
  language: "id" | "en";
  /** E.164, absent for people known by their business-scoped id only. */
  phone?: string;
  /** Whether libphonenumber accepts `phone`; the drama range of Britain is not. */
  hasValidPhone: boolean;
  /** As Kapso writes it in `conversation.phone_number`. */
  writtenPhone: string | null;
  /** As Meta writes it in `message.from`: digits. */
  waId?: string;
  bsuid?: string;
  username?: string;
}

/** As much of a person as finding the contact again takes. */
export type KnownPerson = Pick<
  Person,
  "index" | "name" | "phone" | "hasValidPhone" | "bsuid"
>;

const INDONESIAN_FIRST = [
  "Sekar",
  "Bagas",
  "Ayu",
  "Rangga",
  "Melati",
  "Fajar",
  "Dewi",
  "Putri",
  "Agus",
  "Rizky",
  "Siti",
  "Wayan",
  "Made",
  "Yusuf",
  "Lestari",
  "Bayu",
  "Intan",
  "Hendra",
  "Ratna",
  "Galih",
];
const INDONESIAN_LAST = [
  "Wulandari",
  "Pradana",
  "Siahaan",
  "Hutapea",
  "Nugroho",
  "Santoso",
  "Wibowo",
  "Simanjuntak",
  "Kusuma",
  "Halim",
  "Permata",
  "Saputra",
  "Hidayat",
  "Maharani",
  "Setiawan",
  "Anggraini",
  "Gunawan",
];
const FOREIGN_FIRST = [
  "Marcus",
  "Imogen",
  "Annika",
  "Elsa",
  "Thaís",
  "Gwen",
  "Noah",
  "Aïcha",
  "Jürgen",
  "Søren",
  "Chloë",
];
const FOREIGN_LAST = [
  "Delgado",
  "Hartley",
  "Brandt",
  "Nyström",
  "Moreira",
  "Prosser",
  "O'Leary",
  "Müller",
  "Østergaard",
];

/** Indonesian mobile prefixes of all five operators. */
const ID_PREFIXES = [
  "811",
  "812",
  "813",
  "821",
  "852",
  "853",
  "856",
  "857",
  "858",
  "859",
  "877",
  "878",
  "881",
  "895",
  "896",
];
const US_AREAS = [
  "202",
  "212",
  "303",
  "305",
  "312",
  "404",
  "415",
  "503",
  "512",
  "617",
  "702",
  "713",
];
/** Fixtures use the first thousand of the Indonesian pattern. */
const FIRST_FREE_ID_NUMBER = 1000;

type Origin = "ID" | "US" | "DE" | "SE" | "BR" | "GB" | "hidden";

/** Who comes at which place in every hundred people. */
function toOrigin(index: number): { origin: Origin; serial: number } {
  const hundred = Math.floor(index / 100);
  const place = (index * 37) % 100;
  const rare = (origin: Origin, first: number, width: number, size: number) => {
    const serial = hundred * width + place - first;
    return place >= first && place < first + width && serial < size
      ? { origin, serial }
      : undefined;
  };
  return (
    rare("US", 0, 3, US_AREAS.length * 100) ??
    rare("DE", 3, 1, 100) ??
    rare("SE", 4, 1, 95) ??
    rare("BR", 5, 3, 10_000) ??
    rare("GB", 8, 2, 1000) ??
    rare("hidden", 10, 4, Infinity) ?? { origin: "ID", serial: index }
  );
}

const pad = (value: number, length: number) =>
  String(value).padStart(length, "0");

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) {
    throw new Error("the list is not empty -- invariant");
  }
  return item;
}

interface Numbering {
  phone?: string;
  waId?: string;
  /** Another way to write the number. */
  pretty?: string;
}

function numberIndonesian(serial: number): Numbering {
  const prefix = at(ID_PREFIXES, serial);
  const number = FIRST_FREE_ID_NUMBER + Math.floor(serial / ID_PREFIXES.length);
  const rest = `555${pad(number % 100_000, 5)}`;
  return {
    phone: `+62${prefix}${rest}`,
    waId: `62${prefix}${rest}`,
    pretty: `+62 ${prefix}-${rest.slice(0, 4)}-${rest.slice(4)}`,
  };
}

function numberPerson(origin: Origin, serial: number): Numbering {
  switch (origin) {
    case "ID":
      return numberIndonesian(serial);
    case "US": {
      const area = at(US_AREAS, Math.floor(serial / 100));
      const line = `01${pad(serial % 100, 2)}`;
      return {
        phone: `+1${area}555${line}`,
        waId: `1${area}555${line}`,
        pretty: `+1 (${area}) 555-${line}`,
      };
    }
    case "DE":
      return {
        phone: `+49176040690${pad(serial, 2)}`,
        waId: `49176040690${pad(serial, 2)}`,
        pretty: `+49 176 040690${pad(serial, 2)}`,
      };
    case "SE":
      return {
        phone: `+46701740${pad(605 + serial, 3)}`,
        waId: `46701740${pad(605 + serial, 3)}`,
        pretty: `+46 70 174 0${pad(605 + serial, 3).replace(/^(.)/, "$1 ")}`,
      };
    case "BR":
      // WhatsApp knows many Brazilian numbers without the ninth digit.
      return {
        phone: `+551199999${pad(serial, 4)}`,
        waId: `55119999${pad(serial, 4)}`,
        pretty: `+55 11 99999-${pad(serial, 4)}`,
      };
    case "GB":
      return {
        phone: `+447700900${pad(serial, 3)}`,
        waId: `447700900${pad(serial, 3)}`,
        pretty: `+44 7700 900${pad(serial, 3)}`,
      };
    case "hidden":
      return {};
  }
}

function writePhone(numbering: Numbering, index: number): string | null {
  const { phone, waId, pretty } = numbering;
  if (phone === undefined || waId === undefined || pretty === undefined) {
    return null;
  }
  return at([phone, phone, pretty, waId], index);
}

/** The person at a place in the infinite queue of customers. */
export function createPerson(index: number): Person {
  const { origin, serial } = toOrigin(index);
  const numbering = numberPerson(origin, serial);
  const isIndonesian = origin === "ID" || origin === "hidden";
  const first = isIndonesian ? INDONESIAN_FIRST : FOREIGN_FIRST;
  const last = isIndonesian ? INDONESIAN_LAST : FOREIGN_LAST;
  const name = `${at(first, index)} ${at(last, Math.floor(index / first.length) + index)}`;
  // Without a usable number only the business-scoped id makes a person findable.
  const hasBsuid =
    origin === "hidden" || origin === "GB" || (index * 13) % 10 < 6;
  const country = isIndonesian ? "ID" : origin;
  return {
    index,
    name,
    language: isIndonesian ? "id" : "en",
    hasValidPhone: origin !== "hidden" && origin !== "GB",
    writtenPhone: writePhone(numbering, index),
    ...(numbering.phone === undefined ? {} : { phone: numbering.phone }),
    ...(numbering.waId === undefined ? {} : { waId: numbering.waId }),
    ...(hasBsuid ? { bsuid: `${country}.7021${pad(index, 16)}` } : {}),
    ...(origin === "hidden" ? { username: `@akun.${index}.fiktif` } : {}),
  };
}
