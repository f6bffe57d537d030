import { getDocumentSize, jsonToConvex } from "convex/values";
import { describe, expect, it } from "vitest";
import type { Engine, Transaction } from "../../src/engine";
import { encodeId } from "../../src/values/ids";
import {
  applySchema,
  fullScan,
  insert,
  openEngine,
  query,
  run,
  schemaOf,
  tableJson,
  temporaryDirectory,
} from "../engineHarness";

const SYSTEM_TABLES = [
  {
    name: "_jobs",
    scope: "root" as const,
    indexes: [{ indexDescriptor: "by_due", fields: ["due"] }],
  },
  {
    name: "_scheduled_functions",
    scope: "component" as const,
    indexes: [],
    visibleToGuests: true,
  },
];

function write<T>(engine: Engine, body: (tx: Transaction) => T) {
  return engine.write("test", body).then(({ value }) => value);
}

function read<T>(engine: Engine, body: (tx: Transaction) => T) {
  return engine.read(body).then(({ value }) => value);
}

describe("insert and get", () => {
  it("hands out the stored text with system fields first", async () => {
    const engine = await openEngine({ now: () => 1_000 });
    const id = await insert(engine, "messages", { body: "hi", n: 1 });
    const document = await read(engine, (tx) => tx.get("", id));
    expect(document?.json).toBe(
      `{"_creationTime":1000,"_id":"${id}","body":"hi","n":1}`,
    );
    expect(document?.id).toBe(id);
    expect(id).toHaveLength(32);
  });

  it("creation times grow strictly, past a clock that stands or goes back", async () => {
    const directory = temporaryDirectory();
    let now = 5_000;
    const times: unknown[] = [];
    for (const time of [5_000, 5_000, 4_000, 6_000]) {
      now = time;
      const engine = await openEngine({ directory, now: () => now });
      await write(engine, (tx) => {
        for (let i = 0; i < 3; i += 1) {
          times.push(tx.get("", tx.insert("", "t", {}))?.value._creationTime);
        }
      });
      await engine.close();
    }
    const numbers = times.map(Number);
    expect(numbers[0]).toBe(5_000);
    expect(numbers[9]).toBe(6_000);
    for (const [at, time] of numbers.slice(1).entries()) {
      expect(time).toBeGreaterThan(numbers[at] ?? Infinity);
    }
  });

  it("an unknown or deleted document is null", async () => {
    const engine = await openEngine();
    const id = await insert(engine, "messages", {});
    await write(engine, (tx) => tx.remove("", id));
    const unknownTable = encodeId(19_999, "x".repeat(16));
    await engine.read((tx) => {
      expect(tx.get("", id)).toBeNull();
      expect(tx.get("", unknownTable)).toBeNull();
    });
  });

  it("an id of another component never resolves", async () => {
    const engine = await openEngine();
    const id = await insert(engine, "messages", {}, "workpool");
    await engine.read((tx) => {
      expect(tx.get("workpool", id)).not.toBeNull();
      expect(tx.get("", id)).toBeNull();
      expect(tx.normalizeId("", "messages", id)).toBeNull();
    });
    await expect(write(engine, (tx) => tx.remove("", id))).rejects.toThrow(
      `Delete on nonexistent document ID ${id}`,
    );
  });
});

