/** Who may issue tokens: the providers of `auth.config.ts`, and which of them a token is for. */
import { z } from "zod";
import { PushError } from "../errors";

/** With its scheme: as in production, https where none is given. */
const issuerUrl = z.string().transform((given, context) => {
  const url = withScheme(given);
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  const isAddress = /^https?:\/\//.test(url) && host !== "";
  // Without a scheme it may be anything, an application id for one.
  if (isAddress && (url === given || /\.|^localhost$/.test(host))) {
    return url;
  }
  context.addIssue(`"${given}" is no http(s) address`);
  return z.NEVER;
});

const customJwt = z.object({
  type: z.literal("customJwt"),
  /** Null: a token of the issuer is taken whatever its audience. */
  applicationID: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  issuer: issuerUrl,
  /** Address of the key set; may be a data URI. */
  jwks: z.string(),
  algorithm: z.enum(["RS256", "ES256"]),
});
const oidc = z.object({
  type: z.undefined().optional(),
  applicationID: z.string(),
  domain: issuerUrl,
});
const authProvider = z.union([customJwt, oidc]);

export type CustomJwtProvider = z.infer<typeof customJwt>;
export type OidcProvider = z.infer<typeof oidc>;
export type AuthProvider = z.infer<typeof authProvider>;

/**
 * Reads what `auth.config.ts` exports by default.
 * @throws PushError "InvalidAuthConfig"
 */
export function parseAuthConfig(exported: unknown): AuthProvider[] {
  const authConfig = z.object({ providers: z.array(authProvider) });
  const parsed = authConfig.safeParse(exported);
  if (parsed.success) {
    return parsed.data.providers;
  }
  throw new PushError(
    "InvalidAuthConfig",
    `The auth config file is invalid:\n${z.prettifyError(parsed.error)}`,
  );
}

/** Variables as `auth.config.ts` sees them: one that is not set is an error. */
export function strictEnvironment(
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return new Proxy(env, {
    get(target, name) {
      const value = typeof name === "string" ? target[name] : undefined;
      if (value !== undefined || typeof name !== "string") {
        return value;
      }
      throw new PushError(
        "AuthConfigMissingEnvironmentVariable",
        `Environment variable ${name} is used in auth config file but its value was not set`,
      );
    },
  });
}

/** The first provider whose issuer and application id the token names. */
export function findProvider(
  providers: readonly AuthProvider[],
  issuer: string,
  audiences: readonly string[],
): AuthProvider | undefined {
  const named = comparable(withScheme(issuer));
  return providers.find((provider) => {
    const { applicationID } = provider;
    if (applicationID !== null && !audiences.includes(applicationID)) {
      return false;
    }
    const own = "domain" in provider ? provider.domain : provider.issuer;
    return comparable(own) === named;
  });
}

function withScheme(url: string): string {
  return /^\w+:\/\//.test(url) ? url : `https://${url}`;
}

/** Some issuers end in a slash that their documentation leaves out. */
export function comparable(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") {
    end -= 1;
  }
  return url.slice(0, end);
}

/** What a push changes, as `finish_push` tells it. */
export function authDiff(
  before: readonly AuthProvider[],
  after: readonly AuthProvider[],
): { added: string[]; removed: string[] } {
  const texts = (list: readonly AuthProvider[]) =>
    list.map((provider) => JSON.stringify(provider));
  const [old, fresh] = [texts(before), texts(after)];
  return {
    added: fresh.filter((text) => !old.includes(text)),
    removed: old.filter((text) => !fresh.includes(text)),
  };
}
