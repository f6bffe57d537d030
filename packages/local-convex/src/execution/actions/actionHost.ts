/** Where actions and HTTP actions run: apart from the thread that answers them. */
import type { Invocation } from "../invocation";

/** Bytes that come piece by piece. */
export interface Pieces {
  /** Null after the last. */
  next(): Promise<Uint8Array | null>;
}

/** The body of a request that is not read at once. */
export interface StreamedBody extends Pieces {
  /** No more of it is wanted. */
  cancel(): void;
}

/** A request as an HTTP action is to see it. */
export interface ActionRequest {
  url: string;
  method: string;
  headers: [string, string][];
  body: Uint8Array | StreamedBody | null;
  /** The path that the mount's router knows. */
  routePath: string;
}

/** What an HTTP action answers; it goes on until its invocation ends. */
export interface ActionResponse extends Pieces {
  status: number;
  /** One entry for each `set-cookie`. */
  headers: [string, string][];
}

export interface ActionHost {
  /**
   * Runs the action that the invocation is of.
   * @returns JSON text
   * @throws GuestError, DeveloperError, and FunctionFailure when its thread ended
   */
  run(invocation: Invocation, argsJson: string): Promise<string>;
  /** The same of an HTTP action of the invocation's mount. */
  respond(
    invocation: Invocation,
    request: ActionRequest,
  ): Promise<ActionResponse>;
}
