/** The short form of `npm run attack`: of everything that is tried, all holds. */
import { beforeAll, expect, it } from "vitest";
import { FAMILIES } from "../../scripts/attack/families/index";
import { runAttack, type FamilyResult } from "../../scripts/attack/runAttack";

const SHORT = { seed: 20261127, runs: 150, shortLimitMs: 1_500 };

let results: FamilyResult[];
beforeAll(async () => {
  results = await runAttack(SHORT);
});

it.each(FAMILIES.map(({ name, about }) => [name, about] as const))(
  "%s: %s",
  (name) => {
    const result = results.find((one) => one.name === name);
    expect(result?.broken).toEqual([]);
    expect(result?.held).toBe(result?.tried);
    expect(result?.tried).toBeGreaterThan(0);
    expect(result?.signed).toBeGreaterThan(0);
  },
);
