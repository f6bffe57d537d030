/** Who a client says it is, and for how long that is true. */
import { decodeJwt } from "jose";
import type { Identity } from "../execution/invocation";
import type { Host } from "../host/host";
import { Date, setTimeout } from "../host/hostGlobals";
import { adminIdentity, assumedIdentity } from "../http/auth";
import { HttpError } from "../http/httpError";
import type { MessageOf } from "./protocol";

/** Node's longest timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The identity that an Authenticate message proves; invalid with the reason. */
export async function identityOf(
  { tokens, adminKey }: Pick<Host, "tokens" | "adminKey">,
  { tokenType, value, impersonating }: MessageOf<"Authenticate">,
): Promise<Identity> {
  switch (tokenType) {
    case "None":
      return { kind: "none" };
    case "User":
      return tokens.verify(value);
    case "Admin":
      try {
        const identity = adminIdentity(adminKey, value);
        return impersonating
          ? { kind: "user", attributes: assumedIdentity(impersonating) }
          : identity;
      } catch (error) {
        if (!(error instanceof HttpError)) {
          throw error;
        }
        return { kind: "invalid", code: error.code, reason: error.message };
      }
  }
}

/** Tells when a token, which was good when it came, stops being so at its `exp`. */
export class TokenExpiry {
  #timer: NodeJS.Timeout | undefined;

  /** Watches this token instead of the one before; null watches none. */
  watch(token: string | null, onExpired: () => void): void {
    this.stop();
    const exp = token === null ? undefined : decodeJwt(token).exp;
    if (exp === undefined) {
      return;
    }
    const left = exp * 1000 - Date.now();
    const wait = Math.min(Math.max(0, left), MAX_TIMER_MS);
    this.#timer = setTimeout(() => {
      if (left > MAX_TIMER_MS) {
        return this.watch(token, onExpired);
      }
      onExpired();
    }, wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
