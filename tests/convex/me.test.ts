import { expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import { useConvexEnvironment } from "../support/environment";
import { setupDemo } from "../support/setup";
import { codeOf } from "../support/tenants";

useConvexEnvironment();

it("says who is signed in, and changes the name and the language", async () => {
  const { asOwner } = await setupDemo();
  const update = (change: { name?: string; language?: "en" | "id" }) =>
    asOwner.mutation(api.me.update, change);
  expect(await update({ name: "  Sri \n Owner " })).toEqual({
    name: "Demo owner",
  });
  expect(await update({ language: "id" })).toEqual({ name: "Sri Owner" });
  expect(await asOwner.query(api.me.get, {})).toMatchObject({
    email: "demo-owner@local.invalid",
    name: "Sri Owner",
    language: "id",
  });
  for (const name of ["", " \u200b ", "n".repeat(101)]) {
    expect(await codeOf(update({ name }))).toBe("invalid_name");
  }
});