describe("patch and replace", () => {
  it("patch merges, removes with the undefined marker and sorts fields", async () => {
    const engine = await openEngine({ now: () => 1_000 });
    const id = await insert(engine, "t", { b: 1, c: 2 });
    const patched = await write(engine, (tx) =>
      tx.patch("", id, { a: null, c: { $undefined: null } }),
    );
    expect(patched.json).toBe(
      `{"_creationTime":1000,"_id":"${id}","a":null,"b":1}`,
    );
  });

  it("replace keeps the id and the creation time only", async () => {
    const engine = await openEngine({ now: () => 1_000 });
    const id = await insert(engine, "t", { b: 1 });
    const replaced = await write(engine, (tx) =>
      tx.replace("", id, { _id: id, _creationTime: 1_000, z: 1 }),
    );
    expect(replaced.value).toEqual({ _creationTime: 1_000, _id: id, z: 1 });
  });

  it("the system fields cannot be changed or given", async () => {
    const engine = await openEngine({ now: () => 1_000 });
    const id = await insert(engine, "t", {});
    await expect(
      write(engine, (tx) => tx.patch("", id, { _id: "other" })),
    ).rejects.toThrow(
      `Provided \`_id\` field value "other" does not match the document ID "${id}"`,
    );
    await expect(
      write(engine, (tx) => tx.replace("", id, { _creationTime: 1 })),
    ).rejects.toThrow("does not match the document's creation time 1000");
    await expect(
      write(engine, (tx) => tx.insert("", "t", { _id: id })),
    ).rejects.toThrow("Provided `_id` field value");
  });

  it("a missing document is an error that names the operation", async () => {
    const engine = await openEngine();
    const id = await insert(engine, "t", {});
    await write(engine, (tx) => tx.remove("", id));
    const attempts: [string, (tx: Transaction) => unknown][] = [
      ["Update", (tx) => tx.patch("", id, {})],
      ["Replace", (tx) => tx.replace("", id, {})],
      ["Delete", (tx) => tx.remove("", id)],
    ];
    for (const [name, attempt] of attempts) {
      await expect(write(engine, attempt)).rejects.toThrow(
        `${name} on nonexistent document ID ${id}`,
      );
    }
  });
});

describe("ids", () => {
  it("malformed ones and other tables' are refused by name", async () => {
    const engine = await openEngine();
    const id = await insert(engine, "messages", {});
    await engine.read((tx) => {
      expect(() => tx.get("", "abc")).toThrow(
        "Invalid argument `id` for `db.get`: Unable to decode ID: Invalid ID length 3",
      );
      expect(() => tx.get("", id, { table: "users" })).toThrow(
        'Invalid argument `id` for `db.get`: expected to be an Id<"users">, got Id<"messages"> instead.',
      );
    });
    await expect(
      write(engine, (tx) => tx.patch("", id, {}, "users")),
    ).rejects.toThrow("Invalid argument `id` for `db.patch`");
  });

  it("normalizeId keeps what belongs to the table", async () => {
    const engine = await openEngine();
    const id = await insert(engine, "messages", {});
    await engine.read((tx) => {
      expect(tx.normalizeId("", "messages", id)).toBe(id);
      expect(tx.normalizeId("", "users", id)).toBeNull();
      expect(tx.normalizeId("", "messages", "abc")).toBeNull();
      expect(tx.tableName("", 10_001)).toBe("messages");
      expect(tx.tableName("other", 10_001)).toBeUndefined();
    });
  });
});

describe("system tables", () => {
  it("guests can neither write nor see them, except the visible ones through db.system", async () => {
    const engine = await openEngine({ systemTables: SYSTEM_TABLES });
    const [job, scheduled] = await write(engine, (tx) => [
      tx.system.insert("", "_jobs", { due: 1 }),
      tx.system.insert("", "_scheduled_functions", { name: "m.js:f" }),
    ]);
    const user = await insert(engine, "t", {});
    await engine.read((tx) => {
      expect(tx.get("", String(job), { isSystem: true })).toBeNull();
      expect(tx.get("", String(scheduled), { isSystem: true })).not.toBeNull();
      expect(() => tx.get("", String(scheduled))).toThrow(
        "System tables can only be accessed with db.system.",
      );
      expect(() => tx.get("", user, { isSystem: true })).toThrow(
        "User tables cannot be accessed with db.system.",
      );
      expect(run(tx, fullScan("_scheduled_functions"))).toHaveLength(1);
      expect(() => tx.openStream("", fullScan("_jobs"))).toThrow(
        "System table _jobs is not readable",
      );
      expect(tx.count("", "_jobs")).toBe(0);
      expect(tx.system.count("", "_jobs")).toBe(1);
    });
    const attempts: ((tx: Transaction) => unknown)[] = [
      (tx) => tx.insert("", "_jobs", {}),
      (tx) => tx.patch("", String(scheduled), {}),
      (tx) => tx.remove("", String(scheduled)),
    ];
    for (const attempt of attempts) {
      await expect(write(engine, attempt)).rejects.toThrow(
        "System tables (prefixed with `_`) are read-only.",
      );
    }
  });

  it("the host writes them without limits and schema", async () => {
    const engine = await openEngine({ systemTables: SYSTEM_TABLES });
    await write(engine, (tx) => {
      const id = tx.system.insert("", "_jobs", { body: "x".repeat(2 << 20) });
      tx.system.patch("", id, { due: 5 });
      expect(tx.metrics().documentsWritten.used).toBe(0);
      expect(tx.metrics().bytesRead.used).toBe(0);
    });
  });

  it("a root table cannot appear in a component", async () => {
    const engine = await openEngine({ systemTables: SYSTEM_TABLES });
    await expect(
      write(engine, (tx) => tx.system.insert("child", "_jobs", {})),
    ).rejects.toThrow("Unknown system table _jobs");
  });
});

