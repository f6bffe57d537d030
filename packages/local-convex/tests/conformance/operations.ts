/**
 * Scripts of database operations that run on any Convex deployment: their
 * arbitraries, and how one step is carried out inside a mutation.
 */
import fc from "fast-check";
import {
  type DataModelFromSchemaDefinition,
  defineSchema,
  defineTable,
  type Expression,
  type FilterBuilder,
  type GenericMutationCtx,
  type NamedTableInfo,
  internalMutationGeneric,
  makeFunctionReference,
  type MutationBuilder,
  type OrderedQuery,
} from "convex/server";
import { ConvexError, convexToJson, v, type Value } from "convex/values";
import { convexValue } from "../values/arbitraries";

export const schema = defineSchema({
  rows: defineTable(v.any())
    .index("by_a", ["a"])
    .index("by_a_b", ["a", "b"])
    .index("by_nested", ["o.x"]),
});
type DataModel = DataModelFromSchemaDefinition<typeof schema>;
type Table = NamedTableInfo<DataModel, "rows">;
export type Ctx = GenericMutationCtx<DataModel>;
type Row = Record<string, Value | undefined>;

export type Write =
  | { kind: "insert"; row: Row }
  | { kind: "patch" | "replace"; at: number; row: Row }
  | { kind: "delete"; at: number };

type Bound = { op: "eq" | "gt" | "gte" | "lt" | "lte"; value?: Value };
type Number = { field: "n" | "m" } | { literal: number };
type Condition =
  | { op: "and" | "or"; of: Condition[] }
  | { op: "not"; of: Condition }
  | { op: "eq" | "neq"; field: string; value: Value }
  | {
      op: "lt" | "lte" | "gt" | "gte";
      left: Number;
      by: "add" | "sub" | "mul" | "mod";
      amount: number;
      right: Number;
    };

export interface QueryScript {
  index: "by_creation_time" | "by_a" | "by_a_b" | "by_nested";
  /** One bound or two per field, in the fields' order; the last may be a range. */
  bounds: Bound[][];
  order: "asc" | "desc";
  filter: Condition | null;
}

/** A mutation with nested ones; a caught failure takes the child's writes away. */
export type Tree = {
  writes: Write[];
  children: { tree: Tree; caught: boolean }[];
  fails: boolean;
};

export type Step =
  | { kind: "write"; writes: Write[] }
  | { kind: "query"; query: QueryScript; end: "collect" | "first" | "unique" }
  | { kind: "take"; query: QueryScript; count: number }
  | {
      kind: "pages";
      query: QueryScript;
      numItems: number;
      /** What happens before the second page, the third, and so on. */
      between: Write[][];
    }
  | { kind: "tree"; tree: Tree };

const FIELDS = {
  by_creation_time: [],
  by_a: ["a"],
  by_a_b: ["a", "b"],
  by_nested: ["o.x"],
} as const;

const small = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Value[]>(0, 1, 2, "a", "b", null) },
  { weight: 1, arbitrary: convexValue },
);
const maybe = fc.option(small, { nil: undefined, freq: 4 });
const count = fc.nat({ max: 9 });
const row: fc.Arbitrary<Row> = fc
  .record({ a: maybe, b: maybe, x: maybe, n: count, m: count })
  .map(({ x, ...fields }) => ({ ...fields, o: x === undefined ? {} : { x } }));

const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("insert"), row }) },
  fc.record({ kind: fc.constantFrom("patch", "replace"), at: count, row }),
  fc.record({ kind: fc.constant("delete"), at: count }),
);
const writes = fc.array(write, { maxLength: 5 });

const range = fc.oneof(
  fc.tuple(fc.record({ op: fc.constant("eq"), value: maybe })),
  fc.array(fc.record({ op: fc.constantFrom("gt", "gte"), value: maybe }), {
    maxLength: 1,
  }),
  fc.tuple(
    fc.record({ op: fc.constantFrom("gt", "gte"), value: small }),
    fc.record({ op: fc.constantFrom("lt", "lte"), value: small }),
  ),
  fc.tuple(fc.record({ op: fc.constantFrom("lt", "lte"), value: small })),
) satisfies fc.Arbitrary<Bound[]>;

const operand: fc.Arbitrary<Number> = fc.oneof(
  fc.record({ field: fc.constantFrom("n", "m") }),
  fc.record({ literal: count }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    fc.record({
      op: fc.constantFrom("eq", "neq"),
      field: fc.constantFrom("a", "b", "o", "o.x", "missing"),
      value: small,
    }),
    fc.record({
      op: fc.constantFrom("lt", "lte", "gt", "gte"),
      left: operand,
      by: fc.constantFrom("add", "sub", "mul", "mod"),
      amount: fc.integer({ min: 1, max: 4 }),
      right: operand,
    }),
    fc.record({
      op: fc.constantFrom("and", "or"),
      of: fc.array(tie("condition"), { maxLength: 3 }),
    }),
    fc.record({ op: fc.constant("not"), of: tie("condition") }),
  ),
}));

