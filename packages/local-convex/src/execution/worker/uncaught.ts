/**
 * Errors that nobody catches: rejections without a handler, uncaught exceptions
 * of timers, listeners and callbacks, `error` events without a listener. What
 * comes out of a guest's context fails the run it belongs to; an exception of
 * anything else ends the thread, and what runs in it fails.
 */
import { process } from "../../host/hostGlobals";
import { currentGuest, runAsHost } from "./context";

/**
 * Node calls the listeners in the context that the error comes from.
 * @param tell of rejections that are nobody's
 */
export function catchUncaught(tell: (error: unknown) => void): void {
  process.on("unhandledRejection", (error) => {
    if (!handToGuest(error)) {
      tell(error);
    }
  });
  process.on("uncaughtException", (error) => {
    if (!handToGuest(error)) {
      process.exit(1);
    }
  });
}

function handToGuest(error: unknown): boolean {
  const guest = currentGuest();
  if (guest === undefined) {
    return false;
  }
  runAsHost(() => guest.fail(error));
  return true;
}
