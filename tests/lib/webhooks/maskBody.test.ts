/** A raw body without who somebody is. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { maskBody } from "../../../src/lib/webhooks/maskBody";
import { inbound, SEKAR } from "../../support/bodies";

const told = JSON.stringify(
  inbound({
    id: "wamid.HBgNNjI4MTI1NTUwMDEwMRUCABIYIDA",
    person: SEKAR,
    at: 0,
    text: "Halo, saya Sekar Wulandari, nomor 0812-5550-0101, sekar@contoh.id",
  }).body,
);

describe("a masked body", () => {
  it("says what happened to which of our numbers, and not to whom", () => {
    const masked = maskBody(told, "ID");
    for (const personal of [
      SEKAR.name,
      "Wulandari",
      SEKAR.phone,
      "5550-0101",
      SEKAR.username,
      "sekar@contoh.id",
      "HBgNNjI4MTI1",
    ]) {
      expect(masked).not.toContain(personal);
    }
    expect(masked).toContain('"phone_number_id": "100000000000017"');
    expect(masked).toContain('"type": "text"');
    expect(JSON.parse(masked)).toBeTypeOf("object");
  });

  it("shows no number or name of any recorded delivery", () => {
    const folder = "fixtures/kapso";
    const files = readdirSync(folder).filter(
      (name) => name.endsWith(".json") && !name.endsWith(".headers.json"),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const name of files) {
      const masked = maskBody(readFileSync(`${folder}/${name}`, "utf8"), "ID");
      expect([name, /\+?62\s?8\d{8,}/.exec(masked)?.[0]]).toEqual([
        name,
        undefined,
      ]);
      expect([name, /wamid\.\w/.exec(masked)?.[0]]).toEqual([name, undefined]);
    }
  });

  it("is nothing of what is no JSON", () => {
    expect(maskBody("halo 081255500101", "ID")).toBe("[no JSON]");
  });
});
