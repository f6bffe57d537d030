/** Random scripts of transactions, compared with the naive model step by step. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { RangeExpression, Transaction } from "../../src/engine";
import type { JSONObject, JSONValue } from "../../src/values/json";
import {
  applySchema,
  indexRange,
  openEngine,
  run,
  schemaOf,
  tableJson,
} from "../engineHarness";
import { Model, MODEL_INDEXES } from "./model";

type Step =
  | { kind: "insert"; fields: JSONObject }
  | { kind: "patch" | "replace"; at: number; fields: JSONObject }
  | { kind: "remove" | "get"; at: number }
  | {
      kind: "query";
      index: string;
      bounds: Bounds;
      desc: boolean;
      limit: number;
    }
  | { kind: "nested"; keep: boolean; steps: Step[] };

interface Bounds {
  x: Bound | null;
  y: Bound | null;
}
interface Bound {
  type: RangeExpression["type"];
  value: JSONValue;
}

/** Beyond what one LMDB key can hold. */
const LONG = "l".repeat(3_000);

const scalar = fc.constantFrom<JSONValue>(
  null,
  true,
  1,
  2,
  { $float: "AAAAAAAAAIA=" },
  { $integer: "AQAAAAAAAAA=" },
  "",
  "a",
  "a\0",
  "ab",
  "é",
  LONG,
  `${LONG}a`,
  `${LONG}b`,
  [1],
  { k: "v" },
);
const fields = fc
  .record(
    { x: scalar, y: scalar, z: fc.integer({ min: 0, max: 9 }) },
    { requiredKeys: [] },
  )
  .map((record): JSONObject => ({ ...record }));
const at = fc.nat(1_000);
const bound = fc.record({
  type: fc.constantFrom<RangeExpression["type"]>(
    "Eq",
    "Gt",
    "Gte",
    "Lt",
    "Lte",
  ),
  value: scalar,
});
const optionalBound = fc.option(bound);
const queryStep = fc.record({
  kind: fc.constant("query" as const),
  index: fc.constantFrom(...Object.keys(MODEL_INDEXES)),
  bounds: fc.record({ x: optionalBound, y: optionalBound }),
  desc: fc.boolean(),
  limit: fc.constantFrom(1, 3, 1_000),
});
const { steps } = fc.letrec<{ steps: Step[] }>((tie) => ({
  steps: fc.array(
    fc.oneof(
      { maxDepth: 3 },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant("insert" as const), fields }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom("patch" as const, "replace" as const),
          at,
          fields,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom("remove" as const, "get" as const),
          at,
        }),
      },
      { weight: 4, arbitrary: queryStep },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("nested" as const),
          keep: fc.boolean(),
          steps: tie("steps"),
        }),
      },
    ),
    { maxLength: 8 },
  ),
}));
const script = fc.array(fc.record({ keep: fc.boolean(), steps }), {
  maxLength: 6,
});

class Abort extends Error {}

function rangeFor(index: string, { x, y }: Bounds): RangeExpression[] {
  const [first, second] = MODEL_INDEXES[index] ?? [];
  if (first === undefined || x === null) {
    return [];
  }
  const range = [{ ...x, fieldPath: first }];
  if (second === undefined || y === null || x.type !== "Eq") {
    return range;
  }
  return [...range, { ...y, fieldPath: second }];
}

function perform(tx: Transaction, model: Model, list: readonly Step[]): void {
  for (const step of list) {
    if (step.kind === "nested") {
      const child = tx.child();
      model.begin();
      perform(child, model, step.steps);
      if (step.keep) {
        child.merge();
        model.commit();
      } else {
        child.discard();
        model.rollback();
      }
      continue;
    }
    performOne(tx, model, step);
  }
}

function performOne(
  tx: Transaction,
  model: Model,
  step: Exclude<Step, { kind: "nested" }>,
): void {
  if (step.kind === "insert") {
    const id = tx.insert("", "docs", step.fields);
    const stored = tx.get("", id);
    expect(stored?.value).toMatchObject(step.fields);
    if (stored !== null) {
      model.set(stored.value);
    }
    return;
  }
  if (step.kind === "query") {
    const range = rangeFor(step.index, step.bounds);
    const order = step.desc ? "desc" : "asc";
    const json = indexRange(`docs.${step.index}`, range, order, {
      limit: step.limit,
    });
    expect(run(tx, json)).toEqual(
      model.query(step.index, range, order, step.limit),
    );
    return;
  }
  const id = model.ids[step.at % Math.max(1, model.ids.length)];
  if (id === undefined) {
    return;
  }
  const before = model.get(id);
  if (step.kind === "get") {
    expect(tx.get("", id)?.value).toEqual(before);
  } else if (step.kind === "remove") {
    expect(tx.remove("", id).value).toEqual(before);
    model.delete(id);
    expect(tx.get("", id)).toBeNull();
  } else if ("fields" in step) {
    const system = { _id: id, _creationTime: before?._creationTime ?? null };
    const kept = step.kind === "patch" ? before : system;
    model.set({ ...kept, ...step.fields });
    expect(tx[step.kind]("", id, step.fields).value).toEqual(model.get(id));
  }
}

it("transactions, savepoints and queries agree with the model", async () => {
  await fc.assert(
    fc.asyncProperty(script, async (transactions) => {
      const engine = await openEngine();
      const { by_x, by_x_y } = MODEL_INDEXES;
      const indexes = { by_x: by_x ?? [], by_x_y: by_x_y ?? [] };
      await applySchema(engine, schemaOf(tableJson("docs", { indexes })));
      const model = new Model();
      for (const { keep, steps: list } of transactions) {
        model.begin();
        const done = engine.write("script", (tx) => {
          perform(tx, model, list);
          if (!keep) {
            throw new Abort();
          }
        });
        if (keep) {
          await done.then(() => model.commit());
        } else {
          await done.then(
            () => expect.unreachable("the body threw"),
            (error: unknown) => {
              if (!(error instanceof Abort)) {
                throw error;
              }
              model.rollback();
            },
          );
        }
      }
      await engine.read((tx) => {
        for (const index of Object.keys(MODEL_INDEXES)) {
          expect(run(tx, indexRange(`docs.${index}`, []))).toEqual(
            model.query(index, [], "asc", Infinity),
          );
        }
        expect(tx.count("", "docs")).toBe(model.ids.length);
      });
      await engine.close();
    }),
    { numRuns: 600 },
  );
});
