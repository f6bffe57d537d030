import { describe, expect, it } from "vitest";
import { REFUSALS } from "../../../src/lib/ops/refusals";
import { secretProblems } from "../../../src/lib/secrets/environment";

const KEY = Buffer.alloc(32, 1).toString("base64");

describe("secretProblems", () => {
  it("finds none in secrets that are long enough or not set", () => {
    expect(
      secretProblems({
        KAPSO_WEBHOOK_SECRET: "sixteen-bytes-xx",
        KAPSO_WEBHOOK_SECRET_PREVIOUS: "",
        KAPSO_META_APP_SECRET: "  ",
        CRM_MASTER_KEY: `k2:${KEY},k1:${KEY}`,
      }),
    ).toEqual([]);
    expect(secretProblems({ CRM_MASTER_KEY: " " })).toEqual([]);
    expect(secretProblems({})).toEqual([]);
  });

  it.each([
    "KAPSO_WEBHOOK_SECRET",
    "KAPSO_WEBHOOK_SECRET_PREVIOUS",
    "KAPSO_META_APP_SECRET",
  ] as const)("%s is named when it is too short", (what) => {
    expect(secretProblems({ [what]: "fifteen-bytes-x" })).toEqual([
      {
        code: "secret_too_short",
        what,
        message: `${what} has fewer than 16 bytes and counts as not set.`,
      },
    ]);
  });

  it("takes a master key of 32 bytes, or none", () => {
    expect(secretProblems({ CRM_MASTER_KEY: "k1:AAAA" })).toEqual([
      REFUSALS.malformedMasterKey,
    ]);
  });
});
