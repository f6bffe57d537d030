/** Searches that filter: what they find, and that others' documents cost nothing. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type {
  Commit,
  Engine,
  QueryJson,
  SearchFilter,
  StoredDocument,
  Transaction,
} from "../../src/engine";
import { TABLE_RECORD_PREFIX } from "../../src/storage/layout";
import { Store } from "../../src/storage/store";
import {
  fieldAt,
  type JSONObject,
  type JSONValue,
} from "../../src/values/json";
import { encodeValue, prefixEnd } from "../../src/values/orderKey";
import { termsOf } from "../../src/values/terms";
import {
  applySchema,
  drain,
  fullScan,
  openEngine,
  query,
  run,
  schemaOf,
  tableJson,
  temporaryDirectory,
} from "../engineHarness";

/** The third field lies behind what postings are keyed by. */
const FILTER_FIELDS = ["team", "meta.kind", "flag"] as const;

const schema = schemaOf(
  tableJson("people", {
    searchIndexes: [
      {
        indexDescriptor: "search_name",
        searchField: "name",
        filterFields: FILTER_FIELDS,
      },
    ],
  }),
);

type Equality = readonly [field: string, value: JSONValue];

/** How a function's `undefined` arrives. */
const ABSENT: JSONValue = { $undefined: null };

function search(text: string, ...equalities: Equality[]): QueryJson {
  const filters: SearchFilter[] = [
    { type: "Search", fieldPath: "name", value: text },
    ...equalities.map(([fieldPath, value]): SearchFilter => ({
      type: "Eq",
      fieldPath,
      value,
    })),
  ];
  const indexName = "people.search_name";
  return { source: { type: "Search", indexName, filters }, operators: [] };
}

async function openPeople(directory = temporaryDirectory()): Promise<Engine> {
  const engine = await openEngine({ directory, limits: "off" });
  await applySchema(engine, schema);
  return engine;
}

const LONG = "long".repeat(100);
const name = fc
  .array(fc.constantFrom("ann", "anna", "bob", "bo", "Çelik", "7"), {
    maxLength: 4,
  })
  .map((words) => words.join(" "));
const value = fc.constantFrom<JSONValue>("a", "ab", LONG, `${LONG}2`, null, 1, [
  "a",
]);
const maybe = fc.option(value, { nil: ABSENT, freq: 3 });
const person = fc
  .record({ name, team: maybe, kind: maybe, flag: maybe })
  .map(({ kind, ...rest }): JSONObject => {
    const given = Object.entries(rest).filter(([, field]) => field !== ABSENT);
    const fields: JSONObject = Object.fromEntries(given);
    if (kind !== ABSENT) {
      fields.meta = { kind };
    }
    return fields;
  });
const change = fc.oneof(
  { weight: 3, arbitrary: person.map((fields) => ({ fields, at: undefined })) },
  fc.record({ fields: fc.option(person), at: fc.nat(11) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
const equality = fc.tuple(fc.constantFrom(...FILTER_FIELDS), maybe);
const anySearch = fc.record({
  text: name,
  equalities: fc.array(equality, { maxLength: 4 }),
});

/** Inserts a document, or replaces or removes the one at a position. */
function apply(tx: Transaction, { fields, at }: Change): void {
  const there = drain(tx.openStream("", fullScan("people")));
  const target = at === undefined ? undefined : there[at];
  if (target !== undefined && fields === null) {
    tx.remove("", target.id);
  } else if (target !== undefined && fields) {
    tx.replace("", target.id, fields);
  } else if (fields) {
    tx.insert("", "people", fields);
  }
}

/** What a search finds, said without any index. */
function isMatch(
  { value: document }: StoredDocument,
  text: string,
  equalities: readonly Equality[],
): boolean {
  const terms = termsOf(text);
  const words = termsOf(typeof document.name === "string" ? document.name : "");
  const hasTerm = terms.some((term, at) =>
    words.some((word) =>
      at === terms.length - 1 ? word.startsWith(term) : word === term,
    ),
  );
  return (
    hasTerm &&
    equalities.every(
      ([field, wanted]) =>
        encodeValue(fieldAt(document, field)) === encodeValue(wanted),
    )
  );
}

const ids = (documents: readonly JSONObject[]) =>
  documents.map(({ _id }) => _id).sort();

describe("a search with any filters", () => {
  it("finds what a plain scan finds, also inside the transaction that wrote it", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 12 }),
        fc.array(change, { maxLength: 6 }),
        fc.array(anySearch, { minLength: 3, maxLength: 3 }),
        async (before, after, searches) => {
          const engine = await openPeople();
          const check = (tx: Transaction) => {
            const all = drain(tx.openStream("", fullScan("people")));
            for (const { text, equalities } of searches) {
              const matching = all.filter((document) =>
                isMatch(document, text, equalities),
              );
              found += matching.length;
              expect(ids(run(tx, search(text, ...equalities)))).toEqual(
                ids(matching.map(({ value: fields }) => fields)),
              );
            }
          };
          await engine.write("before", (tx) => {
            for (const step of before) {
              apply(tx, step);
            }
          });
          await engine.write("after", (tx) => {
            for (const step of after) {
              apply(tx, step);
            }
            check(tx);
          });
          await engine.read(check);
          await engine.close();
        },
      ),
      { numRuns: 100 },
    );
    expect(found).toBeGreaterThan(20);
  });

  it("depends on the documents behind its filters only", async () => {
    const engine = await openPeople();
    const { readSet } = await engine.read((tx) =>
      run(tx, search("ann", ["team", "a"])),
    );
    const touches = async (team: string) => {
      const commits: Commit[] = [];
      const stop = engine.onCommit((commit) => commits.push(commit));
      await engine.write("insert", (tx) =>
        tx.insert("", "people", { name: "Ann", team }),
      );
      stop();
      return commits.map((commit) => readSet.touchedBy(commit));
    };
    expect(await touches("b")).toEqual([false]);
    expect(await touches("a")).toEqual([true]);
  });
});

