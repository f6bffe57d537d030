import fc from "fast-check";
import {
  getCountryCallingCode,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { normalizePhone, searchKeys } from "../../../src/lib/phone/normalize";
import { propertyRuns } from "../../support/propertyRuns";

/** Thousands of runs: a busy machine may take its time over them. */
const e164 = (number: string, region: string) => ({
  kind: "e164",
  e164: number,
  region,
});

describe("normalizePhone", () => {
  it.each([
    "+6281255500101",
    "6281255500101",
    "+62 812-5550-0101",
    "62 812 5550 0101",
    "006281255500101",
    "00 62 812 5550 0101",
    "081255500101",
    "0812-5550-0101",
    "(0812) 5550 0101",
    "812-5550-0101",
    "+62 (0)812 5550 0101",
    "＋６２８１２５５５００１０１",
    "０８１２５５５００１０１",
    "+٦٢٨١٢٥٥٥٠٠١٠١",
    "\u202a+62\u00a0812\u20115550\u20110101\u202c",
    "tel:+62-812-5550-0101",
    "WA 0812 5550 0101 (Sekar)",
  ])("reads %j as Sekar's number", (raw) => {
    expect(normalizePhone(raw, "ID")).toEqual(e164("+6281255500101", "ID"));
  });

  it.each([
    ["+1 (202) 555-0143", "+12025550143", "US"],
    ["12025550143", "+12025550143", "US"],
    ["61491570156", "+61491570156", "AU"],
    ["4917604069012", "+4917604069012", "DE"],
    ["+46 70-174 06 12", "+46701740612", "SE"],
  ])("reads %j whatever the default region is", (raw, number, region) => {
    for (const fallback of ["ID", "US", "GB", "nowhere"]) {
      expect(normalizePhone(raw, fallback)).toEqual(e164(number, region));
    }
  });

  it.each([
    // Brazil: with and without the ninth digit, whatever digit follows.
    ["551199990123", "+5511999990123", "BR"],
    ["+5511999990123", "+5511999990123", "BR"],
    ["+55 11 9999-0123", "+5511999990123", "BR"],
    ["553171234567", "+5531971234567", "BR"],
    ["553187654321", "+5531987654321", "BR"],
    // Mexico: with and without the mobile 1.
    ["5215512345678", "+525512345678", "MX"],
    ["+52 1 55 1234 5678", "+525512345678", "MX"],
    ["+52 55 1234 5678", "+525512345678", "MX"],
    // Argentina: with and without the 9.
    ["5491123456789", "+5491123456789", "AR"],
    ["+54 11 2345-6789", "+5491123456789", "AR"],
    // Benin: with and without the 01 of 2024.
    ["22997123456", "+2290197123456", "BJ"],
    ["+229 97 12 34 56", "+2290197123456", "BJ"],
    ["2290197123456", "+2290197123456", "BJ"],
    ["+229 21 30 12 34", "+2290121301234", "BJ"],
    // Ivory Coast: with and without the operator's two digits of 2021.
    ["22501123456", "+2250101123456", "CI"],
    ["22543123456", "+2250143123456", "CI"],
    ["22573123456", "+2250173123456", "CI"],
    ["22504123456", "+2250504123456", "CI"],
    ["22566123456", "+2250566123456", "CI"],
    ["22595123456", "+2250595123456", "CI"],
    ["22507123456", "+2250707123456", "CI"],
    ["+225 47 12 34 56", "+2250747123456", "CI"],
    ["22567123456", "+2250767123456", "CI"],
    ["22598123456", "+2250798123456", "CI"],
    ["2250747123456", "+2250747123456", "CI"],
    // Its landlines: Orange, MTN, Moov.
    ["22520212345", "+2252720212345", "CI"],
    ["22522012345", "+2252522012345", "CI"],
    ["22521812345", "+2252121812345", "CI"],
  ])("knows one form of %j", (raw, number, region) => {
    expect(normalizePhone(raw, "ID")).toEqual(e164(number, region));
  });

  it.each([
    ["07 12 34 56", "CI", "+2250707123456"],
    ["07 07 12 34 56", "CI", "+2250707123456"],
    ["97 12 34 56", "BJ", "+2290197123456"],
    ["01 97 12 34 56", "BJ", "+2290197123456"],
  ])(
    "reads the old and the new national spelling %j in %s",
    (raw, region, number) => {
      expect(normalizePhone(raw, region)).toEqual(e164(number, region));
    },
  );

  it.each(["22500123456", "22560123456", "22569123456", "22599123456"])(
    "guesses no operator for %j, which was nobody's or two operators' range",
    (raw) => {
      expect(normalizePhone(raw, "CI")).toEqual({ kind: "raw", digits: raw });
    },
  );

  it.each([
    "+081255500101",
    "+0812-5550-0101",
    "+ (0812) 5550 0101",
    "+006281255500101",
    "+62 0812 5550 0101",
  ])("reads %j, a plus before a trunk zero, as its writer meant it", (raw) => {
    expect(normalizePhone(raw, "ID")).toEqual(e164("+6281255500101", "ID"));
    expect(searchKeys(raw, "ID").e164).toEqual(["+6281255500101"]);
  });

  it("reads an unknown number after a plus and a zero as without the plus", () => {
    for (const digits of ["0123456", "07700900123"]) {
      expect(normalizePhone(`+${digits}`, "GB")).toEqual(
        normalizePhone(digits, "GB"),
      );
    }
  });

  it("reads the national spelling of Argentina with its 15", () => {
    expect(normalizePhone("011 15 2345-6789", "AR")).toEqual(
      e164("+5491123456789", "AR"),
    );
  });

  it("knows no area code with a zero, so no ninth digit hides one", () => {
    expect(normalizePhone("5500871435957", "US")).toEqual({
      kind: "raw",
      digits: "5500871435957",
    });
  });

  it("leaves landlines and service numbers of those countries alone", () => {
    expect(normalizePhone("+551130031234", "BR")).toEqual(
      e164("+551130031234", "BR"),
    );
    expect(normalizePhone("+54 800 123 4567", "AR")).toEqual(
      e164("+548001234567", "AR"),
    );
  });

  it.each(["+447700900123", "447700900123", "+44 7700 900123"])(
    "keeps the digits of %j, which no numbering plan knows",
    (raw) => {
      for (const region of ["ID", "GB", "US", "BR"]) {
        expect(normalizePhone(raw, region)).toEqual({
          kind: "raw",
          digits: "447700900123",
        });
      }
    },
  );

  it("gives a national spelling of an unknown number its country code", () => {
    expect(normalizePhone("07700 900123", "GB")).toEqual({
      kind: "raw",
      digits: "447700900123",
    });
  });

  it("does not read a foreign number as a national one", () => {
    // As Indonesian digits this would be a valid mobile number.
    expect(normalizePhone("8125550101", "ID")).toEqual({
      kind: "raw",
      digits: "8125550101",
    });
  });

  it("reads bare digits as national where the region writes them so", () => {
    expect(normalizePhone("2025550143", "US")).toEqual(
      e164("+12025550143", "US"),
    );
    expect(normalizePhone("11999990123", "BR")).toEqual(
      e164("+5511999990123", "BR"),
    );
  });

  it("reads bare digits as WhatsApp writes them where both readings are valid", () => {
    // Singapore's 9522 0000 has the digits of Myanmar's +95 220000.
    expect(normalizePhone("95220000", "SG")).toEqual(e164("+95220000", "MM"));
    expect(normalizePhone("9522 0000", "SG")).toEqual(
      e164("+6595220000", "SG"),
    );
    expect(searchKeys("95220000", "SG").e164).toEqual([
      "+95220000",
      "+6595220000",
    ]);
  });

  it.each(["", " ", "+", "abc", "0000000", "1234", "1".repeat(21), "()"])(
    "finds no number in %j",
    (raw) => {
      expect(normalizePhone(raw, "ID")).toEqual({ kind: "none" });
    },
  );

  it("ignores input that is longer than any spelling", () => {
    const long = `${" ".repeat(250)}+6281255500101`;
    expect(normalizePhone(long, "ID")).toEqual({ kind: "none" });
  });

  it("never throws, and keeps the E.164 that it gave", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.stringMatching(/^[+0-9() .-]{0,25}$/),
      fc.stringMatching(/^(00|0)?(55|52|521|54|549|62|44|1)0?[0-9]{6,12}$/),
    );
    const region = fc.constantFrom(
      "ID",
      "BR",
      "US",
      "AR",
      "MX",
      "",
      "__proto__",
    );
    fc.assert(
      fc.property(anything, region, (raw, home) => {
        const first = normalizePhone(raw, home);
        if (first.kind !== "e164") {
          return;
        }
        expect(normalizePhone(first.e164, home)).toEqual(first);
      }),
      { numRuns: propertyRuns(1000) },
    );
  });
});

