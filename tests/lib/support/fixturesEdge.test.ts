// @vitest-environment edge-runtime
import { expect, it } from "vitest";
import { loadFixtures } from "../../support/fixtures";

it("loads the signed bytes where there is no file system", async () => {
  expect("EdgeRuntime" in globalThis).toBe(true);
  const fixtures = await loadFixtures();
  expect(fixtures).toHaveLength(42);
});
