/** A naive database in memory: what the engine must agree with. */
import { compareValues, jsonToConvex, type Value } from "convex/values";
import type { QueryOrder, RangeExpression } from "../../src/engine";
import { fieldAt, type JSONObject } from "../../src/values/json";

export const MODEL_INDEXES: Record<string, string[]> = {
  by_creation_time: [],
  by_x: ["x"],
  by_x_y: ["x", "y"],
};

/** A stack of copies: the last is what the running code sees. */
export class Model {
  #levels: Map<string, JSONObject>[] = [new Map()];

  begin(): void {
    this.#levels.push(new Map(this.#top));
  }

  commit(): void {
    const top = this.#levels.pop();
    if (top !== undefined) {
      this.#levels[this.#levels.length - 1] = top;
    }
  }

  rollback(): void {
    this.#levels.pop();
  }

  set(document: JSONObject): void {
    const id = document._id;
    if (typeof id !== "string") {
      throw new Error("a document without an id");
    }
    this.#top.set(id, document);
  }

  delete(id: string): void {
    this.#top.delete(id);
  }

  get(id: string): JSONObject | undefined {
    return this.#top.get(id);
  }

  get ids(): string[] {
    return [...this.#top.keys()];
  }

  query(
    index: string,
    range: readonly RangeExpression[],
    order: QueryOrder,
    limit: number,
  ): JSONObject[] {
    const fields = [...(MODEL_INDEXES[index] ?? []), "_creationTime"];
    const sign = order === "desc" ? -1 : 1;
    return [...this.#top.values()]
      .filter((document) => range.every((bound) => satisfies(document, bound)))
      .sort((a, b) => sign * compareBy(fields, a, b))
      .slice(0, limit);
  }

  get #top(): Map<string, JSONObject> {
    const top = this.#levels.at(-1);
    if (top === undefined) {
      throw new Error("no level left");
    }
    return top;
  }
}

function satisfies(document: JSONObject, bound: RangeExpression): boolean {
  const order = compareValues(
    valueAt(document, bound.fieldPath),
    jsonToConvex(bound.value),
  );
  switch (bound.type) {
    case "Eq":
      return order === 0;
    case "Gt":
      return order > 0;
    case "Gte":
      return order >= 0;
    case "Lt":
      return order < 0;
    case "Lte":
      return order <= 0;
  }
}

function compareBy(fields: string[], a: JSONObject, b: JSONObject): number {
  for (const field of fields) {
    const order = compareValues(valueAt(a, field), valueAt(b, field));
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function valueAt(document: JSONObject, field: string): Value | undefined {
  const value = fieldAt(document, field);
  return value === undefined ? undefined : jsonToConvex(value);
}
