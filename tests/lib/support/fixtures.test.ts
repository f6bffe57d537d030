import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  FIXTURE_NAMES,
  loadFixture,
  loadFixtures,
} from "../../support/fixtures";

const FOLDER = new URL("../../../fixtures/kapso/", import.meta.url);

describe("fixture loader", () => {
  it("lists every body file", () => {
    const bodies = readdirSync(FOLDER).filter(
      (file) => file.endsWith(".json") && !file.endsWith(".headers.json"),
    );
    expect(FIXTURE_NAMES.map((name) => `${name}.json`)).toEqual(bodies.sort());
    expect(FIXTURE_NAMES).toHaveLength(42);
  });

  it("gives the bytes of the file", async () => {
    for (const { name, body } of await loadFixtures()) {
      const onDisk = readFileSync(new URL(`${name}.json`, FOLDER));
      expect([name, onDisk.equals(body)]).toEqual([name, true]);
    }
  });

  it("finds a fixture by its number", async () => {
    const fixture = await loadFixture("23");
    expect(fixture.name).toBe("23-meta-messages");
    expect(fixture.scope).toBe("meta");
    expect(fixture.metaAppSecret).toBeDefined();
    await expect(loadFixture("99")).rejects.toThrow("no fixture 99");
  });
});
