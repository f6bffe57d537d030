/**
 * Whose tokens are believed: those that `convex/auth.ts` issues, and no others.
 * Members are found by the user's id in them; a second issuer could name anybody.
 */
import type { AuthConfig } from "convex/server";
import { atMostOne } from "../src/lib/auth/atMostOne";
import { env } from "./_generated/server";

export default {
  providers: atMostOne([
    { domain: env.CONVEX_SITE_URL, applicationID: "convex" },
  ]),
} satisfies AuthConfig;