/** Mobile numbers of regions with a trunk zero, without one, and with twins. */
const MOBILE_PATTERNS: [CountryCode, RegExp][] = [
  ["ID", /^8(?:1[1-3]|5[5-9])[0-9]{8}$/],
  ["AU", /^4[0-9]{8}$/],
  ["DE", /^176[0-9]{8}$/],
  ["SE", /^70[0-9]{7}$/],
  ["US", /^(?:202|415|718)[2-9][0-9]{6}$/],
  ["SG", /^9[0-7][0-9]{6}$/],
  ["BR", /^(?:11|31|85)9[6-9][0-9]{7}$/],
  ["MX", /^55[1-9][0-9]{7}$/],
  ["AR", /^911[2-6][0-9]{7}$/],
  ["BJ", /^01[4-6][0-9]{7}$/],
  ["CI", /^(?:01[457][0-3]|05[4-9][4-6]|07[4578][7-9])[0-9]{6}$/],
];

const arbitraryMobile = fc
  .constantFrom(...MOBILE_PATTERNS)
  .chain(([region, pattern]) =>
    fc.stringMatching(pattern).map((national) => ({ region, national })),
  )
  .filter(
    ({ region, national }) =>
      parsePhoneNumberFromString(national, region)?.isValid() === true,
  );

