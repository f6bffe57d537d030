import { v, type Validator } from "convex/values";
import { describe, expect, it } from "vitest";
import { checkSchema } from "../../src/engine";
import { parseValidator } from "../../src/host/json";
import { schemaOf, tableJson } from "../engineHarness";

type Indexes = Omit<Parameters<typeof tableJson>[1], "documentType">;

/** A table of documents of one type, with its indexes. */
function tableOf(
  validator: Validator<unknown, "required", string>,
  indexes: Indexes,
  name = "t",
) {
  // The library keeps it from its types.
  const documentType = parseValidator(
    JSON.stringify(Reflect.get(validator, "json")),
  );
  return tableJson(name, { ...indexes, documentType });
}

const missing = (field: string, index = "by_it", table = "t") =>
  `In table "${table}" the index "${index}" is invalid because it references the field "${field}" that does not exist.`;

const PERSON = v.object({
  name: v.string(),
  home: v.optional(v.object({ city: v.string() })),
  either: v.union(v.object({ left: v.null() }), v.object({ right: v.null() })),
  anything: v.any(),
  tags: v.array(v.string()),
  ages: v.record(v.string(), v.number()),
});

describe("a field of an index", () => {
  it.each([
    ["name"],
    ["home.city"],
    ["either.left"],
    ["either.right"],
    ["anything.at.all"],
    ["_creationTime"],
    ["_id"],
  ])("%s may be there", (field) => {
    const table = tableOf(PERSON, { indexes: { by_it: [field] } });
    expect(() => checkSchema(schemaOf(table))).not.toThrow();
  });

  it.each([
    ["nam"],
    ["home.street"],
    ["home._id"],
    ["name.first"],
    ["either.middle"],
    ["tags.0"],
    ["ages.ann"],
  ])("%s cannot be there", (field) => {
    const table = tableOf(PERSON, { indexes: { by_it: ["name", field] } });
    expect(() => checkSchema(schemaOf(table))).toThrow(missing(field));
  });

  it("is looked for in search indexes and their filters", () => {
    const search = (searchField: string, ...filterFields: string[]) =>
      schemaOf(
        tableOf(PERSON, {
          searchIndexes: [
            { indexDescriptor: "by_it", searchField, filterFields },
          ],
        }),
      );
    expect(() => checkSchema(search("name", "home.city"))).not.toThrow();
    expect(() => checkSchema(search("nam"))).toThrow(missing("nam"));
    expect(() => checkSchema(search("name", "nam"))).toThrow(missing("nam"));
  });

  it("is not looked for without validation", () => {
    const { tables } = schemaOf(tableOf(PERSON, { indexes: { by_it: ["x"] } }));
    expect(() =>
      checkSchema({ tables, schemaValidation: false }),
    ).not.toThrow();
  });
});

describe("of several mistakes", () => {
  it("the first table by name is told, its live indexes first", () => {
    const empty = v.object({});
    const schema = schemaOf(
      tableOf(empty, { indexes: { by_it: ["x"] } }, "z"),
      tableOf(
        empty,
        {
          staged: { by_first: ["staged"] },
          indexes: { by_later: ["later"], by_it: ["x"] },
        },
        "a",
      ),
    );
    expect(() => checkSchema(schema)).toThrow(missing("x", "by_it", "a"));
  });
});

it("a table's name is an identifier", () => {
  expect(() => checkSchema(schemaOf(tableJson("not-a-name")))).toThrow(
    'Invalid table name "not-a-name"',
  );
});
