/**
 * Who may sign in. Add your OIDC or custom JWT provider here
 * (https://docs.convex.dev/auth); set `applicationID`, or any token of that
 * issuer is accepted. Until then only the admin key can act as a member.
 *
 * One provider and no more: members are known by the subject alone.
 */
import type { AuthConfig } from "convex/server";
import { atMostOne } from "../src/lib/auth/atMostOne";

export default {
  providers: atMostOne([]),
} satisfies AuthConfig;
