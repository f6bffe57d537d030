/**
 * Unhandled errors: rejections without a handler, uncaught exceptions of
 * listeners. Queries and mutations share this thread with the host, so theirs
 * would end the process: they fail the function whose turn it is. An exception of
 * the host's own still ends the process, as Node would. Actions have threads of
 * their own (`worker/uncaught`).
 */
import { messageOf } from "../errors";
import { process } from "../host/hostGlobals";
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

function onRejection(reason: unknown, promise: unknown): void {
  // A promise of another realm is a query's or mutation's.
  if (promise instanceof Promise || !handToGuest(reason)) {
    tellAll("host.stray_rejection", reason);
  }
}

function onException(error: unknown): void {
  // The host throws errors of its own realm, wherever they come from.
  if (!(error instanceof Error) && handToGuest(error)) {
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

/** Whether it was one's whose turn it is. */
function handToGuest(thrown: unknown): boolean {
  const { holder } = guestTurns;
  holder?.fail(holder.asHostError(thrown));
  return holder !== null;
}

function tellAll(event: string, error: unknown): void {
  for (const log of logs) {
    logFailure(log, event, error);
  }
}
