/**
 * Runs functions where they were imported, in the test's own realm: the official
 * suites import theirs by the test runner. Everything else is the runtime's.
 */
import { createRequire } from "node:module";
import { toGuestFailure } from "../../src/errors";
import type { GuestRealm, RealmGuest } from "../../src/execution/realm/guest";
import {
  type GuestContext,
  runAsGuest,
  runAsHost,
} from "../../src/execution/worker/context";
import { toGuestError } from "../../src/execution/worker/refusal";

const require = createRequire(import.meta.url);

export const nativeRealm: GuestRealm = {
  run: async (guest, invoke) =>
    String(await runAsGuest(contextOf(guest), invoke)),
  asHostError: (thrown) => thrown,
};

function contextOf(guest: RealmGuest): GuestContext {
  // Nested calls run one after another, and what is asked later waits for them.
  let last: Promise<unknown> | null = null;
  const ask = async (op: string, json: string): Promise<string> => {
    if (last !== null) {
      await last;
    }
    const answer = runAsHost(() => guest.asyncSyscall(op, json));
    if (typeof answer === "string") {
      return answer;
    }
    const answering = runAsHost(answer);
    const settled = answering.then(
      () => undefined,
      () => undefined,
    );
    last = settled;
    void settled.then(() => {
      if (last === settled) {
        last = null;
      }
    });
    return await answering;
  };
  return {
    runtime: "isolate",
    activity: guest.activity,
    frozenNow: guest.frozenNow,
    random: guest.random,
    env: {},
    require,
    syscalls: {
      syscall(op, json) {
        try {
          return runAsHost(() => guest.syscall(op, json));
        } catch (error) {
          throw toGuestError(toGuestFailure(error));
        }
      },
      asyncSyscall: (op, json) =>
        ask(op, json).catch((error: unknown) => {
          throw toGuestError(toGuestFailure(error));
        }),
      jsSyscall() {
        throw new Error("Unknown JS operation");
      },
    },
    log: (level, args) => guest.log(level, args),
    fail: (error) => guest.fail(error),
  };
}
