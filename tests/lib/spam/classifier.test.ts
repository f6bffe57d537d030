/** A workspace's own classifier, and texts that repeat. */
import { describe, expect, it } from "vitest";
import {
  classify,
  featuresOf,
  languageOf,
} from "../../../src/lib/spam/classifier";
import { textKeyOf } from "../../../src/lib/spam/repeats";

describe("the classifier", () => {
  const SPAMMY = [
    { spam: 40, ham: 1 },
    { spam: 30, ham: 0 },
  ];
  it("says nothing before it has 50 labels of each", () => {
    expect(classify({ spam: 49, ham: 500 }, SPAMMY)).toBeNull();
    expect(classify({ spam: 500, ham: 49 }, SPAMMY)).toBeNull();
    expect(classify({ spam: 50, ham: 50 }, SPAMMY)).toBe("spam");
  });

  it("has no opinion beforehand, whatever was labelled more", () => {
    expect(classify({ spam: 5_000, ham: 50 }, [])).toBeNull();
    const asOften = [{ spam: 2_500, ham: 25 }];
    expect(classify({ spam: 5_000, ham: 50 }, asOften)).toBeNull();
  });

  it("knows ham as well", () => {
    const hammy = SPAMMY.map(({ spam, ham }) => ({ spam: ham, ham: spam }));
    expect(classify({ spam: 60, ham: 60 }, hammy)).toBe("ham");
  });

  it("knows words, each once, and neither numbers nor names of amounts", () => {
    const a = featuresOf("Slot slot GACOR 500rb, wa 081255500101");
    expect(a.words).toHaveLength(2);
    expect(featuresOf("gacor slot").words.sort()).toEqual(a.words.sort());
  });

  it("tells our languages apart", () => {
    expect(languageOf(" do you have this in my size ")).toBe("en");
    expect(languageOf(" kak ada yang ini ")).toBe("id");
    expect(languageOf(" asdf ")).toBe("id");
  });
});

describe("a text's key", () => {
  it("is the same whatever numbers stand in it", () => {
    const text = (n: number) =>
      `Depo ${n}rb dapat bonus ${n * 2}rb, daftar sekarang di situs kami`;
    expect(textKeyOf(text(10))).toBe(textKeyOf(text(25)));
    expect(textKeyOf(text(10))).not.toBeNull();
    expect(textKeyOf(`${text(10)} ya`)).not.toBe(textKeyOf(text(10)));
  });

  it("is not for short texts", () => {
    expect(textKeyOf("Halo kak, mau tanya")).toBeNull();
  });
});
