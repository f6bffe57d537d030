/** What the main thread and a thread of actions tell each other. */
import type { GuestFailure } from "../../errors";
import type { DescribedFunction, Runtime } from "../guestFunctions";
import type { RunLabel } from "../invocation";
import type { Thrown } from "../realm/guest";

/** How guest code failed: in the host's words, or by what it threw. */
export type Failure = { refusal: string } | { thrown: Thrown };

/** The modules of one mount. */
export interface MountFiles {
  /** Holds them, and names the mount. */
  directory: string;
  env: Readonly<Record<string, string>>;
  /** Where packages of "use node" files resolve from. */
  nodeModules: string;
  /** What `Date.now()` says while they are imported, ms. */
  now: number;
}

interface RunStart extends RunLabel {
  run: number;
  /** Of a mount that was announced. */
  directory: string;
}

/** A body that is streamed is asked for piece by piece. */
export type RequestBody = Uint8Array | "stream" | null;

export type ToWorker =
  | ({ type: "mount" } & MountFiles)
  | ({ type: "run"; runtime: Runtime; argsJson: string } & RunStart)
  | ({
      type: "respond";
      /** What the mount's router knows of the URL's path. */
      routePath: string;
      url: string;
      method: string;
      headers: [string, string][];
      body: RequestBody;
    } & RunStart)
  /** Imports modules, and answers what functions they hold. */
  | { type: "describe"; run: number; directory: string; modules: string[] }
  | { type: "load"; directory: string; module: string }
  | { type: "answer"; call: number; json: string }
  | { type: "refuse"; call: number; failure: GuestFailure }
  /** The next piece of a request's body; null after the last. */
  | { type: "piece"; run: number; bytes: Uint8Array | null }
  | { type: "broken"; run: number; message: string }
  /** One more piece of the answer is wanted. */
  | { type: "read"; run: number }
  /** Nobody waits for the run any more. */
  | { type: "end"; run: number }
  | { type: "ping" };

export type FromWorker =
  | { type: "ready" }
  | { type: "pong" }
  | { type: "call"; run: number; call: number; op: string; json: string }
  | { type: "log"; run: number; line: string }
  /** A warning of the runtime's own. */
  | { type: "warn"; run: number; text: string }
  /** An error that nobody caught. */
  | { type: "lost"; run: number; label: RunLabel; failure: Failure }
  /** The same of no run: of modules that were imported before, of anything else. */
  | { type: "stray"; isImport: boolean; failure: Failure }
  | { type: "done"; run: number; json: string }
  | { type: "failed"; run: number; failure: Failure }
  | { type: "described"; run: number; modules: DescribedModule[] }
  | {
      type: "head";
      run: number;
      status: number;
      headers: [string, string][];
    }
  /** A piece of the answer; null after the last. */
  | { type: "chunk"; run: number; bytes: Uint8Array | null }
  /** A piece of the request's body is wanted. */
  | { type: "pull"; run: number }
  /** No more of it is. */
  | { type: "enough"; run: number };

export type DescribedModule =
  { functions: DescribedFunction[] } | { failure: Failure };

/** How many pieces of an answer come unasked: a short one and its end. */
export const PIECES_AHEAD = 2;