describe("schema enforcement", () => {
  const users = tableJson("users");
  const posts = tableJson("posts", {
    documentType: {
      type: "object",
      value: {
        author: {
          fieldType: { type: "id", tableName: "users" },
          optional: false,
        },
        title: { fieldType: { type: "string" }, optional: true },
      },
    },
  });

  it("every kind of write is checked against the table's type", async () => {
    const engine = await openEngine();
    await applySchema(engine, schemaOf(users, posts));
    const author = await insert(engine, "users", {});
    const id = await insert(engine, "posts", { author });
    const reason =
      'Failed to insert or update a document in table "posts" because it does not match the schema: ';
    const attempts: ((tx: Transaction) => unknown)[] = [
      (tx) => tx.insert("", "posts", {}),
      (tx) => tx.patch("", id, { title: 1 }),
      (tx) => tx.replace("", id, { author, extra: 1 }),
      (tx) => tx.insert("", "posts", { author: id }),
    ];
    for (const attempt of attempts) {
      await expect(write(engine, attempt)).rejects.toThrow(reason);
    }
    await write(engine, (tx) => tx.patch("", id, { title: "t" }));
    expect(await query(engine, fullScan("posts"))).toMatchObject([
      { title: "t" },
    ]);
  });

  it("without validation anything goes", async () => {
    const engine = await openEngine();
    await applySchema(engine, { tables: [posts], schemaValidation: false });
    await insert(engine, "posts", { anything: true });
  });
});

describe("limits of a document", () => {
  it("1 MiB, as getDocumentSize counts it", async () => {
    const engine = await openEngine();
    const overhead = getDocumentSize({ text: "" });
    const fits = "x".repeat((1 << 20) - overhead);
    const id = await insert(engine, "t", { text: fits });
    const stored = await read(engine, (tx) => tx.get("", id));
    const size = getDocumentSize(
      Object.fromEntries(
        Object.entries(stored?.value ?? {}).map(([k, v]) => [
          k,
          jsonToConvex(v),
        ]),
      ),
    );
    expect(size).toBe(1 << 20);
    await expect(insert(engine, "t", { text: `${fits}x` })).rejects.toThrow(
      "Value is too large",
    );
  });

  it("names and nesting", async () => {
    const engine = await openEngine();
    await expect(insert(engine, "t", { _bad: 1 })).rejects.toThrow(
      "starts with an underscore",
    );
    await expect(insert(engine, "no-hyphen", {})).rejects.toThrow(
      'Invalid table name "no-hyphen"',
    );
  });
});

describe("a finished transaction", () => {
  it("refuses everything", async () => {
    const engine = await openEngine();
    const id = await insert(engine, "t", {});
    const kept = await write(engine, (tx) => tx);
    const over = "The function has already returned";
    expect(() => kept.get("", id)).toThrow(over);
    expect(() => kept.insert("", "t", {})).toThrow(over);
    expect(() => kept.openStream("", fullScan("t"))).toThrow(over);
    expect(() => kept.child()).toThrow(over);
  });

  it("ends its open streams", async () => {
    const engine = await openEngine();
    await insert(engine, "t", {});
    const stream = await read(engine, (tx) => tx.openStream("", fullScan("t")));
    expect(stream.next()).toBeNull();
    stream.close();
  });
});

it("a query cannot write", async () => {
  const engine = await openEngine();
  await expect(read(engine, (tx) => tx.insert("", "t", {}))).rejects.toThrow(
    "A query cannot write",
  );
});
