import { describe, expect, it } from "vitest";
import { oneLine } from "../../../src/lib/text/oneLine";

describe("oneLine", () => {
  it("keeps one line with single spaces, composed and safe to store", () => {
    expect(oneLine("  Ibu\n\tSekar \u00a0 W. ", 20)).toBe("Ibu Sekar W.");
    expect(oneLine("Conceic\u0327a\u0303o", 20)).toBe("Conceição");
    expect(oneLine("a\ud800b\0c", 20)).toBe("a\ufffdb\ufffdc");
    expect(oneLine("Sekar ❤️ 👩‍🍳", 20)).toBe("Sekar ❤️ 👩‍🍳");
  });

  it("takes no empty and no longer line, counted in code points", () => {
    expect(oneLine(" \n ", 5)).toBeNull();
    expect(oneLine("🌺🌺🌺", 3)).toBe("🌺🌺🌺");
    expect(oneLine("🌺🌺🌺🌺", 3)).toBeNull();
  });
});
