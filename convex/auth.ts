/**
 * Signing in, by the library `@convex-dev/auth`, which no other file of
 * `convex/` but the schema may import. Its `signIn` and `signOut` are public and
 * not made with the builders of `functions.ts`: they are what makes somebody
 * known. Who is let in is decided in `auth/admit`.
 */
import { Email } from "@convex-dev/auth/providers/Email";
import { convexAuth } from "@convex-dev/auth/server";
import { v } from "convex/values";
import { companyProvider } from "../src/lib/auth/company";
import { DAY_MS, MINUTE_MS } from "../src/lib/time/units";
import { internal } from "./_generated/api";
import { env, type ActionCtx } from "./_generated/server";
import { openQuery } from "./functions";

/** How long a link to sign in is good, once. */
const LINK_MS = 15 * MINUTE_MS;
/** The link of an invitation is good as long as the invitation. */
const INVITATION_MS = 7 * DAY_MS;
/**
 * How long a token is believed without looking at the session it is of. The page
 * gets a new one by itself.
 */
const TOKEN_MS = 15 * MINUTE_MS;

type Mailer = Pick<ActionCtx, "runMutation">;

function isMailer(value: unknown): value is Mailer {
  return typeof value === "object" && value !== null && "runMutation" in value;
}

/** @param id which of the links it is; the library keeps one open code of each */
const mailedLink = (id: "link" | "invitation", maxAgeMs: number) =>
  Email({
    id,
    maxAge: maxAgeMs / 1000,
    // 32 random characters prove themselves.
    authorize: undefined,
    sendVerificationRequest: async (
      { identifier, url, expires },
      ...rest: unknown[]
    ) => {
      // The library passes it; its types do not say so.
      const [ctx] = rest;
      if (!isMailer(ctx)) {
        throw new Error("there is no context to send mail with -- invariant");
      }
      await ctx.runMutation(internal.auth.mail.queue, {
        email: identifier,
        provider: id,
        url,
        expires_at: expires.getTime(),
      });
    },
  });

const company = companyProvider(env);

export const { auth, signIn, signOut, store } = convexAuth({
  providers: [
    mailedLink("link", LINK_MS),
    mailedLink("invitation", INVITATION_MS),
    ...(company === undefined ? [] : [company]),
  ],
  jwt: { durationMs: TOKEN_MS },
  callbacks: {
    createOrUpdateUser: async (
      ctx,
      { existingUserId, type, provider, profile },
    ) =>
      await ctx.runMutation(internal.auth.admit.admit, {
        user_id: existingUserId ?? undefined,
        provider: provider.id,
        email: profile.email,
        name: typeof profile["name"] === "string" ? profile["name"] : undefined,
        is_proven: type === "verification" || profile.emailVerified === true,
        is_asking: type === "email",
      }),
  },
});

/** How one can sign in here. Says nothing about anybody. */
export const methods = openQuery({
  args: {},
  returns: v.object({
    /** Whether the company's own provider is set up: `signIn("company")`. */
    company: v.boolean(),
  }),
  handler: async () => ({ company: company !== undefined }),
});
