/** Runs HTTP actions and reads their answers chunk by chunk. */
import { type FunctionFailure, toFunctionFailure } from "../errors";
import { nextTurn } from "../host/hostGlobals";
import { runAsGuest } from "./context";
import type { Mount } from "./deployment";
import type { LoadedRoute } from "./functions";
import type { CallContext, Invocation } from "./invocation";
import type { Runner } from "./runner";

/** A Response and its body, whose streams run guest code as well. */
export class HttpActionAnswer {
  readonly #invocation: Invocation;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(
    readonly response: Response,
    invocation: Invocation,
  ) {
    this.#invocation = invocation;
    this.#reader = response.body?.getReader();
  }

  /**
   * The next piece of the body; undefined after the last, or after the end.
   * @throws FunctionFailure when the action fails on the way.
   */
  async next(): Promise<Uint8Array | undefined> {
    const reader = this.#reader;
    if (reader === undefined) {
      return undefined;
    }
    const invocation = this.#invocation;
    try {
      const { value } = await invocation.unlessFailed(() =>
        runAsGuest(invocation, () => reader.read()),
      );
      if (value === undefined) {
        this.#reader = undefined;
      }
      return value;
    } catch (error) {
      throw asActionFailure(error, invocation);
    }
  }

  /** To be called in any case: the action runs until then. */
  end(): void {
    const invocation = this.#invocation;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader !== undefined) {
      // Nobody waits for what the action does about it.
      runAsGuest(invocation, () => reader.cancel()).catch((error: unknown) =>
        invocation.fail(error),
      );
    }
    invocation.end();
  }
}

/** @throws FunctionFailure when the handler throws or answers no Response. */
export async function runHttpAction(
  runner: Runner,
  mount: Mount,
  { name: path, handler }: LoadedRoute,
  request: Request,
  call: CallContext,
): Promise<HttpActionAnswer> {
  const fn = { path, kind: "action", runtime: "isolate" } as const;
  const invocation = runner.open(mount, fn, call, null, null);
  try {
    const response = await invocation.unlessFailed(async () => {
      const answer = await runAsGuest(invocation, () => handler(request));
      await nextTurn();
      return answer;
    });
    if (!(response instanceof Response)) {
      throw new TypeError("HTTP actions must return a Response object.");
    }
    return new HttpActionAnswer(response, invocation);
  } catch (error) {
    invocation.end();
    throw asActionFailure(error, invocation);
  }
}

function asActionFailure(
  error: unknown,
  { call }: Invocation,
): FunctionFailure {
  return toFunctionFailure(error, call.deployment.mapFrames);
}
