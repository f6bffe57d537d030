import { describe, expect, it } from "vitest";
import {
  beginsWith,
  endsIn,
  hasWords,
  readQuery,
  searchTermsOf,
  sortNameOf,
} from "../../../src/lib/crm/searchTerms";

describe("search terms", () => {
  it("are each word with the words after it, in every spelling", () => {
    expect(searchTermsOf({ name: "Sekar  MÜLLER", tags: [] })).toEqual([
      "mueller sekar ",
      "muller sekar ",
      "sekar mueller ",
      "sekar muller ",
    ]);
  });

  it("are a number as it is typed and from its end", () => {
    const person = {
      tags: [],
      phone: "551199990123",
      phone_normalized: "+5511999990123",
      phone_reversed: "3210999991155",
    };
    expect(searchTermsOf(person)).toEqual([
      "+11999990123",
      // As WhatsApp still writes it.
      "+551199990123",
      "+5511999990123",
      "-3210999991155",
    ]);
  });

  it("are the digits of what is no number", () => {
    const person = { tags: [], phone: "77009", phone_reversed: "90077" };
    expect(searchTermsOf(person)).toEqual(["+77009", "-90077"]);
  });

  it("are an address by all but its last word, a username and tags", () => {
    expect(
      searchTermsOf({
        email: "Sari@Example.com",
        username: "@toko.sari",
        tags: ["VIP gold"],
      }),
    ).toEqual([
      "example com sari ",
      "gold vip ",
      "sari example com ",
      "sari toko ",
      "toko sari ",
      "vip gold ",
    ]);
  });

  it("are few and short, whatever the name is", () => {
    const name = Array.from({ length: 300 }, (_, at) => `word${at}`).join(" ");
    const terms = searchTermsOf({ name, tags: [] });
    expect(terms).toHaveLength(24);
    expect(Math.max(...terms.map((term) => term.length))).toBe(64);
  });

  it("are none of nobody", () => {
    expect(searchTermsOf({ tags: [], name: " - " })).toEqual([]);
  });
});

describe("a query", () => {
  it("is its words, folded, in each spelling", () => {
    expect(readQuery(" @Müller.x, 9 ")).toEqual({
      spellings: [
        ["muller", "x", "9"],
        ["mueller", "x", "9"],
      ],
    });
    expect(readQuery("!?")).toEqual({ spellings: [] });
  });

  it("of digits meets the terms of a number", () => {
    const terms = searchTermsOf({
      tags: [],
      phone: "6281255500101",
      phone_normalized: "+6281255500101",
      phone_reversed: "1010055521826",
    });
    const isMet = (prefix: string) => terms.some((t) => t.startsWith(prefix));
    for (const digits of ["0812", "08125550", "6281", "6281255500101"]) {
      expect([digits, isMet(beginsWith(digits))]).toEqual([digits, true]);
    }
    expect(isMet(endsIn("0101"))).toBe(true);
    expect(isMet(beginsWith("8125"))).toBe(false);
    expect(isMet(endsIn("5550"))).toBe(false);
  });

  it("finds beginnings of words in any order", () => {
    const terms = searchTermsOf({ name: "Sari Dewi", tags: [] });
    expect(hasWords(terms, ["de", "sar"])).toBe(true);
    expect(hasWords(terms, ["de", "ewi"])).toBe(false);
  });
});

describe("the name in a sorted list", () => {
  it("is without case and accents; the nameless come last", () => {
    const names = [
      { name: "Éva" },
      { name: "andi" },
      { username: "@Budi" },
      {},
      { name: "李" },
      { name: "Zoë" },
    ];
    expect(
      names
        .map(sortNameOf)
        .sort()
        .map((name) => name.slice(0, 4)),
    ).toEqual(["@bud", "andi", "eva", "zoe", "李", "\u{10FFFD}"]);
  });
});
