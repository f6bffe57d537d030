import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldedSpellings, foldText } from "../../../src/lib/text/fold";
import { propertyRuns } from "../../support/propertyRuns";

describe("foldText", () => {
  it.each([
    ["Thaís Conceição", "thais conceicao"],
    ["Thai\u0301s Conceic\u0327a\u0303o", "thais conceicao"],
    ["ＳＥＫＡＲ ①", "sekar 1"],
    ["ﬁona ﬀ", "fiona ff"],
    // Turkish: four letters i.
    ["IŞIK ışık İREM irem", "isik isik irem irem"],
    ["Straße STRASSE Großmann GROẞMANN", "strasse strasse grossmann grossmann"],
    ["Müller Jörg Käthe", "muller jorg kathe"],
    ["Nguyễn Thị Đào", "nguyen thi dao"],
    ["Łukasz Żółć", "lukasz zolc"],
    ["Søren Kjærgård Björk Þóra Guðrún", "soren kjaergard bjork thora gudrun"],
    ["Œuvre Ŋaŋa Ɛsi Ɔkɔ", "oeuvre nana esi oko"],
    // Greek: accents and the final sigma, of which a beginning knows nothing.
    ["Νίκος ΝΙΚΟΣ", "νικοσ νικοσ"],
    ["Андрей Алёна", "андреи алена"],
    ["أَحْمَد مـحـمد", "احمد محمد"],
    ["שָׁלוֹם", "שלום"],
    ["Kaʻiulani Oʼbrien", "ka'iulani o'brien"],
    ["❤️ Ayu", "❤ ayu"],
  ])("folds %j", (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it.each([
    ["Thai", "สมชาย ใจดี น้ำฝน"],
    ["Lao", "ສົມສັກ ນ້ຳ"],
    ["Hindi", "प्रिया शर्मा"],
    ["Japanese", "佐藤 がく ぱぴぷ ガンダム"],
    ["Korean", "김민준 각"],
    ["Chinese", "王小明"],
    ["Khmer", "សុខា"],
  ])("leaves %s, whose marks are letters, as it is", (_script, text) => {
    expect(foldText(text)).toBe(text.normalize("NFC"));
    expect(foldText(text.normalize("NFD"))).toBe(text.normalize("NFC"));
  });

  it("joins the two widths of kana", () => {
    expect(foldText("ｶﾞﾝﾀﾞﾑ")).toBe("ガンダム");
  });

  it("keeps Thai words apart that differ in a vowel or a tone", () => {
    const words = ["ใจดี", "ใจดุ", "ใจดู", "ใจด"];
    expect(new Set(words.map(foldText)).size).toBe(words.length);
  });

  it("changes nothing the second time, however a text is composed", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom(..."İıIiß ẞäÄöüÜøåæŁđĐς\u0301\u0307\u0e33"),
      }),
    );
    fc.assert(
      fc.property(text, (name) => {
        const folded = foldText(name);
        expect(foldText(folded)).toBe(folded);
        expect(foldText(name.normalize("NFD"))).toBe(folded);
        expect(foldText(name.normalize("NFC"))).toBe(folded);
      }),
      { numRuns: propertyRuns(1000) },
    );
  });
});

describe("foldedSpellings", () => {
  it.each([
    ["Müller", ["muller", "mueller"]],
    ["Mu\u0308ller", ["muller", "mueller"]],
    ["MÜLLER", ["muller", "mueller"]],
    ["Mueller", ["mueller"]],
    ["Kåre Bjørn", ["kare bjorn", "kaare bjoern"]],
    ["Thaís", ["thais"]],
    ["", [""]],
  ])("spells %j out", (text, spellings) => {
    expect(foldedSpellings(text)).toEqual(spellings);
  });
});
