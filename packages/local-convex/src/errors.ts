/** Errors that cross between host and guest, and how they are worded for callers. */
import { types } from "node:util";
import { leftOutMessage } from "./execution/leftOut";
import { GuestError, type Thrown } from "./execution/realm/guest";
import { parseJson } from "./host/json";
import type { JSONValue } from "./values/json";

/** What any thrown value says. */
export function messageOf(thrown: unknown): string {
  return types.isNativeError(thrown) ? thrown.message : String(thrown);
}

/** A mistake of the app's code that the host found: shown to the caller word for word. */
export class DeveloperError extends Error {
  override name = "DeveloperError";
  constructor(
    message: string,
    /** What the log says instead, where the message repeats what a caller sent. */
    readonly logged = message,
  ) {
    super(message);
  }
}

/** The app asked for something of production that is left out here. */
export class NotSupportedError extends DeveloperError {
  override name = "NotSupportedError";
}

/** @throws NotSupportedError when the operation is one that is left out. */
export function refuseLeftOut(operation: string): void {
  const message = leftOutMessage(operation);
  if (message !== null) {
    throw new NotSupportedError(message);
  }
}

/** A refused push: `code` is what the CLI looks at. */
export class PushError extends Error {
  override name = "PushError";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** How a function failed: the text for its caller and the data of a `ConvexError`. */
export class FunctionFailure extends Error {
  override name = "FunctionFailure";
  constructor(
    message: string,
    readonly data?: JSONValue,
    /** What the log says of it. */
    readonly logged = message,
  ) {
    super(message);
  }
}

/** It ran for too long, for which the machine may be to blame: it can be tried again. */
export class TimeLimitFailure extends FunctionFailure {
  override name = "TimeLimitFailure";
}

/** What an action reads that was cut short; components rely on the words. */
export const INTERRUPTED = "Transient error while executing action";

/**
 * The failure of the app's code or of the call.
 * @throws what was thrown, when it is a failure of the host.
 */
export function asFailure(thrown: unknown): FunctionFailure {
  if (thrown instanceof FunctionFailure) {
    return thrown;
  }
  if (thrown instanceof DeveloperError) {
    return new FunctionFailure(thrown.message, undefined, thrown.logged);
  }
  throw thrown;
}

const CONVEX_ERROR = Symbol.for("ConvexError");

/** The guest library has already turned `data` into JSON text when it rethrows. */
function convexErrorData(thrown: Error): JSONValue | undefined {
  if (!(CONVEX_ERROR in thrown && "data" in thrown)) {
    return undefined;
  }
  return typeof thrown.data === "string" ? parseJson(thrown.data) : null;
}

/** Maps the frames of a stack trace to the app's own files; drops the host's. */
export type FrameMapper = (stack: string) => string[];

/**
 * Turns whatever guest code threw into a failure. Host-made errors keep their
 * words; everything else reads "Uncaught <Name>: <message>" with its frames.
 */
export function toFunctionFailure(
  thrown: unknown,
  mapFrames: FrameMapper,
): FunctionFailure {
  if (thrown instanceof FunctionFailure || thrown instanceof DeveloperError) {
    return asFailure(thrown);
  }
  if (thrown instanceof GuestError) {
    return guestFailure(thrown.thrown, mapFrames);
  }
  if (!(thrown instanceof Error)) {
    return new FunctionFailure(`Uncaught ${String(thrown)}`);
  }
  const { name, message, stack } = thrown;
  return uncaught({ name, message, stack }, mapFrames, convexErrorData(thrown));
}

/** What guest code of a realm threw. */
function guestFailure(
  { text, data, ...thrown }: Thrown,
  mapFrames: FrameMapper,
): FunctionFailure {
  return text === undefined
    ? uncaught(thrown, mapFrames, data === undefined ? data : parseJson(data))
    : new FunctionFailure(`Uncaught ${text}`);
}

function uncaught(
  { name = "Error", message = "", stack = "" }: Thrown,
  mapFrames: FrameMapper,
  data: JSONValue | undefined,
): FunctionFailure {
  const frames = mapFrames(stack).map((frame) => `\n    ${frame}`);
  return new FunctionFailure(
    `Uncaught ${name}: ${message}${frames.join("")}`,
    data,
  );
}

/** What a guest is told of a system call that fails. */
export interface GuestFailure {
  message: string;
  /** JSON text of a `ConvexError`'s data. */
  data?: string;
}

export function toGuestFailure(thrown: unknown): GuestFailure {
  return thrown instanceof FunctionFailure && thrown.data !== undefined
    ? { message: thrown.message, data: JSON.stringify(thrown.data) }
    : { message: messageOf(thrown) };
}