interface Cost {
  found: number;
  /** Postings walked over. */
  keys: number;
  /** Documents fetched. */
  values: number;
}

/** What a search reads of the file, whatever the machine. */
async function costOf(engine: Engine, json: QueryJson): Promise<Cost> {
  const result = await engine.read((tx) => {
    const { snapshot } = tx.view;
    const allKeys = snapshot.keys.bind(snapshot);
    let keys = 0;
    const walk = vi.spyOn(snapshot, "keys");
    walk.mockImplementation(function* (...range): Generator<string, undefined> {
      for (const key of allKeys(...range)) {
        keys += 1;
        yield key;
      }
    });
    const fetch = vi.spyOn(snapshot, "get");
    const found = run(tx, json).length;
    const values = fetch.mock.calls.length;
    walk.mockRestore();
    fetch.mockRestore();
    return { found, keys, values };
  });
  return result.value;
}

describe("a tenant of ten people", () => {
  const NEIGHBOURS = 10_000;
  const BATCH = 1_000;
  const asTenant = (text: string) => [
    search(text, ["team", "small"]),
    search(text, ["team", "small"], ["meta.kind", ABSENT]),
    search(text, ["meta.kind", ABSENT], ["team", "small"], ["flag", true]),
  ];

  it(`pays the same for its searches beside one of ${NEIGHBOURS} with the same words`, async () => {
    const engine = await openPeople();
    const insert = async (team: string, count: number) => {
      for (let start = 0; start < count; start += BATCH) {
        await engine.write("seed", (tx) => {
          for (let i = start; i < Math.min(count, start + BATCH); i += 1) {
            const fields = { name: `Ann Bob ${i % 10}`, flag: i % 2 === 0 };
            tx.insert("", "people", { ...fields, team });
          }
        });
      }
    };
    const costs = async () => {
      const all: Cost[] = [];
      for (const json of ["ann", "an", "bob 7", "zoe"].flatMap(asTenant)) {
        all.push(await costOf(engine, json));
      }
      return all;
    };
    await insert("small", 10);
    const alone = await costs();
    expect(alone[0]).toEqual({ found: 10, keys: 10, values: 10 });
    await insert("large", NEIGHBOURS);
    expect(await costs()).toEqual(alone);
    // Without a filter all are looked at.
    const { keys } = await costOf(engine, search("ann"));
    expect(keys).toBe(NEIGHBOURS + 10);
  });
});

const tableRecord = z.object({
  indexes: z.array(z.looseObject({ number: z.number(), kind: z.string() })),
});

/** Turns a closed folder's search index into that of an older version. */
async function makeOld(directory: string): Promise<void> {
  const store = await Store.open(directory, "process");
  const snapshot = store.snapshot();
  const changes: [string, string | null][] = [];
  const end = prefixEnd(TABLE_RECORD_PREFIX);
  for (const key of snapshot.keys(TABLE_RECORD_PREFIX, end, false)) {
    const record: unknown = JSON.parse(snapshot.get(key) ?? "null");
    const { indexes } = tableRecord.parse(record);
    for (const index of indexes) {
      delete index.keyedFilters;
      if (index.kind !== "search") {
        continue;
      }
      const space = `i\0\0\0${String.fromCharCode(index.number)}`;
      const keyed = snapshot.keys(`${space}\x01`, `${space}\x10`, false);
      for (const posting of keyed) {
        changes.push([posting, null]);
      }
    }
    const rest = z.looseObject({}).parse(record);
    changes.push([key, JSON.stringify({ ...rest, indexes })]);
  }
  snapshot.release();
  await store.commit(changes);
  await store.close();
}

describe("a folder of a version that kept postings by word only", () => {
  async function oldFolder() {
    const directory = temporaryDirectory();
    const engine = await openPeople(directory);
    await engine.write("seed", (tx) => {
      tx.insert("", "people", { name: "Ann", team: "a" });
      tx.insert("", "people", { name: "Ann", team: "b" });
    });
    await engine.close();
    await makeOld(directory);
    return directory;
  }
  const find = async (engine: Engine) =>
    (await query(engine, search("ann", ["team", "a"]))).map(({ team }) => team);

  it("answers as before until its functions are pushed", async () => {
    const engine = await openEngine({ directory: await oldFolder() });
    expect(await find(engine)).toEqual(["a"]);
    await engine.write("more", (tx) =>
      tx.insert("", "people", { name: "Anna", team: "a" }),
    );
    expect(await find(engine)).toEqual(["a", "a"]);
  });

  it("gets its index anew with the first push, once", async () => {
    const engine = await openEngine({ directory: await oldFolder() });
    expect(await applySchema(engine, schema)).toEqual({
      addedIndexes: ["people.search_name"],
      removedIndexes: ["people.search_name"],
    });
    const cost = await costOf(engine, search("ann", ["team", "a"]));
    expect(cost).toEqual({ found: 1, keys: 1, values: 1 });
    expect(await applySchema(engine, schema)).toEqual({
      addedIndexes: [],
      removedIndexes: [],
    });
  });
});