const query: fc.Arbitrary<QueryScript> = fc
  .record({
    index: fc.constantFrom("by_creation_time", "by_a", "by_a_b", "by_nested"),
    first: range,
    second: range,
    order: fc.constantFrom("asc", "desc"),
    filter: fc.option(condition),
  })
  .map(({ index, first, second, order, filter }) => {
    // A second field can be bounded only where the first is fixed.
    const [bound] = first;
    const bounds = [first, ...(bound?.op === "eq" ? [second] : [])];
    return {
      index,
      bounds: bounds.slice(0, FIELDS[index].length),
      order,
      filter,
    };
  });

/** Production lets calls nest eight levels deep; three show what there is. */
function treeOf(depth: number): fc.Arbitrary<Tree> {
  const children =
    depth === 0
      ? fc.constant<Tree["children"]>([])
      : fc.array(fc.record({ tree: treeOf(depth - 1), caught: fc.boolean() }), {
          maxLength: 2,
        });
  const fails = fc.integer({ min: 0, max: 3 }).map((at) => at === 0);
  return fc.record({ writes, children, fails });
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("write"), writes }),
  fc.record({
    kind: fc.constant("query"),
    query,
    end: fc.constantFrom("collect", "first", "unique"),
  }),
  fc.record({ kind: fc.constant("take"), query, count }),
  fc.record({
    kind: fc.constant("pages"),
    query,
    numItems: fc.integer({ min: 1, max: 4 }),
    between: fc.array(writes, { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant("tree"), tree: treeOf(3) }),
);

/** Begins with rows, or most scripts would query nothing. */
export const script: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(fc.record({ kind: fc.constant("insert"), row }), {
      minLength: 3,
      maxLength: 12,
    }),
    fc.array(step, { minLength: 1, maxLength: 6 }),
  )
  .map(([inserts, steps]) => [{ kind: "write", writes: inserts }, ...steps]);

/** A document without what differs between deployments, as JSON text. */
export function shown(document: Record<string, Value> | null): string {
  if (document === null) {
    return "null";
  }
  const { _id, _creationTime, ...fields } = document;
  return JSON.stringify(convexToJson(fields));
}

export async function allRows(ctx: Ctx) {
  return (await ctx.db.query("rows").collect()).map(shown);
}

export async function applyWrites(ctx: Ctx, writes: readonly Write[]) {
  for (const write of writes) {
    if (write.kind === "insert") {
      await ctx.db.insert("rows", write.row);
      continue;
    }
    const rows = await ctx.db.query("rows").collect();
    const id = rows[write.at % Math.max(1, rows.length)]?._id;
    if (id === undefined) {
      continue;
    }
    if (write.kind === "delete") {
      await ctx.db.delete(id);
    } else if (write.kind === "patch") {
      await ctx.db.patch(id, write.row);
    } else {
      await ctx.db.replace(id, write.row);
    }
  }
}

export function openQuery(
  ctx: Ctx,
  { index, bounds, order, filter }: QueryScript,
): OrderedQuery<Table> {
  const opened = ctx.db
    .query("rows")
    .withIndex(index, (q) => {
      let range: unknown = q;
      for (const [at, field] of FIELDS[index].entries()) {
        for (const { op, value } of bounds[at] ?? []) {
          range = callMethod(range, op, field, value);
        }
      }
      return q;
    })
    .order(order);
  return filter === null
    ? opened
    : opened.filter((q) => toExpression(q, filter));
}

/** The range builder's types allow only what is known while compiling. */
function callMethod(target: unknown, name: string, ...args: unknown[]) {
  if (typeof target !== "object" || target === null) {
    return target;
  }
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== "function") {
    throw new Error(`no method ${name}`);
  }
  const result: unknown = Reflect.apply(method, target, args);
  return result;
}

type Builder = FilterBuilder<Table>;

function toExpression(q: Builder, condition: Condition): Expression<boolean> {
  switch (condition.op) {
    case "and":
    case "or":
      return q[condition.op](...condition.of.map((c) => toExpression(q, c)));
    case "not":
      return q.not(toExpression(q, condition.of));
    case "eq":
    case "neq":
      return q[condition.op](q.field(condition.field), condition.value);
    default: {
      const left = q[condition.by](
        toNumber(q, condition.left),
        condition.amount,
      );
      return q[condition.op](left, toNumber(q, condition.right));
    }
  }
}

function toNumber(q: Builder, number: Number) {
  return "field" in number ? q.field(number.field) : number.literal;
}

const runTree = makeFunctionReference<"mutation", { tree: Tree }, unknown[]>(
  "operations:tree",
);

const internalMutation: MutationBuilder<DataModel, "internal"> =
  internalMutationGeneric;

/** Answers what it saw after each child. */
const treeMutation = internalMutation({
  args: { tree: v.any() },
  handler: async (ctx, { tree }: { tree: Tree }): Promise<unknown[]> => {
    await applyWrites(ctx, tree.writes);
    const seen: unknown[] = [];
    for (const child of tree.children) {
      const running = ctx.runMutation(runTree, { tree: child.tree });
      seen.push(
        child.caught ? await running.catch(() => "failed") : await running,
      );
      seen.push(await allRows(ctx));
    }
    if (tree.fails) {
      throw new ConvexError({ writes: tree.writes.length });
    }
    return seen;
  },
});

/** The modules of the deployment, as `import.meta.glob` would give them. */
export const modules = {
  "./_generated/api.ts": () => Promise.resolve({}),
  "./operations.ts": () => Promise.resolve({ tree: treeMutation }),
};
export { runTree };
