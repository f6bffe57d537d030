/**
 * Runs actions where they were imported, in the test's own realm: the official
 * suites import theirs by the test runner, and fake its clock.
 */
import { createRequire } from "node:module";
import { toGuestFailure } from "../../src/errors";
import type {
  ActionHost,
  ActionRequest,
  ActionResponse,
} from "../../src/execution/actions/actionHost";
import {
  isGuestRouter,
  isHttpAction,
  type ModuleNamespace,
} from "../../src/execution/guestFunctions";
import type { Invocation } from "../../src/execution/invocation";
import {
  type GuestContext,
  runAsGuest,
  runAsHost,
} from "../../src/execution/worker/context";
import { toGuestError } from "../../src/execution/worker/refusal";
import { nextTurn } from "../../src/host/hostGlobals";

const require = createRequire(import.meta.url);

type Invoke = (requestId: string, argsJson: string) => Promise<string>;

function isInvocable(fn: object): fn is { invoke: Invoke } {
  return "invoke" in fn && typeof fn.invoke === "function";
}

/** By the path of the mount, its `http.ts`. */
type HttpModules = ReadonlyMap<string, ModuleNamespace>;

export class NativeActions implements ActionHost {
  constructor(readonly httpModules: HttpModules) {}

  async run(invocation: Invocation, argsJson: string): Promise<string> {
    const { fn, call } = invocation;
    if (!isInvocable(fn)) {
      throw new Error("no function -- invariant");
    }
    const json = await runAsGuest(contextOf(invocation), () =>
      fn.invoke(call.request.requestId, argsJson),
    );
    await nextTurn();
    return json;
  }

  async respond(
    invocation: Invocation,
    { url, method, headers, body, routePath }: ActionRequest,
  ): Promise<ActionResponse> {
    const router = this.httpModules.get(invocation.component)?.["default"];
    const [action] = isGuestRouter(router)
      ? (router.lookup(routePath, method) ?? [])
      : [];
    if (!isHttpAction(action) || (body !== null && "next" in body)) {
      throw new Error("no HTTP action -- invariant");
    }
    const bytes = body === null ? null : new Uint8Array(body);
    const request = new Request(url, { method, headers, body: bytes });
    const context = contextOf(invocation);
    const response = await runAsGuest(context, () =>
      action.invokeHttpAction(request),
    );
    await nextTurn();
    const reader = response.body?.getReader();
    return {
      status: response.status,
      headers: [...response.headers],
      next: async () => {
        const read = await runAsGuest(context, () => reader?.read());
        return read?.value ?? null;
      },
    };
  }
}

function contextOf(invocation: Invocation): GuestContext {
  const { runtime, env, syscalls } = invocation;
  const refuse = () => {
    throw new Error("Unknown operation");
  };
  return {
    ...{ runtime, env, require, activity: "action" },
    ...{ frozenNow: null, random: null },
    syscalls: {
      syscall: refuse,
      jsSyscall: refuse,
      async asyncSyscall(op, json) {
        try {
          return (
            (await runAsHost(async () => syscalls?.asyncSyscall(op, json))) ??
            ""
          );
        } catch (error) {
          throw toGuestError(toGuestFailure(error));
        }
      },
    },
    log: (level, args) => invocation.log(level, args),
    fail: (error) => invocation.fail(error),
  };
}
