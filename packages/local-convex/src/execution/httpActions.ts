/** Runs HTTP actions and reads their answers piece by piece. */
import { type FunctionFailure, toFunctionFailure } from "../errors";
import type { ActionRequest, ActionResponse } from "./actions/actionHost";
import type { Mount } from "./deployment";
import type { CallContext, Invocation } from "./invocation";
import type { Runner } from "./runner";

/** What an HTTP action answers, whose body is made by guest code as well. */
export class HttpActionAnswer {
  readonly #invocation: Invocation;
  readonly #response: ActionResponse;
  #isOver = false;

  constructor(response: ActionResponse, invocation: Invocation) {
    this.#response = response;
    this.#invocation = invocation;
  }

  get status(): number {
    return this.#response.status;
  }

  get headers(): ActionResponse["headers"] {
    return this.#response.headers;
  }

  /**
   * The next piece of the body; null after the last, or after the end.
   * @throws FunctionFailure when the action fails on the way.
   */
  async next(): Promise<Uint8Array | null> {
    if (this.#isOver) {
      return null;
    }
    const invocation = this.#invocation;
    try {
      const bytes = await invocation.unlessFailed(() => this.#response.next());
      this.#isOver ||= bytes === null;
      return bytes;
    } catch (error) {
      throw asActionFailure(error, invocation);
    }
  }

  /** To be called in any case: the action runs until then. */
  end(): void {
    this.#isOver = true;
    this.#invocation.end();
  }
}

/**
 * @param name the route's, for logs
 * @throws FunctionFailure when the handler throws or answers no Response
 */
export async function runHttpAction(
  runner: Runner,
  mount: Mount,
  name: string,
  request: ActionRequest,
  call: CallContext,
): Promise<HttpActionAnswer> {
  const fn = { path: name, kind: "action", runtime: "isolate" } as const;
  const invocation = runner.open(mount, fn, call, null, null);
  try {
    const { actions } = call.deployment;
    const response = await invocation.unlessFailed(() =>
      actions.respond(invocation, request),
    );
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
