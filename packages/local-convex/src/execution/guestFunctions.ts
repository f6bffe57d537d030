/** What `convex/server` makes of an app's functions, as their modules export them. */

/** "isolate" is Convex's default runtime, "node" that of "use node" files. */
export type Runtime = "isolate" | "node";

export type ModuleNamespace = Readonly<Record<string, unknown>>;

export type FunctionKind = "query" | "mutation" | "action";

/** The part of a registered function the host calls. */
export interface GuestFunction {
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

/** What a registered function says of itself. */
export interface DescribedFunction {
  /** Its export's. */
  name: string;
  kind: FunctionKind;
  isInternal: boolean;
  /** JSON texts of validators. */
  args: string;
  returns: string;
}

export function isNamespace(value: unknown): value is ModuleNamespace {
  return typeof value === "object" && value !== null;
}

export function isGuestFunction(value: unknown): value is GuestFunction {
  return (
    typeof value === "function" &&
    ("isQuery" in value || "isMutation" in value || "isAction" in value) &&
    "exportArgs" in value
  );
}

export function describeFunction(
  name: string,
  value: GuestFunction,
): DescribedFunction {
  return {
    name,
    kind: kindOf(value),
    isInternal: value.isInternal === true,
    args: value.exportArgs(),
    returns: value.exportReturns(),
  };
}

function kindOf(value: GuestFunction): FunctionKind {
  if (value.isQuery === true) {
    return "query";
  }
  return value.isMutation === true ? "mutation" : "action";
}

export interface GuestRouter {
  getRoutes(): [path: string, method: string, handler: unknown][];
  lookup(
    path: string,
    method: string,
  ): [handler: unknown, method: string, path: string] | null;
}

export function isGuestRouter(value: unknown): value is GuestRouter {
  return typeof value === "object" && value !== null && "isRouter" in value;
}

export interface GuestHttpAction {
  invokeHttpAction(request: Request): Promise<Response>;
}

export function isHttpAction(value: unknown): value is GuestHttpAction {
  return typeof value === "function" && "invokeHttpAction" in value;
}
