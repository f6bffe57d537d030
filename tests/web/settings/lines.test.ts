import { expect, it } from "vitest";
import {
  splitChoices,
  splitLines,
} from "../../../web/src/screens/settings/lines";
import { namedRegions } from "../../../web/src/screens/settings/regions";

it("takes addresses apart however they were pasted, each once", () => {
  expect(splitLines("a@b.id, c@d.id;\n\n a@b.id ")).toEqual([
    "a@b.id",
    "c@d.id",
  ]);
});

it("keeps a comma within a choice", () => {
  expect(splitChoices("Solo, Jateng\nYogya\n")).toEqual([
    "Solo, Jateng",
    "Yogya",
  ]);
});

it("names countries in the reader's language and leaves unions out", () => {
  const regions = new Map(
    namedRegions("id").map(({ code, name }) => [code, name]),
  );
  expect(regions.get("ID")).toBe("Indonesia");
  expect(regions.get("DE")).toBe("Jerman");
  expect(regions.has("EU")).toBe(false);
});
