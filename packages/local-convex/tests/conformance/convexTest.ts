/**
 * convex-test's interface over the embedded runtime: suites written for
 * convex-test run against our engine, runner and jobs when that name is
 * resolved to this file. Limits are production's.
 */
import {
  actionGeneric,
  anyApi,
  componentsGeneric,
  type FunctionReference,
  type GenericActionCtx,
  type GenericDataModel,
  type GenericMutationCtx,
  type GenericQueryCtx,
  getFunctionAddress,
  internalActionGeneric,
  internalMutationGeneric,
  internalQueryGeneric,
  mutationGeneric,
  queryGeneric,
  type TransactionLimits,
  type UserIdentity,
} from "convex/server";
import {
  ConvexError,
  convexToJson,
  jsonToConvex,
  type Value,
} from "convex/values";
import { resolveAddress } from "../../src/components/references";
import { FunctionFailure } from "../../src/errors";
import { findFunction, type Target } from "../../src/execution/deployment";
import { functionsOf } from "../../src/execution/functions";
import type { ModuleNamespace } from "../../src/execution/guestFunctions";
import { runHttpAction } from "../../src/execution/httpActions";
import type { CallContext, Identity } from "../../src/execution/invocation";
import { LogLines } from "../../src/execution/logs";
import { parseJson } from "../../src/host/json";
import { isJsonObject, parseJsonObject } from "../../src/values/json";
import {
  type Modules,
  openDeployment,
  type Part,
  type Schema,
  type TestParts,
} from "./testDeployment";

type Kind = "query" | "mutation" | "action";
type Inline<Ctx> = (ctx: Ctx) => Promise<unknown>;
type Callee<K extends Kind, Ctx> =
  FunctionReference<K, "public" | "internal"> | Inline<Ctx>;
type Args = Record<string, Value | undefined>;

interface Caller {
  identity: Identity;
  ip: string | null;
  userAgent: string | null;
}

interface Options {
  schema?: Schema;
  modules?: Modules;
  transactionLimits?: TransactionLimits | boolean;
}

export function convexTest(
  schemaOrOptions?: Schema | Options,
  givenModules?: Modules,
) {
  const isSchema = schemaOrOptions && "tables" in schemaOrOptions;
  const { schema, modules, transactionLimits }: Options = isSchema
    ? { schema: schemaOrOptions, modules: givenModules }
    : (schemaOrOptions ?? {});
  const parts = new Map<string, Part>([
    ["", { schema, modules: modules ?? {} }],
  ]);
  const limits =
    typeof transactionLimits === "object" ? transactionLimits : null;
  let opened: Promise<TestParts> | undefined;
  const open = () => (opened ??= openDeployment(parts, limits));
  const anonymous: Caller = {
    identity: { kind: "none" },
    ip: null,
    userAgent: null,
  };
  return {
    ...accessor(open, anonymous),
    registerComponent(path: string, schema: Schema, modules: Modules) {
      parts.set(path, { schema, modules });
    },
  };
}

/** A component package's `test` module. */
interface Registration {
  register(t: ReturnType<typeof convexTest>, name: string): unknown;
}

/** An app made of the test's own functions, and the components it mounts. */
export function defineTestApp({
  schema,
  components,
}: {
  schema?: Schema;
  components?: Record<string, Registration>;
}) {
  return {
    components: componentsGeneric(),
    query: queryGeneric,
    internalQuery: internalQueryGeneric,
    mutation: mutationGeneric,
    internalMutation: internalMutationGeneric,
    action: actionGeneric,
    internalAction: internalActionGeneric,
    defineModules: (given: Record<string, ModuleNamespace>) => ({
      api: anyApi,
      internal: anyApi,
      createTest({
        transactionLimits,
      }: Pick<Options, "transactionLimits"> = {}) {
        const modules = asModules(given);
        const t = convexTest({ schema, modules, transactionLimits });
        for (const [name, each] of Object.entries(components ?? {})) {
          each.register(t, name);
        }
        return t;
      },
    }),
  };
}

/** By path, as in a folder that holds generated files too. */
function asModules(given: Record<string, ModuleNamespace>): Modules {
  const files = Object.entries({ "_generated/api": {}, ...given });
  return Object.fromEntries(
    files.map(([name, module]) => [
      `./${name}.ts`,
      () => Promise.resolve(module),
    ]),
  );
}

