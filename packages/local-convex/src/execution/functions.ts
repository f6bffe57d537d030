/** Recognises the registered functions, routers and crons among a module's exports. */
import type { ValidatorJSON } from "convex/values";
import { z } from "zod";
import { DeveloperError } from "../errors";
import { parseValidator } from "../host/json";
import {
  describeFunction,
  type DescribedFunction,
  type FunctionKind,
  type GuestFunction,
  isGuestFunction,
  isGuestRouter,
  type ModuleNamespace,
  type Runtime,
} from "./guestFunctions";
import { type Route, RouteTable } from "./routeTable";

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
  /**
   * Runs the handler of a query or mutation on the JSON text of `[args]`; resolves
   * to JSON text. Actions have an `ActionHost`.
   */
  invoke(requestId: string, argsJson: string): Promise<string>;
}

export interface LoadedRouter {
  readonly routes: Route[];
  /**
   * Method and path as the app wrote them, "POST /files/*", for logs; null when
   * no route matches.
   */
  lookup(path: string, method: string): string | null;
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

/** Every registered function of a module. */
export function functionsOf(
  namespace: ModuleNamespace,
  module: string,
): LoadedFunction[] {
  return Object.entries(namespace).flatMap(([name, value]) =>
    isGuestFunction(value)
      ? [
          {
            ...loaded(describeFunction(name, value), module, "isolate"),
            invoke: invoker(value),
          },
        ]
      : [],
  );
}

/** The functions of a "use node" module, which is imported elsewhere. */
export function nodeFunctionsOf(
  described: readonly DescribedFunction[],
  module: string,
): LoadedFunction[] {
  return described.map((each) => {
    const fn = loaded(each, module, "node");
    if (fn.kind !== "action") {
      throw new DeveloperError(
        `\`${fn.path}\` is a ${fn.kind}, but it is defined in a file with "use node". Only actions can be defined in Node.js. See https://docs.convex.dev/functions/actions for more details.`,
      );
    }
    const invoke = () =>
      Promise.reject(new Error(`${fn.path} runs elsewhere -- invariant`));
    return { ...fn, invoke };
  });
}

function loaded(
  { name, kind, isInternal, args, returns }: DescribedFunction,
  module: string,
  runtime: Runtime,
): Omit<LoadedFunction, "invoke"> {
  return {
    ...{ path: `${module}:${name}`, kind, runtime },
    visibility: isInternal ? "internal" : "public",
    args: parseValidator(args),
    // "null" stands for no declaration.
    returns: returns === "null" ? null : parseValidator(returns),
  };
}

function invoker(value: GuestFunction): LoadedFunction["invoke"] {
  if (value.isQuery === true) {
    return (_requestId, args) => value.invokeQuery(args);
  }
  return value.isMutation === true
    ? (_requestId, args) => value.invokeMutation(args)
    : (requestId, args) => value.invokeAction(requestId, args);
}

/** The routes of `http.ts`, by its default export. */
export function routerOf(namespace: ModuleNamespace): LoadedRouter {
  const router = namespace["default"];
  if (!isGuestRouter(router)) {
    throw new DeveloperError(
      "The default export of `convex/http` is not a Router.",
    );
  }
  const routes = [...router.getRoutes()].map(([path, method]) => ({
    path: String(path),
    method: String(method),
  }));
  return new RouteTable(routes);
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
