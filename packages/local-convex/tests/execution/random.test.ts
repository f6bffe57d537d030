import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../src/execution/random";

const seeds = fc.uint8Array({ minLength: 16, maxLength: 16 });

function draw(random: SeededRandom) {
  return [random.float(), random.uuid(), random.fork().float()];
}

describe("a seeded stream", () => {
  it("repeats itself for the same seed", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(draw(new SeededRandom(seed))).toEqual(
          draw(new SeededRandom(seed)),
        );
      }),
    );
  });

  it("stays in [0, 1)", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new SeededRandom(seed);
        for (let i = 0; i < 100; i++) {
          const value = random.float();
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1);
        }
      }),
    );
  });

  it("fills every length, spread over all bytes", () => {
    const random = new SeededRandom(new Uint8Array(16));
    const bytes = random.fill(new Uint8Array(4099));
    expect(new Set(bytes).size).toBe(256);
  });

  it("a fork is another stream", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const parent = new SeededRandom(seed);
        const fork = parent.fork();
        expect(fork.float()).not.toBe(parent.float());
      }),
    );
  });
});