/** What one caller can do; a new identity makes a new accessor. */
function accessor(open: () => Promise<TestParts>, caller: Caller) {
  const call = (kind: Kind, callee: unknown, args: Args = {}) =>
    open().then((parts) => run(parts, caller, kind, callee, args));
  return {
    query: <M extends GenericDataModel>(
      callee: Callee<"query", GenericQueryCtx<M>>,
      args?: Args,
    ) => call("query", callee, args),
    mutation: <M extends GenericDataModel>(
      callee: Callee<"mutation", GenericMutationCtx<M>>,
      args?: Args,
    ) => call("mutation", callee, args),
    action: <M extends GenericDataModel>(
      callee: Callee<"action", GenericActionCtx<M>>,
      args?: Args,
    ) => call("action", callee, args),
    run: <M extends GenericDataModel>(callee: Inline<GenericMutationCtx<M>>) =>
      call("mutation", callee),
    fetch: (path: string, init?: RequestInit) =>
      open().then((parts) => fetchFrom(parts, caller, path, init)),
    async finishInProgressScheduledFunctions() {
      await (await open()).jobs.finishRunning();
    },
    async finishAllScheduledFunctions(
      advanceTimers: () => void,
      maxIterations = 100,
    ) {
      await (await open()).jobs.finishAll(advanceTimers, maxIterations);
    },
    withIdentity(identity: Partial<UserIdentity>) {
      return accessor(open, { ...caller, identity: userIdentity(identity) });
    },
    withRequestMetadata({ ip = null, userAgent = null }: Partial<Caller>) {
      return accessor(open, { ...caller, ip, userAgent });
    },
  };
}

function userIdentity(given: Partial<UserIdentity>): Identity {
  const { subject = "subject", issuer = "https://convex.test" } = given;
  const tokenIdentifier = `${issuer}|${subject}`;
  const attributes = convexToJson({
    tokenIdentifier,
    ...given,
    subject,
    issuer,
  });
  if (!isJsonObject(attributes)) {
    throw new Error("no identity -- invariant");
  }
  return { kind: "user", attributes };
}

async function run(
  parts: TestParts,
  caller: Caller,
  kind: Kind,
  callee: unknown,
  args: Args,
): Promise<unknown> {
  const target =
    typeof callee === "function"
      ? inlineTarget(parts, kind, callee)
      : referencedTarget(parts, callee);
  const call = callContext(parts, caller);
  try {
    const json = await runTarget(parts, target, call, args);
    return jsonToConvex(parseJson(json));
  } catch (error) {
    throw asThrown(error);
  } finally {
    await parts.jobs.refresh();
  }
}

function callContext(
  { deployment }: TestParts,
  { identity, ip, userAgent }: Caller,
): CallContext {
  return {
    identity,
    request: { requestId: "test", ip, userAgent, authToken: null },
    scheduled: null,
    logs: new LogLines(),
    depth: 0,
    deployment,
  };
}

async function fetchFrom(
  parts: TestParts,
  caller: Caller,
  path: string,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(`https://some.convex.site${path}`, init);
  const { pathname } = new URL(request.url);
  const mount = parts.deployment.mounts.get("");
  const name = mount?.router?.lookup(pathname, request.method) ?? null;
  if (mount === undefined || name === null) {
    return new Response(`No HttpAction routed for ${pathname}`, {
      status: 404,
    });
  }
  const call = callContext(parts, caller);
  const { runner, jobs } = parts;
  const { url, method, headers: given } = request;
  const isEmpty = request.body === null;
  const answer = await runHttpAction(
    ...([runner, mount, name] as const),
    {
      ...{ url, method, headers: [...given], routePath: pathname },
      body: isEmpty ? null : new Uint8Array(await request.arrayBuffer()),
    },
    call,
  );
  const chunks: Uint8Array[] = [];
  for (
    let chunk = await answer.next();
    chunk !== null;
    chunk = await answer.next()
  ) {
    chunks.push(chunk);
  }
  answer.end();
  await jobs.refresh();
  const { status, headers } = answer;
  return new Response(Buffer.concat(chunks), { status, headers });
}

function referencedTarget({ deployment }: TestParts, reference: unknown) {
  const address = resolveAddress(
    deployment.root,
    parseJsonObject(JSON.stringify(getFunctionAddress(reference))),
  );
  return findFunction(deployment, address.component, address.path, false);
}

function inlineTarget(
  { deployment }: TestParts,
  kind: Kind,
  callee: CallableFunction,
): Target {
  const handler = (ctx: unknown): unknown =>
    Reflect.apply(callee, undefined, [ctx]);
  const make = {
    query: queryGeneric,
    mutation: mutationGeneric,
    action: actionGeneric,
  }[kind];
  const [fn] = functionsOf({ inline: make({ handler }) }, "test");
  const mount = deployment.mounts.get("");
  if (fn === undefined || mount === undefined) {
    throw new Error("no app -- invariant");
  }
  return { mount, fn };
}

async function runTarget(
  { runner }: TestParts,
  target: Target,
  call: CallContext,
  given: Args,
): Promise<string> {
  const outcome = await runner.run(target, convexToJson(given), call);
  if (outcome.failure !== null) {
    throw outcome.failure;
  }
  return outcome.json;
}

/** convex-test lets the test see the thrown `ConvexError` itself. */
function asThrown(error: unknown): unknown {
  if (!(error instanceof FunctionFailure) || error.data === undefined) {
    return error;
  }
  return new ConvexError(jsonToConvex(error.data));
}
