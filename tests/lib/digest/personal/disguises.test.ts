import { describe, expect, it } from "vitest";
import type { KnownPeople } from "../../../../src/lib/digest/personal/kinds";
import {
  createScrubber,
  type Scrubber,
} from "../../../../src/lib/digest/personal/scrub";
import { allDisguises, leftOf, PEOPLE, type Person } from "./disguises";
import { ENGLISH, INDONESIAN, NAMES_OF_OTHERS } from "./ordinary";

const NOBODY: KnownPeople = { names: [], phones: [], emails: [], handles: [] };
const plain = createScrubber("ID", NOBODY);

/** As in the conversation of one of these people. */
function knowing(person: Person): Scrubber {
  return createScrubber("ID", {
    names: PEOPLE.map(({ name }) => name),
    ownNames: new Map(PEOPLE.map(({ name }) => [name, [name]])),
    phones: PEOPLE.map(({ phone }) => phone),
    emails: PEOPLE.map(({ email }) => email),
    handles: [],
  }).within(person.name);
}

const disguises = allDisguises();

describe("scrub: obfuscated names, phones and addresses of known contacts", () => {
  it("are 300 and more, half of them in each language", () => {
    expect(disguises.length).toBeGreaterThanOrEqual(300);
    expect(new Set(disguises.map(({ text }) => text)).size).toBe(
      disguises.length,
    );
    for (const language of ["en", "id"]) {
      const some = disguises.filter((one) => one.language === language);
      expect(some.length).toBeGreaterThanOrEqual(150);
    }
  });

  it.each([...new Set(disguises.map(({ kind }) => kind))])(
    "are masked when written as %s",
    (kind) => {
      for (const disguise of disguises.filter((one) => one.kind === kind)) {
        const scrubber = knowing(disguise.person);
        expect(scrubber.find(disguise.text)).not.toEqual([]);
        const scrubbed = scrubber.scrub(disguise.text);
        expect([disguise.text, leftOf(disguise, scrubbed)]).toEqual([
          disguise.text,
          "",
        ]);
        expect(scrubber.find(scrubbed)).toEqual([]);
      }
    },
  );

  it("are found in other conversations too, unless the name is a word", () => {
    const [rina, hari] = PEOPLE;
    const other = createScrubber("ID", {
      ...NOBODY,
      names: [rina?.name ?? "", hari?.name ?? ""],
      ownNames: new Map([["hari", [hari?.name ?? ""]]]),
    });
    expect(other.scrub("Wulandari datang hari ini")).toBe(
      "[name] datang hari ini",
    );
    expect(other.within("hari").scrub("dari Hari ya")).toBe("dari [name] ya");
  });
});

describe("scrub: an ordinary sentence (false positives)", () => {
  const sentences = [...INDONESIAN, ...ENGLISH];
  const scrubber = createScrubber("ID", {
    names: NAMES_OF_OTHERS,
    phones: PEOPLE.map(({ phone }) => phone),
    emails: PEOPLE.map(({ email }) => email),
    handles: ["toko", "rina_w"],
  });

  it("is one of 300 and more, half of them in each language", () => {
    expect(INDONESIAN.length).toBeGreaterThanOrEqual(150);
    expect(ENGLISH.length).toBeGreaterThanOrEqual(150);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it("keeps all its words, but for one in a hundred", () => {
    const losing = sentences.filter((text) => scrubber.scrub(text) !== text);
    expect(losing.length / sentences.length, losing.join("\n")).toBeLessThan(
      0.01,
    );
  });

  it("keeps all its words where nobody is known", () => {
    expect(sentences.filter((text) => plain.scrub(text) !== text)).toEqual([]);
  });
});

describe("scrub: dates of birth, streets and codes of unknown people", () => {
  it.each([
    // Dates of birth.
    ["tanggal lahir 12-03-1990 ya", "tanggal lahir [id] ya"],
    ["lahir di Bandung, 12 Maret 1990", "lahir di Bandung, [id]"],
    ["TTL: Jakarta, 12/03/1990", "TTL: Jakarta, [id]"],
    ["I was born on March 12, 1990", "I was born on [id]"],
    ["date of birth: 1990-03-12", "date of birth: [id]"],
    ["dob 12.03.90", "dob [id]"],
    ["tgl lahir saya ١٢-٠٣-١٩٩٠", "tgl lahir saya [id]"],
    // Streets.
    ["kirim ke jl melati raya no 12 rt 03", "kirim ke [address]"],
    ["jln. kenanga 5 dekat pasar", "[address] dekat pasar"],
    ["gg mawar iii no. 7 rt 02 rw 05 ya", "[address] ya"],
    ["jalan anggrek blok c no 3", "[address]"],
    ["JL MELATI RAYA NO 12", "[address]"],
    ["perumahan griya asri blok B2", "[address]"],
    ["di rt 03/05 ya", "di [address] ya"],
    ["send it to 221b Baker Street please", "send it to [address] please"],
    ["it is 12 elm road", "it is [address]"],
    // Codes.
    ["OTP saya 482913", "OTP saya [id]"],
    ["kode otp nya: 48 29 13", "kode otp nya: [id]"],
    ["kode verifikasi 4-8-2-9", "kode verifikasi [id]"],
    ["my verification code is 482913", "my verification code is [id]"],
    ["cvv 123", "cvv [id]"],
    ["CVC: ١٢٣", "CVC: [id]"],
    ["pin atm saya satu dua tiga empat", "pin atm saya [id]"],
    // Numbers and addresses.
    ["0812[ok]9876[ok]5432", "[phone]"],
    ["０８１２*３４５６~７８９０", "[phone]"],
    ["noldelapansatuduatigaempatlimaenam", "[phone]"],
    ["budi at gmail dot com ya", "[email] ya"],
    ["budi.s(at)surat(dot)co(dot)id", "[email]"],
    ["budi @ gmail . com", "[email]"],
    ["b u d i @ g m a i l . c o m", "[email]"],
    ["budi underscore 99 at yahoo titik co titik id", "[email]"],
    ["budiatgmail.com", "[email]"],
    ["lihat toko . com ya", "lihat [link] ya"],
    ["wa . me / 6281234567890", "[link]"],
  ])("%j is masked", (text, scrubbed) => {
    expect(plain.find(text)).not.toEqual([]);
    expect(plain.scrub(text)).toBe(scrubbed);
    expect(plain.find(scrubbed)).toEqual([]);
  });

  it.each([
    "ulang tahun 12/03/2026 kuenya",
    "birthday on 12/03/2026",
    "jalan tol macet",
    "jalan kaki 5 menit",
    "5 minutes drive from here",
    "we sell 3 shops on the road",
    "pin 100 pcs",
    "kode promo 2026",
    "saya lahir dan besar di sini",
    "look at this. Come in",
    "meet at 5. ok me too",
    "satu paket dua porsi",
    "Saya Butuh 2",
    "nama produk apa",
    "[image]",
  ])("nothing is seen in %j", (text) => {
    expect(plain.scrub(text)).toBe(text);
    expect(plain.find(text)).toEqual([]);
  });

  it("cannot write a mask of its own", () => {
    expect(plain.scrub("lihat [ok] dan [nomor_hp]")).toBe(
      "lihat (ok) dan (nomor_hp)",
    );
  });
});
