import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinBullets, mergeDigests } from "../../../src/lib/digest/merge";
import {
  MAX_BULLETS,
  MAX_DIGEST_CHARACTERS,
} from "../../../src/lib/digest/output";
import {
  BULLET_KINDS,
  type Digest,
  type DigestBullet,
} from "../../../src/lib/digest/types";

function digest(bullets: DigestBullet[], mode: Digest["mode"] = "ai"): Digest {
  return { mode, language: "id", bullets };
}

const bulletArbitrary: fc.Arbitrary<DigestBullet> = fc.record({
  kind: fc.constantFrom(...BULLET_KINDS),
  text: fc.string({ minLength: 20, maxLength: 280 }),
  cites: fc.array(
    fc.nat(50).map((n) => `m${n}`),
    { minLength: 1, maxLength: 3 },
  ),
});

describe("mergeDigests", () => {
  it("takes from every page in turn, the important kinds first", () => {
    const page = (name: string): Digest =>
      digest([
        {
          kind: "request",
          text: `Permintaan pertama dari halaman ${name}`,
          cites: [`m${name}1`],
        },
        {
          kind: "urgent",
          text: `Hal mendesak: ${name.repeat(20)}`,
          cites: [`m${name}2`],
        },
      ]);
    const { bullets, mode } = mergeDigests([page("a"), page("b")]);
    expect(mode).toBe("ai");
    expect(bullets.map(({ kind }) => kind)).toEqual([
      "urgent",
      "urgent",
      "request",
    ]);
    // The two requests say the same.
    expect(bullets[2]?.cites).toEqual(["ma1", "mb1"]);
  });

  it("is extractive as soon as a part of it is", () => {
    expect(mergeDigests([digest([]), digest([], "extractive")]).mode).toBe(
      "extractive",
    );
  });

  it("keeps the bounds of a digest and invents nothing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(bulletArbitrary, { maxLength: 8 }), {
          minLength: 1,
          maxLength: 5,
        }),
        (pages) => {
          const before = JSON.stringify(pages);
          const { bullets } = mergeDigests(pages.map((page) => digest(page)));
          expect(bullets.length).toBeLessThanOrEqual(MAX_BULLETS);
          expect(
            [...bullets.map(({ text }) => text).join("")].length,
          ).toBeLessThanOrEqual(MAX_DIGEST_CHARACTERS);
          const given = pages.flat();
          for (const bullet of bullets) {
            expect(
              given.some(
                ({ text, kind }) =>
                  text === bullet.text && kind === bullet.kind,
              ),
            ).toBe(true);
            expect(
              bullet.cites.every((cite) =>
                given.some(({ cites }) => cites.includes(cite)),
              ),
            ).toBe(true);
          }
          expect(joinBullets(bullets)).toEqual(bullets);
          expect(JSON.stringify(pages)).toBe(before);
        },
      ),
    );
  });
});
