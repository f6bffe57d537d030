import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  PERSONAL_KINDS,
  type KnownPeople,
} from "../../../../src/lib/digest/personal/kinds";
import { createScrubber } from "../../../../src/lib/digest/personal/scrub";
import { propertyRuns } from "../../../support/propertyRuns";
import { findKnown, leakArbitrary } from "./leaks";

const NOBODY: KnownPeople = { names: [], phones: [], emails: [], handles: [] };

const KNOWN: KnownPeople = {
  names: ["Rina Wulandari", "José Álvarez", "Li Na", "王小明", "Kak Tono"],
  phones: ["+62 813-7000-1234"],
  emails: ["rina@example.com"],
  handles: ["@rina_w", "tono.id"],
};

const plain = createScrubber("ID", NOBODY);
const knowing = createScrubber("ID", KNOWN);

describe("scrub: known people of the workspace", () => {
  it.each([
    ["a whole name", "Ini rina wulandari ya", "Ini [name] ya"],
    ["a part of it", "pesanan WULANDARI", "pesanan [name]"],
    ["with a suffix", "barang rinanya mana", "barang [name] mana"],
    ["without its accents", "for jose alvarez", "for [name]"],
    ["with accents apart", "for Jose\u0301", "for [name]"],
    ["in styled letters", "𝐑𝐢𝐧𝐚", "[name]"],
    ["with hidden characters", "Ri\u200bna", "[name]"],
    ["of short words", "ask Li Na", "ask [name]"],
    ["in a script without spaces", "我是王小明吗", "我是[name]吗"],
    ["a number, spaced", "di 0813 7000 1234 ya", "di [phone] ya"],
    ["a number, run together", "x62813 70001234x", "x[phone]x"],
    ["a number as an amount", "Rp 8.137.000.1234", "Rp [phone]"],
    ["an address", "RINA@EXAMPLE.COM", "[email]"],
    ["a user name", "ig rina_w", "ig [handle]"],
  ])("%s", (_name, text, scrubbed) => {
    expect(knowing.scrub(text)).toBe(scrubbed);
  });

  it("is found as words only", () => {
    for (const text of ["marina bagus", "linarna", "Kak, bisa kirim?"]) {
      expect(knowing.scrub(text)).toBe(text);
    }
  });
});

describe("scrub: patterns of personal data", () => {
  it.each([
    ["hubungi 0812-3456-7890", "hubungi [phone]"],
    ["wa 62812 3456 7890 ya", "wa [phone] ya"],
    ["+1 (415) 555-2671", "[phone]"],
    ["０８１２３４５６７８９０", "[phone]"],
    ["nol delapan satu dua tiga empat lima enam", "[phone]"],
    ["O8l2 O8l23456789", "O8l2 [phone]"],
    ["https://wa.me/6281234567890?text=hi", "[link]"],
    ["lihat toko-kami.co.id/promo dan www.x.test", "lihat [link] dan [link]"],
    ["email budi.s+x@mail.test", "email [email]"],
    ["budi (at) mail.test", "[email]"],
    ["dm @budi_99 ya", "dm [handle] ya"],
    ["IG: budi.santoso", "IG: [handle]"],
    ["NIK 3273012345670001", "NIK [id]"],
    ["rek 123-456-7890 BCA", "rek [id] BCA"],
    ["Pak Joko Susilo sudah bayar", "Pak [name] sudah bayar"],
    ["Dear Mrs. Smith,", "Dear Mrs. [name],"],
    ["nama saya budi", "nama saya [name]"],
    ["atas nama: Siti Aminah", "atas nama: [name]"],
    ["my name is John Doe", "my name is [name]"],
    ["Halo saya Dewi dari Cimahi", "Halo saya [name] dari Cimahi"],
    ["kirim ke Jl. Melati Raya No. 12 ya", "kirim ke [address] ya"],
    ["12 Baker Street please", "[address] please"],
  ])("in %j is masked", (text, scrubbed) => {
    expect(plain.find(text)).not.toEqual([]);
    const result = plain.scrub(text);
    expect([scrubbed, scrubbed.replace("[id]", "[phone]")]).toContain(result);
    expect(plain.find(result)).toEqual([]);
  });

  it.each([
    "Berapa harga 20 porsi, Rp 1.500.000 atau 1,5jt?",
    "transfer 1500000 ya",
    "total $1,250.00 for 3 sets",
    "IDR 2500000",
    "12-03-2026 10:30",
    "2026-11-21 09.15",
    "jam 10.00-12.00, tanggal 21/11/2026",
    "dari 12-14/03/2026 ya",
    "150rb x 3 = 450.000",
    "Kak Bisa kirim hari ini?",
    "Saya Mau pesan 2",
    "Ukuran 40x60 ada? Tipe A4-2",
    "[image]",
    "I am Looking for the larger one",
  ])("is not seen in %j", (text) => {
    expect(plain.scrub(text)).toBe(text);
    expect(plain.find(text)).toEqual([]);
  });
});

