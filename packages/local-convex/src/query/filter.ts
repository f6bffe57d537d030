/** Compiles filter expressions (`q.eq(q.field("a"), 1)`) to functions. */
import { convexToJson, jsonToConvex, type Value } from "convex/values";
import {
  fieldAt,
  isJsonObject,
  isUndefinedMarker,
  type JSONObject,
  type JSONValue,
} from "../values/json";
import { encodeValue } from "../values/orderKey";

type Evaluator = (document: JSONObject) => JSONValue | undefined;

/** Throws on an unknown operator. */
export function compileFilter(
  expression: JSONValue,
): (document: JSONObject) => boolean {
  const evaluate = compile(expression);
  return (document) => isTruthy(evaluate(document));
}

const COMPARISONS: Record<string, (a: string, b: string) => boolean> = {
  $eq: (a, b) => a === b,
  $neq: (a, b) => a !== b,
  $lt: (a, b) => a < b,
  $lte: (a, b) => a <= b,
  $gt: (a, b) => a > b,
  $gte: (a, b) => a >= b,
};

type Arithmetic = {
  float: (a: number, b: number) => number;
  int: (a: bigint, b: bigint) => bigint;
};

const ARITHMETIC: Record<string, Arithmetic> = {
  $add: { float: (a, b) => a + b, int: (a, b) => a + b },
  $sub: { float: (a, b) => a - b, int: (a, b) => a - b },
  $mul: { float: (a, b) => a * b, int: (a, b) => a * b },
  $div: { float: (a, b) => a / b, int: (a, b) => a / b },
  $mod: { float: (a, b) => a % b, int: (a, b) => a % b },
};

function compile(expression: JSONValue): Evaluator {
  if (!isJsonObject(expression)) {
    throw malformed(expression);
  }
  const [operator] = Object.keys(expression);
  const operand = operator === undefined ? undefined : expression[operator];
  if (operator === undefined || operand === undefined) {
    throw malformed(expression);
  }
  switch (operator) {
    case "$literal": {
      const value = isUndefinedMarker(operand) ? undefined : operand;
      return () => value;
    }
    case "$field":
      return compileField(operand);
    case "$and":
    case "$or":
      return compileLogic(operator, operand);
    case "$not": {
      const inner = compile(operand);
      return (document) => !isTruthy(inner(document));
    }
    case "$neg": {
      const inner = compile(operand);
      return (document) => negate(inner(document));
    }
  }
  return compileBinary(operator, operand);
}

function compileField(path: JSONValue): Evaluator {
  if (typeof path !== "string") {
    throw malformed(path);
  }
  return (document) => fieldAt(document, path);
}

function compileLogic(operator: "$and" | "$or", operand: JSONValue): Evaluator {
  if (!Array.isArray(operand)) {
    throw malformed(operand);
  }
  const parts = operand.map(compile);
  return operator === "$and"
    ? (document) => parts.every((part) => isTruthy(part(document)))
    : (document) => parts.some((part) => isTruthy(part(document)));
}

function compileBinary(operator: string, operand: JSONValue): Evaluator {
  const [left, right] = Array.isArray(operand) ? operand.map(compile) : [];
  if (left === undefined || right === undefined) {
    throw malformed(operand);
  }
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) {
    return (document) =>
      comparison(encodeValue(left(document)), encodeValue(right(document)));
  }
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic === undefined) {
    throw new Error(`Unknown filter operator ${operator}`);
  }
  return (document) => calculate(arithmetic, left(document), right(document));
}

function calculate(
  arithmetic: Arithmetic,
  left: JSONValue | undefined,
  right: JSONValue | undefined,
): JSONValue {
  const [a, b] = [toValue(left), toValue(right)];
  if (typeof a === "number" && typeof b === "number") {
    return convexToJson(arithmetic.float(a, b));
  }
  if (typeof a === "bigint" && typeof b === "bigint") {
    return convexToJson(BigInt.asIntN(64, arithmetic.int(a, b)));
  }
  throw new Error(
    "Arithmetic in a filter needs two numbers or two int64 values",
  );
}

function negate(operand: JSONValue | undefined): JSONValue {
  const value = toValue(operand);
  if (typeof value === "number") {
    return convexToJson(-value);
  }
  if (typeof value === "bigint") {
    return convexToJson(BigInt.asIntN(64, -value));
  }
  throw new Error("Only numbers and int64 values can be negated in a filter");
}

function toValue(json: JSONValue | undefined): Value | undefined {
  return json === undefined ? undefined : jsonToConvex(json);
}

/** As JavaScript sees it: absent, null, false, zero and "" are false. */
function isTruthy(value: JSONValue | undefined): boolean {
  return isJsonObject(value) ? Boolean(jsonToConvex(value)) : Boolean(value);
}

function malformed(expression: JSONValue): Error {
  return new Error(`Malformed filter expression ${JSON.stringify(expression)}`);
}
