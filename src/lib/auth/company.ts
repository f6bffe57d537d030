/** The company's own sign-in: any OpenID Connect provider. */
import type { OIDCConfig } from "@auth/core/providers";

/** What a provider says of somebody, as far as it is used. */
interface Claims {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface CompanyVariables {
  OIDC_ISSUER?: string | undefined;
  OIDC_CLIENT_ID?: string | undefined;
  OIDC_CLIENT_SECRET?: string | undefined;
}

/**
 * The provider that the environment describes; undefined unless all of it is
 * there. Its redirect address is `<site>/api/auth/callback/company`.
 */
export function companyProvider(
  variables: CompanyVariables,
): OIDCConfig<Claims> | undefined {
  const {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
  } = variables;
  if (!issuer || !clientId || !clientSecret) {
    return undefined;
  }
  return {
    id: "company",
    name: "Company",
    type: "oidc",
    issuer,
    clientId,
    clientSecret,
    // Not "pkce": the library loses it where a provider knows it but does not
    // say so in its discovery document, as Entra.
    checks: ["state", "nonce"],
    profile: ({ sub, email, email_verified, name }) => ({
      id: sub,
      email,
      name,
      // An address that the provider did not check is anybody's.
      emailVerified: email_verified === true,
    }),
  };
}
