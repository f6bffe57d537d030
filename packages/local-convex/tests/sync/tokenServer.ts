/** A server whose app trusts one issuer, and that issuer's tokens. */
import { SYNC_APP, startSync } from "./harness";
import { authConfig, Issuer, pushFileWithAuth } from "../auth/issuer";

export interface TokenServer {
  url: string;
  /** Times are seconds from now. */
  sign(
    subject: string,
    times?: { issuedAt?: number; expires?: number },
  ): Promise<string>;
}

export async function startTokenServer(): Promise<TokenServer> {
  const issuer = await Issuer.create("ES256");
  const { url: name, jwks, algorithm } = issuer;
  const provider = { type: "customJwt", issuer: name, jwks, algorithm };
  const source = authConfig({ ...provider, applicationID: "app" });
  const pushFile = await pushFileWithAuth(source, SYNC_APP);
  const { url } = await startSync({ pushFile });
  return {
    url,
    sign(subject, { issuedAt = 0, expires = 3_600 } = {}) {
      const now = Math.floor(Date.now() / 1000);
      return issuer.sign(subject, { iat: now + issuedAt, exp: now + expires });
    },
  };
}
