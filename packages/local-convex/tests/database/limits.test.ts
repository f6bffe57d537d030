import type { TransactionLimits } from "convex/server";
import { getDocumentSize, jsonToConvex } from "convex/values";
import { describe, expect, it } from "vitest";
import { type Transaction, TransactionLimitError } from "../../src/engine";
import { fullScan, openEngine, run } from "../engineHarness";

const HELP =
  "Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a selective index range expressions.";

async function inMutation<T>(
  body: (tx: Transaction) => T,
  limits: "production" | "off" = "production",
): Promise<T> {
  const engine = await openEngine({ limits });
  return (await engine.write("test", body)).value;
}

describe("metrics", () => {
  it("count documents, bytes and ranges as production does", async () => {
    await inMutation((tx) => {
      const id = tx.insert("", "t", { text: "héllo" });
      const document = tx.get("", id)?.value ?? {};
      const size = getDocumentSize(
        Object.fromEntries(
          Object.entries(document).map(([k, v]) => [k, jsonToConvex(v)]),
        ),
      );
      run(tx, fullScan("t"));
      tx.recordScheduled(30);
      const used = Object.fromEntries(
        Object.entries(tx.metrics()).map(([name, { used: n }]) => [name, n]),
      );
      expect(used).toEqual({
        bytesRead: 2 * size,
        bytesWritten: size,
        databaseQueries: 2,
        documentsRead: 2,
        documentsWritten: 1,
        functionsScheduled: 1,
        scheduledFunctionArgsBytes: 30,
        filesWritten: 0,
        fileWriteBytes: 0,
        filesRead: 0,
        fileReadBytes: 0,
      });
      expect(tx.metrics().documentsWritten.remaining).toBe(15_999);
    });
  });

  it("filtered rows count as read", async () => {
    await inMutation((tx) => {
      tx.insert("", "t", {});
      run(tx, fullScan("t", null, { filter: { $literal: false } }));
      expect(tx.metrics().documentsRead.used).toBe(1);
    });
  });

  it("of a discarded call keep the reads and forget the writes", async () => {
    await inMutation((tx) => {
      const id = tx.insert("", "t", {});
      const child = tx.child();
      child.insert("", "t", {});
      child.get("", id);
      child.discard();
      expect(tx.metrics().documentsWritten.used).toBe(1);
      expect(tx.metrics().documentsRead.used).toBe(1);
      const kept = tx.child();
      kept.insert("", "t", {});
      kept.merge();
      expect(tx.metrics().documentsWritten.used).toBe(2);
    });
  });
});

describe("limits", () => {
  /** Lowers one limit to 2 and goes over it. */
  const cases: [keyof TransactionLimits, string, (tx: Transaction) => void][] =
    [
      [
        "documentsWritten",
        "Too many writes in a single function execution (limit: 2)",
        (tx) => tx.insert("", "t", {}),
      ],
      [
        "bytesWritten",
        "Too many bytes written in a single function execution (limit: 2 bytes)",
        (tx) => tx.insert("", "t", {}),
      ],
      [
        "documentsRead",
        `Too many documents read in a single function execution (limit: 2). ${HELP}`,
        (tx) => run(tx, fullScan("t", null, { limit: 1 })),
      ],
      [
        "bytesRead",
        `Too many bytes read in a single function execution (limit: 2 bytes). ${HELP}`,
        (tx) => run(tx, fullScan("t")),
      ],
      [
        "databaseQueries",
        `Too many reads in a single function execution (limit: 2). ${HELP}`,
        (tx) => tx.count("", "t"),
      ],
      [
        "functionsScheduled",
        "Too many functions scheduled by this mutation (limit: 2)",
        (tx) => tx.recordScheduled(0),
      ],
      [
        "scheduledFunctionArgsBytes",
        "Too large total size of the arguments",
        (tx) => tx.recordScheduled(1),
      ],
    ];

  it.each(cases)("%s", async (metric, message, use) => {
    const engine = await openEngine();
    await engine.write("setup", (tx) => tx.insert("", "t", {}));
    await engine.write("test", (tx) => {
      const child = tx.child({ limits: { [metric]: 2 } });
      expect(() => {
        for (let i = 0; i < 3; i += 1) {
          use(child);
        }
      }).toThrow(message);
      child.discard();
    });
  });

  it("production's defaults hold for the outermost call", async () => {
    const over = inMutation((tx) => {
      for (let i = 0; i <= 4_096; i += 1) {
        tx.count("", "t");
      }
    });
    await expect(over).rejects.toThrow(TransactionLimitError);
    await inMutation((tx) => {
      for (let i = 0; i <= 4_096; i += 1) {
        tx.count("", "t");
      }
    }, "off");
  });

  it("a nested call can lower a limit, never raise it", async () => {
    await inMutation((tx) => {
      tx.insert("", "t", {});
      const child = tx.child({ limits: { documentsWritten: 5 } });
      expect(child.metrics().documentsWritten.remaining).toBe(5);
      const inner = child.child({ limits: { documentsWritten: 50 } });
      expect(inner.metrics().documentsWritten.remaining).toBe(5);
      inner.discard();
      child.discard();
    });
  });

  it("own limits hold even where limits are off", async () => {
    await inMutation((tx) => {
      const child = tx.child({ limits: { documentsWritten: 0 } });
      expect(() => child.insert("", "t", {})).toThrow("Too many writes");
      child.discard();
    }, "off");
  });
});
