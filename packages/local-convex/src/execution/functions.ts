/** Recognises the registered functions, routers and crons among a module's exports. */
import type { ValidatorJSON } from "convex/values";
import { z } from "zod";
import { parseValidator } from "../host/json";
import type { Runtime } from "./context";
import { DeveloperError } from "../errors";
import type { ModuleNamespace } from "./loader";

export type FunctionKind = "query" | "mutation" | "action";

/** "Query" and so on, as the CLI and production's messages have it. */
export function kindTitle(kind: FunctionKind | "httpAction"): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

export interface LoadedFunction {
  /** "folder/module:name". */
  path: string;
  kind: FunctionKind;
  visibility: "public" | "internal";
  runtime: Runtime;
  args: ValidatorJSON;
  /** Null when the function declares no `returns`. */
  returns: ValidatorJSON | null;
  /** Runs the handler on the JSON text of `[args]`; resolves to JSON text. */
  invoke(requestId: string, argsJson: string): Promise<string>;
}

export interface LoadedRouter {
  routes: { path: string; method: string }[];
  /** Null when no route matches. */
  lookup(path: string, method: string): LoadedRoute | null;
}

export interface LoadedRoute {
  /** Method and path as the app wrote them, "POST /files/*", for logs. */
  name: string;
  handler: (request: Request) => Promise<Response>;
}

const cronSpecs = z.record(
  z.string(),
  z.object({
    name: z.string(),
    args: z.array(z.json()),
    schedule: z.json(),
  }),
);
/** `crons.ts`: identifier to function, arguments and schedule. */
export type CronSpecs = z.infer<typeof cronSpecs>;

/** The part of a registered function the host calls. */
interface GuestFunction {
  isQuery?: boolean;
  isMutation?: boolean;
  isAction?: boolean;
  isInternal?: boolean;
  exportArgs(): string;
  exportReturns(): string;
  invokeQuery(argsJson: string): Promise<string>;
  invokeMutation(argsJson: string): Promise<string>;
  invokeAction(requestId: string, argsJson: string): Promise<string>;
}

function isGuestFunction(value: unknown): value is GuestFunction {
  return (
    typeof value === "function" &&
    ("isQuery" in value || "isMutation" in value || "isAction" in value) &&
    "exportArgs" in value
  );
}

/**
 * Every registered function of a module.
 * @param module its path without ".js"
 * @param loadActions the module as actions see it, where that is another one
 */
export function functionsOf(
  namespace: ModuleNamespace,
  module: string,
  runtime: Runtime,
  loadActions?: () => Promise<ModuleNamespace>,
): LoadedFunction[] {
  return Object.entries(namespace).flatMap(([name, value]) => {
    if (!isGuestFunction(value)) {
      return [];
    }
    const path = `${module}:${name}`;
    const kind = kindOf(value);
    if (runtime === "node" && kind !== "action") {
      throw new DeveloperError(
        `\`${path}\` is a ${kind}, but it is defined in a file with "use node". Only actions can be defined in Node.js. See https://docs.convex.dev/functions/actions for more details.`,
      );
    }
    return [
      {
        path,
        kind,
        visibility: value.isInternal === true ? "internal" : "public",
        runtime,
        args: parseValidator(value.exportArgs()),
        returns: returnsOf(value),
        invoke:
          kind === "action" && loadActions !== undefined
            ? lateInvoker(path, name, loadActions)
            : invoker(value, kind),
      },
    ];
  });
}

/** "null" stands for no declaration. */
function returnsOf(value: GuestFunction): ValidatorJSON | null {
  const text = value.exportReturns();
  return text === "null" ? null : parseValidator(text);
}

function kindOf(value: GuestFunction): FunctionKind {
  if (value.isQuery === true) {
    return "query";
  }
  return value.isMutation === true ? "mutation" : "action";
}

function invoker(
  value: GuestFunction,
  kind: FunctionKind,
): LoadedFunction["invoke"] {
  switch (kind) {
    case "query":
      return (_requestId, args) => value.invokeQuery(args);
    case "mutation":
      return (_requestId, args) => value.invokeMutation(args);
    case "action":
      return (requestId, args) => value.invokeAction(requestId, args);
  }
}

/** An action of a module that is loaded when one of them is first called. */
function lateInvoker(
  path: string,
  name: string,
  load: () => Promise<ModuleNamespace>,
): LoadedFunction["invoke"] {
  return async (requestId, args) => {
    const value = (await load())[name];
    if (!isGuestFunction(value)) {
      throw new DeveloperError(`${path} is no function.`);
    }
    return await value.invokeAction(requestId, args);
  };
}

interface GuestRouter {
  getRoutes(): [path: string, method: string, handler: unknown][];
  lookup(
    path: string,
    method: string,
  ): [handler: unknown, method: string, path: string] | null;
}

function isGuestRouter(value: unknown): value is GuestRouter {
  return typeof value === "object" && value !== null && "isRouter" in value;
}

interface GuestHttpAction {
  invokeHttpAction(request: Request): Promise<Response>;
}

function isHttpAction(value: unknown): value is GuestHttpAction {
  return typeof value === "function" && "invokeHttpAction" in value;
}

/** The default export of `http.ts`. */
export function routerOf(namespace: ModuleNamespace): LoadedRouter {
  const router = namespace["default"];
  if (!isGuestRouter(router)) {
    throw new DeveloperError(
      "The default export of `convex/http` is not a Router.",
    );
  }
  return {
    routes: router.getRoutes().map(([path, method]) => ({ path, method })),
    lookup(path, method) {
      const found = router.lookup(path, method);
      if (found === null) {
        return null;
      }
      const [action, , routePath] = found;
      if (!isHttpAction(action)) {
        return null;
      }
      return {
        name: `${method} ${routePath}`,
        handler: (request) => action.invokeHttpAction(request),
      };
    },
  };
}

function isGuestCrons(value: unknown): value is { export(): string } {
  return typeof value === "object" && value !== null && "isCrons" in value;
}

/** The default export of `crons.ts`. */
export function cronsOf(namespace: ModuleNamespace): CronSpecs {
  const crons = namespace["default"];
  if (!isGuestCrons(crons)) {
    throw new DeveloperError(
      "The default export of `convex/crons` is not a Crons object.",
    );
  }
  return cronSpecs.parse(JSON.parse(crons.export()));
}
