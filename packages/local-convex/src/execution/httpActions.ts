/** Runs HTTP actions and reads their answers chunk by chunk. */
import { toFunctionFailure } from "../errors";
import { runAsGuest } from "./context";
import type { Mount } from "./deployment";
import { type CallContext, Invocation } from "./invocation";
import type { Runner } from "./runner";
import { createSyscalls } from "./syscalls";

export interface HttpActionAnswer {
  response: Response;
  /** Read to the end or `return()` it: the action runs until then. */
  body: AsyncGenerator<Uint8Array>;
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
    return { response, body: readBody(invocation, response) };
  } catch (error) {
    invocation.end();
    throw toFunctionFailure(error, call.deployment.mapFrames);
  }
}

/** Streams run guest code, so every read happens in the action's context. */
async function* readBody(
  invocation: Invocation,
  response: Response,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    while (reader !== undefined) {
      const { done, value } = await runAsGuest(invocation, () => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader?.cancel();
    invocation.end();
  }
}
