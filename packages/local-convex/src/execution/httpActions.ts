/** Runs HTTP actions and reads their answers chunk by chunk. */
import { toFunctionFailure } from "../errors";
import { runAsGuest } from "./context";
import type { Mount } from "./deployment";
import { type CallContext, Invocation } from "./invocation";
import type { Runner } from "./runner";
import { createSyscalls } from "./syscalls";

/** A Response and its body, whose streams run guest code as well. */
export class HttpActionAnswer {
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(
    readonly response: Response,
    private readonly invocation: Invocation,
  ) {
    this.#reader = response.body?.getReader();
  }

  /** The next piece of the body; undefined after the last. */
  async next(): Promise<Uint8Array | undefined> {
    const reader = this.#reader;
    if (reader === undefined) return undefined;
    const { value } = await runAsGuest(this.invocation, () => reader.read());
    if (value === undefined) this.#reader = undefined;
    return value;
  }

  /** To be called in any case: the action runs until then. */
  async end(): Promise<void> {
    try {
      await this.#reader?.cancel();
    } finally {
      this.invocation.end();
    }
  }
}

/** @throws FunctionFailure when the handler throws or answers no Response. */
export async function runHttpAction(
  runner: Runner,
  mount: Mount,
  handler: (request: Request) => Promise<Response>,
  request: Request,
  call: CallContext,
): Promise<HttpActionAnswer> {
  const path = `${request.method} ${new URL(request.url).pathname}`;
  const fn = { path, kind: "action", runtime: "isolate" } as const;
  const invocation = new Invocation(mount, fn, call, null, null);
  invocation.syscalls = createSyscalls(runner, invocation);
  try {
    const response = await runAsGuest(invocation, () => handler(request));
    if (!(response instanceof Response)) {
      throw new TypeError("HTTP actions must return a Response object.");
    }
    return new HttpActionAnswer(response, invocation);
  } catch (error) {
    invocation.end();
    throw toFunctionFailure(error, call.deployment.mapFrames);
  }
}
