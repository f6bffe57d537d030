/**
 * Unhandled errors: rejections without a handler, uncaught exceptions of timers,
 * listeners and callbacks, `error` events without a listener. Guest code shares
 * the process, so they would end it. What comes out of a guest's context fails
 * the run it belongs to; only an exception of the host's own still ends the
 * process, as Node would.
 */
import { messageOf } from "../errors";
import { process } from "../host/hostGlobals";
import { currentGuest, runAsHost } from "./context";
import { type HostLog, logFailure } from "./logs";
import { guestTurns } from "./turns";

/** One per server in this process. */
const logs = new Set<HostLog>();

/** Keeps guest code from ending the process, until what it returns is called. */
export function catchUnhandledErrors(log: HostLog): () => void {
  if (logs.size === 0) {
    process.on("unhandledRejection", onRejection);
    process.on("uncaughtException", onException);
  }
  logs.add(log);
  return () => {
    logs.delete(log);
    if (logs.size > 0) {
      return;
    }
    process.off("unhandledRejection", onRejection);
    process.off("uncaughtException", onException);
  };
}

/** Node calls the listeners in the context that the error comes from. */
function onRejection(reason: unknown, promise: unknown): void {
  // A promise of another realm is a query's or mutation's.
  const { holder } = guestTurns;
  if (!(promise instanceof Promise) && holder !== null) {
    holder.fail(holder.asHostError(reason));
    return;
  }
  if (handToGuest(reason)) {
    return;
  }
  tellAll("host.stray_rejection", reason);
}

function onException(error: unknown): void {
  if (handToGuest(error)) {
    return;
  }
  tellAll("host.crashed", error);
  // Others who listen decide what comes of it.
  if (process.listenerCount("uncaughtException") > 1) {
    return;
  }
  const text = error instanceof Error ? error.stack : messageOf(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function handToGuest(error: unknown): boolean {
  const guest = currentGuest();
  if (guest === undefined) {
    return false;
  }
  runAsHost(() => guest.fail(error));
  return true;
}

function tellAll(event: string, error: unknown): void {
  for (const log of logs) {
    logFailure(log, event, error);
  }
}
