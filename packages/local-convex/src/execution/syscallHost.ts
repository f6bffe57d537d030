/** What system calls need of the runner of their function. */
import type { SigningKey } from "../auth/signing";
import type { Transaction, TransactionKind } from "../engine";
import type { JSONObject } from "../values/json";
import type { Target } from "./deployment";
import type { Invocation } from "./invocation";
import type { UserClock } from "./userTime";

export interface SyscallHost {
  readonly clock: UserClock;
  /** Signs tokens in the deployment's name. */
  readonly signingKey: Pick<SigningKey, "sign">;
  /** Runs a function inside its caller's transaction; answers JSON. */
  runNested(
    caller: Invocation,
    target: Target,
    args: JSONObject,
    savepoint: { kind: TransactionKind; limits?: Record<string, number> },
  ): Promise<string>;
  /** Runs a function of its own for an action; answers JSON. */
  runFromAction(
    caller: Invocation,
    target: Target,
    args: JSONObject,
  ): Promise<string>;
  /** Runs `body` as a mutation of the host. */
  write<T>(label: string, body: (tx: Transaction) => T): Promise<T>;
}
