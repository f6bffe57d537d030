import { describe, expect, it } from "vitest";
import type { QueryJson, QueryOperator, SearchFilter } from "../../src/engine";
import { termsOf } from "../../src/values/terms";
import {
  applySchema,
  insert,
  openEngine,
  query,
  run,
  schemaOf,
  tableJson,
} from "../engineHarness";

const schema = schemaOf(
  tableJson("posts", {
    searchIndexes: [
      {
        indexDescriptor: "search_body",
        searchField: "body",
        filterFields: ["channel", "meta.kind"],
      },
    ],
  }),
);

function search(
  text: string,
  equal: Record<string, string> = {},
  ...operators: QueryOperator[]
): QueryJson {
  const filters: SearchFilter[] = [
    { type: "Search", fieldPath: "body", value: text },
    ...Object.entries(equal).map(([fieldPath, value]): SearchFilter => ({
      type: "Eq",
      fieldPath,
      value,
    })),
  ];
  return {
    source: { type: "Search", indexName: "posts.search_body", filters },
    operators,
  };
}

async function seeded(...bodies: string[]) {
  const engine = await openEngine();
  await applySchema(engine, schema);
  await engine.write("seed", (tx) => {
    for (const body of bodies) {
      tx.insert("", "posts", { body });
    }
  });
  const find = async (json: QueryJson) =>
    (await query(engine, json)).map(({ body }) => body);
  return { engine, find };
}

describe("matching", () => {
  it("any term, whole words, the last one as a prefix", async () => {
    const { find } = await seeded(
      "Hello World",
      "help me",
      "world peace",
      "none",
    );
    expect(await find(search("hello"))).toEqual(["Hello World"]);
    expect((await find(search("hel"))).sort()).toEqual([
      "Hello World",
      "help me",
    ]);
    expect(await find(search("hel peace"))).toEqual(["world peace"]);
    expect((await find(search("HELP, world!"))).sort()).toEqual([
      "Hello World",
      "help me",
      "world peace",
    ]);
    expect(await find(search("zzz"))).toEqual([]);
  });

  it("words of any script, cut at 32 bytes", () => {
    expect(termsOf("Grüße, Jürgen! 你好 x_y 42")).toEqual([
      "grüße",
      "jürgen",
      "你好",
      "x",
      "y",
      "42",
    ]);
    expect(termsOf("é".repeat(20))).toEqual(["é".repeat(16)]);
  });

  it.each(["", "   ", "!!!", "🙂"])(
    "a query without a letter or digit (%j) finds nothing, not even its own text",
    async (text) => {
      const { engine, find } = await seeded("one", "two", text);
      await insert(engine, "posts", { body: "filtered", channel: "x" });
      expect(await find(search(text))).toEqual([]);
      expect(await find(search(text, { channel: "x" }))).toEqual([]);
      await engine.read((tx) => {
        const request = { query: search(text), cursor: null, pageSize: 2 };
        expect(tx.page("", request)).toMatchObject({ page: [], isDone: true });
      });
    },
  );

  it("documents without a text are never found by a term", async () => {
    const { engine, find } = await seeded("word");
    await insert(engine, "posts", {});
    await insert(engine, "posts", { body: 5 });
    expect(await find(search("w"))).toEqual(["word"]);
  });
});

describe("order", () => {
  it("rarer and more frequent terms first, ties newest first", async () => {
    const { find } = await seeded(
      "common alpha text",
      "common rare text",
      "common common common",
      "common gamma text",
    );
    expect((await find(search("rare common")))[0]).toBe("common rare text");
    expect((await find(search("common")))[0]).toBe("common common common");
    const ties = (await find(search("common"))).slice(1);
    expect(ties).toEqual([
      "common gamma text",
      "common rare text",
      "common alpha text",
    ]);
  });

  it("a whole word beats a prefix", async () => {
    const { find } = await seeded("cat", "catalogue");
    expect(await find(search("cat"))).toEqual(["cat", "catalogue"]);
  });
});

