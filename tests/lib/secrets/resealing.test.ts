import { describe, expect, it } from "vitest";
import { describeResealing } from "../../../src/lib/secrets/resealing";

const REPORT = { current_key: "k2", outdated: 0, unreadable: 0, keys: [] };
const idle = (key_id: string) => ({ key_id, can_go: true });

describe("describeResealing", () => {
  it("says how many there are to do, and how to do it", () => {
    expect(describeResealing({ ...REPORT, outdated: 1 }, null)).toBe(
      '1 secret would be sealed anew with k2. Add "confirm": true to do it.',
    );
    expect(describeResealing(REPORT, null)).toBe(
      "Everything that opens is sealed with k2.",
    );
  });

  it("says which keys can go", () => {
    const keys = [idle("k1"), idle("k0"), { key_id: "k2", can_go: false }];
    expect(describeResealing({ ...REPORT, keys }, 3)).toBe(
      "3 secrets sealed anew with k2. Nothing is sealed with k1, k0 any more: take it out of CRM_MASTER_KEY, and keep it as long as backups of before.",
    );
  });

  it("says what is left and what cannot be helped", () => {
    const text = describeResealing(
      { ...REPORT, outdated: 2, unreadable: 1 },
      0,
    );
    expect(text).toContain("2 secrets left with an older key: run it again.");
    expect(text).toContain("No key opens 1 secret:");
    expect(text).toContain("ops:rotateSecret");
  });
});