function spellingsOf(region: CountryCode, national: string): string[] {
  const code = getCountryCallingCode(region);
  const parsed = parsePhoneNumberFromString(`+${code}${national}`);
  if (parsed === undefined) {
    throw new Error(`no number: ${region} ${national}`);
  }
  const twins: Partial<Record<CountryCode, string>> = {
    BR: national.replace(/^(..)9/, "$1"),
    MX: `1${national}`,
    AR: national.slice(1),
    BJ: national.slice(2),
    CI: national.slice(2),
  };
  const digits = [national, twins[region] ?? national].map((n) => code + n);
  return [
    ...digits,
    ...digits.map((d) => `+${d}`),
    ...digits.map((d) => `00${d}`),
    ...digits.map((d) => `+${d.match(/.{1,3}/g)?.join(" ") ?? d}`),
    parsed.formatInternational(),
    parsed.formatInternational().replaceAll(" ", "-"),
    parsed.formatNational(),
    parsed.getURI(),
    ...bareNational(parsed),
  ];
}

/** Digits that are also a whole number with country code are read as that. */
function bareNational(parsed: PhoneNumber): string[] {
  const digits = parsed.formatNational().replace(/[^0-9]/g, "");
  const foreign = parsePhoneNumberFromString(`+${digits}`);
  return foreign?.isValid() === true ? [] : [digits];
}

describe("spellings of one number", () => {
  it("all end in one form, and a search finds it", () => {
    fc.assert(
      fc.property(arbitraryMobile, ({ region, national }) => {
        const number = `+${getCountryCallingCode(region)}${national}`;
        for (const spelling of spellingsOf(region, national)) {
          expect([spelling, normalizePhone(spelling, region)]).toEqual([
            spelling,
            e164(number, region),
          ]);
          if (!spelling.startsWith("tel:")) {
            expect(searchKeys(spelling, region).e164).toContain(number);
          }
        }
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  it("keeps different numbers apart", () => {
    fc.assert(
      fc.property(arbitraryMobile, arbitraryMobile, (a, b) => {
        fc.pre(a.region !== b.region || a.national !== b.national);
        const code = (m: typeof a) => `+${getCountryCallingCode(m.region)}`;
        expect(normalizePhone(code(a) + a.national, "ID")).not.toEqual(
          normalizePhone(code(b) + b.national, "ID"),
        );
      }),
    );
  });
});

describe("searchKeys", () => {
  it("offers both readings of digits that may be either", () => {
    expect(searchKeys("8125550101", "ID")).toEqual({
      e164: ["+628125550101"],
      digits: "8125550101",
      begun: "8125550101",
    });
  });

  it("looks for whole national numbers without their trunk zero", () => {
    expect(searchKeys("07700900123", "ID").digits).toBe("7700900123");
  });

  it("keeps a leading zero of the last digits", () => {
    expect(searchKeys("0101", "ID")).toEqual({
      e164: [],
      digits: "0101",
      begun: "0101",
    });
  });

  it.each([
    ["0812", "0812"],
    ["0812-5", "08125"],
    ["+62 812", "62812"],
    ["0062 812", "62812"],
    ["+62 8", undefined],
  ])("takes %s for the beginning %s", (query, begun) => {
    expect(searchKeys(query, "ID").begun).toBe(begun);
  });

  it.each(["101", "", "Sekar", "@warung1234", "PT 12345", "-"])(
    "does not take %j for a number",
    (query) => {
      expect(searchKeys(query, "ID")).toEqual({ e164: [] });
    },
  );
});