describe("filters", () => {
  it("narrow by equality, nested fields too", async () => {
    const { engine, find } = await seeded();
    await insert(engine, "posts", {
      body: "hi a",
      channel: "x",
      meta: { kind: "k" },
    });
    await insert(engine, "posts", { body: "hi b", channel: "y" });
    expect(await find(search("hi", { channel: "y" }))).toEqual(["hi b"]);
    expect(await find(search("hi", { "meta.kind": "k" }))).toEqual(["hi a"]);
    expect(
      await find(search("hi", { channel: "x", "meta.kind": "z" })),
    ).toEqual([]);
  });

  it.each<[string, SearchFilter[], string]>([
    ["no search", [], "exactly one search filter"],
    [
      "the wrong field",
      [{ type: "Search", fieldPath: "title", value: "x" }],
      "not its search field",
    ],
    [
      "an undeclared filter",
      [
        { type: "Search", fieldPath: "body", value: "x" },
        { type: "Eq", fieldPath: "author", value: "y" },
      ],
      "not one of its filter fields",
    ],
    [
      "nine filters",
      [
        { type: "Search", fieldPath: "body", value: "x" },
        ...Array.from({ length: 9 }, (): SearchFilter => ({
          type: "Eq",
          fieldPath: "channel",
          value: "y",
        })),
      ],
      "too many filters",
    ],
  ])("refuse %s", async (_name, filters, message) => {
    const { engine } = await seeded("x");
    const json: QueryJson = {
      source: { type: "Search", indexName: "posts.search_body", filters },
      operators: [],
    };
    await expect(query(engine, json)).rejects.toThrow(message);
  });
});

describe("limits", () => {
  it("16 terms and 1,024 results", async () => {
    const bodies = Array.from({ length: 1_030 }, (_, i) => `word w${i}`);
    const { find } = await seeded(...bodies);
    expect(await find(search("word"))).toHaveLength(1_024);
    const terms = Array.from({ length: 17 }, (_, i) => `w${i + 1_000}`);
    expect(await find(search(terms.join(" ")))).toHaveLength(16);
  });
});

describe("within a transaction", () => {
  it("what was just written is found, what was removed or changed is not", async () => {
    const { engine } = await seeded("old text");
    await engine.write("test", (tx) => {
      const bodies = (text: string) =>
        run(tx, search(text)).map(({ body }) => body);
      const old = tx.openStream("", search("old")).next();
      const fresh = tx.insert("", "posts", { body: "new text" });
      expect(bodies("text").sort()).toEqual(["new text", "old text"]);
      tx.remove("", old?.id ?? "");
      const child = tx.child();
      child.patch("", fresh, { body: "other words" });
      expect(run(child, search("text"))).toEqual([]);
      child.discard();
      expect(bodies("text")).toEqual(["new text"]);
    });
  });

  it("only results taken count as read", async () => {
    const { engine } = await seeded("word a", "word b", "word c");
    await engine.read((tx) => {
      run(tx, search("word", {}, { limit: 2 }));
      expect(tx.metrics().documentsRead.used).toBe(2);
    });
  });

  it("pages follow each other", async () => {
    const { engine } = await seeded("word a", "word b", "word c");
    await engine.read((tx) => {
      const request = { query: search("word"), cursor: null, pageSize: 2 };
      const first = tx.page("", request);
      const second = tx.page("", { ...request, cursor: first.continueCursor });
      expect(
        [...first.page, ...second.page].map(({ value }) => value.body),
      ).toEqual(["word c", "word b", "word a"]);
      expect(second.isDone).toBe(true);
      const rerun = tx.page("", {
        ...request,
        endCursor: first.continueCursor,
      });
      expect(rerun.page).toHaveLength(2);
    });
  });

  it("the index is backfilled", async () => {
    const engine = await openEngine();
    await insert(engine, "posts", { body: "before the index" });
    await applySchema(engine, schema);
    expect(await query(engine, search("before"))).toHaveLength(1);
  });
});
