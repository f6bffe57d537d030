/** How commands and edits refuse: a code, what it is about, and a sentence. */
import { ConvexError } from "convex/values";
import {
  EDIT_ERROR_CODES,
  EDIT_REFUSALS,
  type EditErrorCode,
  type EditRefusalName,
} from "../../../src/lib/crm/editRefusals";
import type { KapsoFailureCode } from "../../../src/lib/kapso/api/failure";
import {
  kapsoRefusalOf,
  REFUSALS,
  type Refusal,
  type RefusalName,
} from "../../../src/lib/ops/refusals";

/** To be thrown. It has no stack: the operator's terminal would print it. */
export function refusal(name: RefusalName): ConvexError<Refusal> {
  return withoutFrames(() => new ConvexError<Refusal>({ ...REFUSALS[name] }));
}

/** {@link refusal} of what would have needed Kapso. */
export const kapsoRefusal = (code: KapsoFailureCode): ConvexError<Refusal> =>
  withoutFrames(() => new ConvexError<Refusal>(kapsoRefusalOf(code)));

/** {@link refusal} of what a person entered. */
export const editRefusal = (name: EditRefusalName) =>
  withoutFrames(() => new ConvexError({ ...EDIT_REFUSALS[name] }));

/** The code of an {@link editRefusal}; null for other errors. */
export function editCodeOf(error: unknown): EditErrorCode | null {
  const data: unknown = error instanceof ConvexError ? error.data : undefined;
  const code =
    typeof data === "object" && data !== null && "code" in data
      ? data.code
      : undefined;
  return EDIT_ERROR_CODES.find((known) => known === code) ?? null;
}

/**
 * For actions: the refusal of a mutation they called, as that mutation threw
 * it. Otherwise it would be wrapped and carry the action's frames.
 */
export async function passRefusal<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ConvexError) {
      throw withoutFrames(() => new ConvexError(error.data));
    }
    throw error;
  }
}

/**
 * Makes an error while V8 captures no frames: an empty stack is still one, which
 * Convex's own reading of errors needs (isolate/src/error.rs).
 */
function withoutFrames<T>(make: () => T): T {
  const limit: unknown = Reflect.get(Error, "stackTraceLimit");
  Reflect.set(Error, "stackTraceLimit", 0);
  try {
    return make();
  } finally {
    Reflect.set(Error, "stackTraceLimit", limit);
  }
}