/** But for the space, which a user name does not have. */
function printableAscii(): string[] {
  return Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
}

describe("scrub: an error in a rule", () => {
  const failing = (): never => {
    throw new Error("Rina Wulandari");
  };

  it("on what it knows hides every text and lets none pass", () => {
    const broken = createScrubber("ID", {
      ...NOBODY,
      get names() {
        return failing();
      },
    });
    for (const scrubber of [broken, broken.within("c")]) {
      expect(scrubber.scrub("halo")).toBe("");
      expect(scrubber.find("halo")).toEqual(PERSONAL_KINDS);
      expect(scrubber.hasFailed()).toBe(true);
    }
  });

  it("in one conversation says so everywhere", () => {
    const ownNames = new Map<string, string[]>();
    ownNames.get = failing;
    const scrubber = createScrubber("ID", { ...NOBODY, ownNames });
    expect(scrubber.scrub("halo")).toBe("halo");
    expect(scrubber.hasFailed()).toBe(false);
    expect(scrubber.within("c").scrub("halo")).toBe("");
    expect(scrubber.hasFailed()).toBe(true);
  });
});

describe("scrub: any input", () => {
  it("leaves nothing that is known, nor anything to scrub", () => {
    fc.assert(
      fc.property(leakArbitrary, ({ people, text }) => {
        const scrubber = createScrubber("ID", people);
        const scrubbed = scrubber.scrub(text);
        expect(findKnown(scrubbed, people)).toEqual([]);
        expect(scrubber.find(scrubbed)).toEqual([]);
        expect(scrubber.scrub(scrubbed)).toBe(scrubbed);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("never throws and settles on any text", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom(
              "0812",
              " ",
              "-",
              "Rp",
              "1.000",
              "@",
              ".com",
              "Pak ",
              "[name]",
              "(",
              "+62",
            ),
          ),
        ),
        (parts) => {
          const scrubbed = plain.scrub(parts.join(""));
          expect(plain.find(scrubbed)).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });

  it("takes names of any characters", () => {
    const printable = fc.string({ unit: "grapheme", maxLength: 12 });
    const called = fc.oneof(
      printable,
      fc.constantFrom(
        "-",
        "budi-s",
        "a|b",
        "(",
        "[a-z]",
        "\\",
        "$&",
        "^",
        "{2}",
      ),
      fc.constantFrom("constructor", "__proto__", "toString"),
    );
    fc.assert(
      fc.property(
        fc.array(called, { maxLength: 5 }),
        printable,
        (values, text) => {
          const people: KnownPeople = {
            names: values,
            ownNames: new Map([["c", values]]),
            phones: values,
            emails: values,
            handles: values,
          };
          const scrubber = createScrubber("ID", people).within("c");
          for (const said of [text, values.join(" ")]) {
            const scrubbed = scrubber.scrub(said);
            expect(scrubber.find(scrubbed)).toEqual([]);
          }
          expect(scrubber.hasFailed()).toBe(false);
        },
      ),
      { numRuns: propertyRuns(1000) },
    );
  });

  it.each(printableAscii())("takes a user name with %j in it", (sign) => {
    const handle = `budi${sign}santoso`;
    const scrubber = createScrubber("ID", { ...NOBODY, handles: [handle] });
    expect(scrubber.scrub(`halo ${handle} ya`)).not.toContain(handle);
    expect(scrubber.hasFailed()).toBe(false);
  });

  it("takes a long text in linear time", () => {
    for (const text of [
      "0 ".repeat(2000),
      "a.".repeat(2000),
      "Pak ".repeat(1000),
      "nol ".repeat(1000),
      "1.000".repeat(800),
    ]) {
      expect(plain.find(plain.scrub(text))).toEqual([]);
    }
  });
});
