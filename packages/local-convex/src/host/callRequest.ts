/** A call from outside: what is asked, and by whom. */
import type { Target } from "../execution/deployment";
import type { FunctionKind } from "../execution/guestFunctions";
import type {
  Identity,
  QueryTrace,
  RequestMetadata,
} from "../execution/invocation";
import type { AroundMutation } from "../execution/runner";
import type { JSONValue } from "../values/json";

export interface Caller {
  identity: Identity;
  /** May call internal functions and those of components. */
  isAdmin: boolean;
  request: RequestMetadata;
}

export interface CallRequest {
  /** "any" takes whatever the function is. */
  kind: FunctionKind | "any";
  path: string;
  /** Component path; only admins may leave the app (""). */
  component: string;
  args: JSONValue;
  caller: Caller;
  /** Runs instead of what `path` names. */
  target?: Target;
  /** Filled when the call is a query. */
  trace?: QueryTrace;
  /** Wraps the call in its transaction when it is a mutation. */
  around?: AroundMutation;
}
