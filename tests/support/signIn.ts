/** Signing in as people do, with the library itself. */
import { vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import { makeSignInKey, signInVariables } from "../../scripts/local/signInKey";
import type { TestConvex } from "./setup";
import type { Caller } from "./tenants";

const SIGN_IN = signInVariables(makeSignInKey());

/** Beside `useConvexEnvironment`, for tests that make tokens. */
export function stubSignIn(): void {
  vi.stubEnv("JWT_PRIVATE_KEY", SIGN_IN.JWT_PRIVATE_KEY);
  vi.stubEnv("JWKS", SIGN_IN.JWKS);
  vi.stubEnv("CONVEX_SITE_URL", "http://127.0.0.1:3211");
}

export interface Session {
  /** Calls with the token's subject, as the deployment would after checking it. */
  as: Caller;
  token: string;
  refreshToken: string;
}

/** The code of a link. */
export function codeOfLink(url: string): string {
  const code = new URL(url).searchParams.get("code");
  if (code === null) {
    throw new Error("the link has no code");
  }
  return code;
}

/** Opens a link; null when it is refused. */
export async function openLink(
  t: TestConvex,
  url: string,
): Promise<Session | null> {
  const params = { code: codeOfLink(url) };
  const { tokens } = await t.action(api.auth.signIn, { params });
  if (!tokens) {
    return null;
  }
  const [, payload = ""] = tokens.token.split(".");
  const claims: unknown = JSON.parse(
    atob(payload.replaceAll("-", "+").replaceAll("_", "/")),
  );
  const subject =
    typeof claims === "object" && claims !== null && "sub" in claims
      ? String(claims.sub)
      : "";
  return { as: t.withIdentity({ subject }), ...tokens };
}

/** Signs somebody in by an operator's link. */
export async function signInAs(t: TestConvex, email: string): Promise<Session> {
  const { url } = await t.action(internal.ops.makeLink, { email });
  const session = await openLink(t, url);
  if (session === null) {
    throw new Error("a fresh link was refused");
  }
  return session;
}
