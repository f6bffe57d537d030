/** What is urgent, told by labelled messages and by what must always hold. */
import { describe, expect, it } from "vitest";
import { isUrgent } from "../../../src/lib/crm/urgent";
import { missesOf } from "../../support/labelled";

describe("isUrgent", () => {
  it("tells emergencies from what only sounds like one", async () => {
    expect(
      await missesOf(new URL("urgent/tuned.txt", import.meta.url), isUrgent),
    ).toEqual([]);
  });

  it.each(["late", "lambat", "cancel", "parah", "telat", "hari ini", "besok"])(
    "needs more than the word %s",
    (word) => {
      expect(isUrgent(word)).toBe(false);
    },
  );

  it("hears a no", () => {
    expect(isUrgent("it is urgent")).toBe(true);
    expect(isUrgent("it is not really urgent")).toBe(false);
    expect(isUrgent("alhamdulillah ga sampai pingsan")).toBe(false);
  });

  it("knows what is only thought of", () => {
    expect(isUrgent("koper hilang di bandara")).toBe(true);
    expect(isUrgent("asuransinya termasuk koper hilang di bandara?")).toBe(
      false,
    );
  });
});
