import { describe, expect, it } from "vitest";
import { type SchemaJson, SchemaMismatchError } from "../../src/engine";
import { TABLE_RECORD_PREFIX } from "../../src/storage/layout";
import { Store } from "../../src/storage/store";
import { parseJsonObject } from "../../src/values/json";
import { prefixEnd } from "../../src/values/orderKey";
import {
  applySchema,
  fullScan,
  indexRange,
  insert,
  openEngine,
  query,
  schemaOf,
  tableJson,
  temporaryDirectory,
} from "../engineHarness";

const byX = schemaOf(tableJson("t", { indexes: { by_x: ["x"] } }));
const plain = schemaOf(tableJson("t"));

async function seeded(directory = temporaryDirectory()) {
  const engine = await openEngine({ directory });
  for (const x of [3, 1, 2]) {
    await insert(engine, "t", { x, y: -x });
  }
  return engine;
}

const order = (documents: { [key: string]: unknown }[]) =>
  documents.map(({ x }) => x);

describe("applySchema", () => {
  it("backfills a new index and reports it", async () => {
    const engine = await seeded();
    expect(await applySchema(engine, byX)).toEqual({
      addedIndexes: ["t.by_x"],
      removedIndexes: [],
    });
    expect(order(await query(engine, indexRange("t.by_x", [])))).toEqual([
      1, 2, 3,
    ]);
  });

  it("backfills what the same transaction wrote", async () => {
    const engine = await seeded();
    await engine.write("push", (tx) => {
      tx.insert("", "t", { x: 0 });
      engine.catalog.applySchema(tx, "", byX);
      tx.insert("", "t", { x: 4 });
    });
    expect(order(await query(engine, indexRange("t.by_x", [])))).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  it("drops a removed index with its entries", async () => {
    const engine = await seeded();
    await applySchema(engine, byX);
    expect((await applySchema(engine, plain)).removedIndexes).toEqual([
      "t.by_x",
    ]);
    await expect(query(engine, indexRange("t.by_x", []))).rejects.toThrow(
      "Index t.by_x not found.",
    );
    await insert(engine, "t", { x: 9 });
    await applySchema(engine, byX);
    expect(order(await query(engine, indexRange("t.by_x", [])))).toEqual([
      1, 2, 3, 9,
    ]);
  });

  it("leaves no key of a dropped index in the file", async () => {
    const directory = temporaryDirectory();
    const engine = await seeded(directory);
    await insert(engine, "t", { x: "k".repeat(5_000) });
    await applySchema(engine, byX);
    await applySchema(engine, plain);
    await engine.close();
    const store = await Store.open(directory, "process");
    const snapshot = store.snapshot();
    const keys = [...snapshot.keys("i", "j", false)];
    snapshot.release();
    await store.close();
    // One document, one entry: by_creation_time.
    expect(keys).toHaveLength(4);
  });

  it("rebuilds an index whose fields changed", async () => {
    const engine = await seeded();
    await applySchema(engine, byX);
    const byY = schemaOf(tableJson("t", { indexes: { by_x: ["y"] } }));
    expect(await applySchema(engine, byY)).toMatchObject({
      addedIndexes: ["t.by_x"],
      removedIndexes: ["t.by_x"],
    });
    expect(order(await query(engine, indexRange("t.by_x", [])))).toEqual([
      3, 2, 1,
    ]);
  });

  it("changes nothing when applied again", async () => {
    const engine = await seeded();
    await applySchema(engine, byX);
    const before = engine.latestTs;
    expect(await applySchema(engine, byX)).toEqual({
      addedIndexes: [],
      removedIndexes: [],
    });
    expect(engine.latestTs).toBe(before);
  });

  it("keeps the data of a table that left the schema, without its rules", async () => {
    const engine = await seeded();
    await applySchema(engine, byX);
    expect((await applySchema(engine, null)).removedIndexes).toEqual([
      "t.by_x",
    ]);
    await insert(engine, "t", { anything: true });
    expect(await query(engine, fullScan("t"))).toHaveLength(4);
  });

  it("is undone with its transaction", async () => {
    const engine = await seeded();
    const push = engine.write("push", (tx) => {
      engine.catalog.applySchema(tx, "", byX);
      throw new Error("later step failed");
    });
    await expect(push).rejects.toThrow("later step failed");
    await expect(query(engine, indexRange("t.by_x", []))).rejects.toThrow(
      "not found",
    );
  });

  it("maintains staged indexes but does not open them", async () => {
    const engine = await seeded();
    const staged = schemaOf(tableJson("t", { staged: { by_x: ["x"] } }));
    await applySchema(engine, staged);
    await insert(engine, "t", { x: 0 });
    await expect(query(engine, indexRange("t.by_x", []))).rejects.toThrow(
      "currently staged",
    );
    expect((await applySchema(engine, byX)).addedIndexes).toEqual([]);
    expect(order(await query(engine, indexRange("t.by_x", [])))).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it("survives a restart", async () => {
    const directory = temporaryDirectory();
    const engine = await seeded(directory);
    const typed = schemaOf(
      tableJson("t", {
        indexes: { by_x: ["x"] },
        documentType: {
          type: "object",
          value: { x: { fieldType: { type: "number" }, optional: false } },
        },
      }),
    );
    await applySchema(engine, { ...typed, schemaValidation: true }, "child");
    await applySchema(engine, byX);
    await engine.close();
    const reopened = await openEngine({ directory });
    expect(order(await query(reopened, indexRange("t.by_x", [])))).toEqual([
      1, 2, 3,
    ]);
    await expect(insert(reopened, "t", {}, "child")).rejects.toThrow(
      "missing the required field `x`",
    );
    // New numbers do not collide with old ones.
    await insert(reopened, "fresh", { x: 1 });
    expect(await query(reopened, fullScan("fresh"))).toHaveLength(1);
    expect(await query(reopened, fullScan("t"))).toHaveLength(3);
  });

  it.each([
    ["by_id", ["x"], "reserved"],
    ["no-hyphen", ["x"], "no identifier"],
    ["by_time", ["_creationTime"], "names _creationTime"],
    ["by_many", Array.from({ length: 17 }, (_, i) => `f${i}`), "more than 16"],
  ])("refuses the index %s", async (name, fields, message) => {
    const engine = await openEngine();
    const schema = schemaOf(tableJson("t", { indexes: { [name]: fields } }));
    await expect(applySchema(engine, schema)).rejects.toThrow(message);
  });
});

it("a search index has at most 16 filter fields", async () => {
  const engine = await openEngine();
  const filterFields = Array.from({ length: 17 }, (_, i) => `f${i}`);
  const index = { indexDescriptor: "search_x", searchField: "x", filterFields };
  const schema = schemaOf(tableJson("t", { searchIndexes: [index] }));
  await expect(applySchema(engine, schema)).rejects.toThrow("more than 16");
});

it("a table has at most 32 indexes", async () => {
  const engine = await openEngine();
  const withIndexes = (count: number) =>
    schemaOf(
      tableJson("t", {
        indexes: Object.fromEntries(
          Array.from({ length: count }, (_, i) => [`by_${i}`, [`f${i}`]]),
        ),
      }),
    );
  await applySchema(engine, withIndexes(32));
  await expect(applySchema(engine, withIndexes(33))).rejects.toThrow(
    "too many indexes (33 > maximum number 32)",
  );
});

it("a table has at most 4 search indexes, staged ones included", async () => {
  const engine = await openEngine();
  const withIndexes = (count: number) => {
    const indexes = Array.from({ length: count }, (_, i) => ({
      ...{ indexDescriptor: `search_${i}`, searchField: `f${i}` },
      filterFields: [],
    }));
    const table = tableJson("t", { searchIndexes: indexes.slice(1) });
    return schemaOf({ ...table, stagedSearchIndexes: indexes.slice(0, 1) });
  };
  await applySchema(engine, withIndexes(4));
  await expect(applySchema(engine, withIndexes(5))).rejects.toThrow(
    'Table "t" cannot have more than 4 search indexes.',
  );
});

describe("a deployment has at most 10,000 tables", () => {
  const refusal = "Number of tables cannot exceed 10000.";

  it("declared at once", async () => {
    const engine = await openEngine();
    const tables = Array.from({ length: 10_001 }, (_, i) => tableJson(`t${i}`));
    await expect(applySchema(engine, schemaOf(...tables))).rejects.toThrow(
      refusal,
    );
  });

  it("in all components, by a schema or by the first document", async () => {
    const directory = temporaryDirectory();
    const first = await openEngine({ directory });
    await applySchema(first, plain, "child");
    await first.close();
    await addTableRecords(directory, 9_998);

    const systemTables = [{ name: "_s", scope: "root" as const, indexes: [] }];
    const engine = await openEngine({ directory, systemTables });
    await applySchema(engine, plain);
    await insert(engine, "t", {});
    await expect(insert(engine, "u", {})).rejects.toThrow(refusal);
    const other = schemaOf(tableJson("u"));
    await expect(applySchema(engine, other, "child")).rejects.toThrow(refusal);
    // Those of the host are not counted.
    await engine.write("test", (tx) => tx.system.insert("", "_s", {}));
    await insert(engine, "t", {}, "child");
  });
});

/** Writes copies of the one table there is; making them by the engine takes long. */
async function addTableRecords(directory: string, count: number) {
  const store = await Store.open(directory, "process");
  const snapshot = store.snapshot();
  const keys = snapshot.keys(
    TABLE_RECORD_PREFIX,
    prefixEnd(TABLE_RECORD_PREFIX),
    false,
  );
  const record = parseJsonObject(snapshot.get(keys.next().value ?? "") ?? "");
  snapshot.release();
  const entries = Array.from({ length: count }, (_, i) => {
    const number = 1_000_000 + i;
    const copy = { ...record, number, name: `copy${i}` };
    return [TABLE_RECORD_PREFIX + number, JSON.stringify(copy)] as const;
  });
  await store.commit(entries);
  await store.close();
}

describe("validateDocuments", () => {
  const typed: SchemaJson = schemaOf(
    tableJson("t", {
      documentType: {
        type: "object",
        value: {
          x: { fieldType: { type: "number" }, optional: false },
          y: { fieldType: { type: "number" }, optional: true },
        },
      },
    }),
  );

  it("passes documents that fit", async () => {
    const engine = await seeded();
    await engine.read((tx) => engine.catalog.validateDocuments(tx, "", typed));
  });

  it("names the first that does not", async () => {
    const engine = await seeded();
    const id = await insert(engine, "t", { y: 1 });
    const check = engine.read((tx) =>
      engine.catalog.validateDocuments(tx, "", typed),
    );
    await expect(check).rejects.toThrow(
      `Document with ID "${id}" in table "t" does not match the schema: Object is missing the required field \`x\`.`,
    );
    await expect(check).rejects.toMatchObject({ table: "t", documentId: id });
    await expect(check).rejects.toBeInstanceOf(SchemaMismatchError);
  });
});

describe("components", () => {
  it("have tables of their own", async () => {
    const engine = await seeded();
    await applySchema(engine, byX, "child");
    await insert(engine, "t", { x: 7 }, "child");
    await engine.read((tx) => {
      expect(engine.catalog.components(tx).sort()).toEqual(["", "child"]);
      expect(engine.catalog.tables(tx, "child")).toEqual(["t"]);
      expect(tx.count("child", "t")).toBe(1);
    });
    expect(await query(engine, fullScan("t"))).toHaveLength(3);
  });

  it("keep their data while unmounted", async () => {
    const engine = await seeded();
    await applySchema(engine, byX, "child");
    await insert(engine, "t", { x: 7 }, "child");
    await engine.write("unmount", (tx) =>
      engine.catalog.removeComponent(tx, "child"),
    );
    await engine.read((tx) =>
      expect(engine.catalog.components(tx)).toEqual([""]),
    );
    await applySchema(engine, byX, "child");
    expect(await query(engine, indexRange("t.by_x", []), "child")).toHaveLength(
      1,
    );
  });
});

it("system tables follow the host's index definitions when it changes", async () => {
  const directory = temporaryDirectory();
  const jobs = (...fields: string[]) => [
    {
      name: "_jobs",
      scope: "root" as const,
      indexes: fields.map((field) => ({
        indexDescriptor: `by_${field}`,
        fields: [field],
      })),
    },
  ];
  const first = await openEngine({ directory, systemTables: jobs("due") });
  await first.write("test", (tx) => {
    for (const due of [2, 1]) {
      tx.system.insert("", "_jobs", { due, state: -due });
    }
  });
  await first.close();
  const second = await openEngine({ directory, systemTables: jobs("state") });
  await second.read((tx) => {
    const stream = tx.system.openStream("", indexRange("_jobs.by_state", []));
    expect(stream.next()?.value.due).toBe(2);
    expect(() =>
      tx.system.openStream("", indexRange("_jobs.by_due", [])),
    ).toThrow("not found");
  });
});
