/**
 * Who may sign in. Add your OIDC or custom JWT provider here
 * (https://docs.convex.dev/auth); set `applicationID`, or any token of that
 * issuer is accepted. Until then only the admin key can act as a member.
 */
import type { AuthConfig } from "convex/server";

export default {
  providers: [],
} satisfies AuthConfig;
