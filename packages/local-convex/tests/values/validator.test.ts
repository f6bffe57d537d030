import type { ValidatorJSON } from "convex/values";
import { convexToJson } from "convex/values";
import { describe, expect, it } from "vitest";
import { encodeId } from "../../src/values/ids";
import type { JSONValue } from "../../src/values/json";
import { checkValue } from "../../src/values/validator";

const tables = (number: number) =>
  new Map([
    [10_001, "users"],
    [10_002, "posts"],
    [10_003, "_storage"],
  ]).get(number);

const userId = encodeId(10_001, "u".repeat(16));
const postId = encodeId(10_002, "p".repeat(16));
const foreignId = encodeId(19_999, "f".repeat(16));

const string: ValidatorJSON = { type: "string" };
const number: ValidatorJSON = { type: "number" };
const userRef: ValidatorJSON = { type: "id", tableName: "users" };

function object(
  fields: Record<string, [ValidatorJSON, "optional"?]>,
): ValidatorJSON {
  return {
    type: "object",
    value: Object.fromEntries(
      Object.entries(fields).map(([name, [fieldType, optional]]) => [
        name,
        { fieldType, optional: optional === "optional" },
      ]),
    ),
  };
}

function check(validator: ValidatorJSON, value: JSONValue) {
  return checkValue(validator, value, tables);
}

describe("scalars", () => {
  const samples: Record<string, JSONValue> = {
    null: null,
    number: 1,
    bigint: convexToJson(1n),
    boolean: true,
    string: "x",
    bytes: convexToJson(new ArrayBuffer(2)),
  };
  const types = [
    "null",
    "number",
    "bigint",
    "boolean",
    "string",
    "bytes",
  ] as const;

  it.each(types)("v.%s() takes its own kind only", (type) => {
    for (const [kind, value] of Object.entries(samples)) {
      expect(check({ type }, value) === null).toBe(kind === type);
    }
  });

  it("numbers without a JSON form are numbers", () => {
    expect(check(number, convexToJson(NaN))).toBeNull();
    expect(check(number, convexToJson(-0))).toBeNull();
  });

  it("a commit timestamp is an int64 or the placeholder", () => {
    expect(check({ type: "commitTs" }, { $commitTs: null })).toBeNull();
    expect(check({ type: "commitTs" }, convexToJson(5n))).toBeNull();
    expect(check({ type: "bigint" }, { $commitTs: null })).not.toBeNull();
    expect(check({ type: "commitTs" }, 5)).not.toBeNull();
  });

  it("any takes everything", () => {
    for (const value of Object.values(samples)) {
      expect(check({ type: "any" }, value)).toBeNull();
    }
  });
});

describe("literals", () => {
  it("match by value", () => {
    expect(check({ type: "literal", value: "a" }, "a")).toBeNull();
    expect(
      check({ type: "literal", value: convexToJson(3n) }, convexToJson(3n)),
    ).toBeNull();
    expect(
      check({ type: "literal", value: 3 }, convexToJson(3n)),
    ).not.toBeNull();
  });

  it("say what was found and expected", () => {
    expect(
      check(object({ kind: [{ type: "literal", value: "a" }] }), { kind: "b" }),
    ).toBe(
      '`"b"` does not match literal validator `v.literal("a")`.Path: .kind',
    );
  });
});

describe("ids", () => {
  it("must belong to the table", () => {
    expect(check(userRef, userId)).toBeNull();
    expect(check(userRef, postId)).toBe(
      `Found ID "${postId}" from table \`posts\`, which does not match the table name in validator \`v.id("users")\`.`,
    );
    expect(check(userRef, encodeId(10_003, "s".repeat(16)))).toContain(
      "from a system table",
    );
  });

  it("of another component or none at all do not match", () => {
    for (const value of [foreignId, "hello", 5]) {
      expect(check(userRef, value)).toContain(
        "Value does not match validator.\n\nValue: ",
      );
    }
  });
});

describe("containers", () => {
  it("array problems name the element", () => {
    const list: ValidatorJSON = { type: "array", value: number };
    expect(check(list, [1, 2])).toBeNull();
    expect(check(object({ list: [list] }), { list: [1, "x"] })).toBe(
      'Value does not match validator.\nPath: .list[1]\nValue: "x"\nValidator: v.float64()',
    );
  });

  it("a missing required field is named", () => {
    expect(check(object({ a: [string], b: [number, "optional"] }), {})).toBe(
      "Object is missing the required field `a`. Consider wrapping the field validator in `v.optional(...)` if this is expected.\n\nObject: {}\nValidator: v.object({a: v.string(), b: v.optional(v.float64())})",
    );
  });

  it("an extra field is named", () => {
    expect(check(object({}), { extra: 1 })).toBe(
      "Object contains extra field `extra` that is not in the validator.\n\nObject: {extra: 1.0}\nValidator: v.object({})",
    );
  });

  it("names of the prototype are no fields", () => {
    expect(check(object({ __defineGetter__: [string] }), {})).toContain(
      "missing",
    );
    expect(check(object({}), { constructor: 1 })).toContain("extra field");
  });

  it("special values are no objects", () => {
    expect(check(object({}), convexToJson(1n))).not.toBeNull();
    expect(
      check(
        {
          type: "record",
          keys: string,
          values: { fieldType: { type: "any" }, optional: false },
        },
        convexToJson(1n),
      ),
    ).not.toBeNull();
  });

  it("records check keys and values", () => {
    const record: ValidatorJSON = {
      type: "record",
      keys: { type: "id", tableName: "users" },
      values: { fieldType: number, optional: false },
    };
    expect(check(record, { [userId]: 1 })).toBeNull();
    expect(check(record, { hello: 1 })).toContain("Path: .keys()");
    expect(check(record, { [userId]: "x" })).toContain("Path: .values()");
  });

  it("unions take any member; a single member reports its own problem", () => {
    const union: ValidatorJSON = { type: "union", value: [string, number] };
    expect(check(union, "x")).toBeNull();
    expect(check(union, true)).toBe(
      "Value does not match validator.\n\nValue: true\nValidator: v.union(v.string(), v.float64())",
    );
    const member = object({ a: [string] });
    const single: ValidatorJSON = { type: "union", value: [member] };
    expect(check(single, {})).toContain("missing the required field `a`");
  });
});
