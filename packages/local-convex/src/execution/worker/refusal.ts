/** Errors on their way between guest code and the main thread. */
import type { GuestFailure } from "../../errors";
import type { Thrown } from "../realm/guest";
import type { Failure } from "./messages";

/** The host refuses what guest code asks for: its words reach the caller as they are. */
export class Refusal extends Error {
  override name = "Refusal";
}

const CONVEX_ERROR = Symbol.for("ConvexError");

/** What was thrown, as plain texts: reading them may run guest code. */
export function toFailure(thrown: unknown): Failure {
  try {
    return thrown instanceof Refusal
      ? { refusal: thrown.message }
      : { thrown: describe(thrown) };
  } catch {
    return { thrown: { text: "an error that cannot be read" } };
  }
}

function describe(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) {
    return { text: String(thrown) };
  }
  const described: Thrown = {
    name: String(thrown.name),
    message: String(thrown.message),
    stack: String(thrown.stack),
  };
  // The library has already turned the data into JSON text.
  if (CONVEX_ERROR in thrown && "data" in thrown) {
    described.data = typeof thrown.data === "string" ? thrown.data : "null";
  }
  return described;
}

/** What the guest library expects a rejected system call to carry. */
export function toGuestError({ message, data }: GuestFailure): Error {
  const error = new Error(message);
  return data === undefined
    ? error
    : Object.assign(error, { data: JSON.parse(data) as unknown });
}
