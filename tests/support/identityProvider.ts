/** An OpenID Connect provider on this machine that signs in whom a test says. */
import {
  createPublicKey,
  createPrivateKey,
  randomUUID,
  sign,
} from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { makeSignInKey } from "../../scripts/local/signInKey";

/** What the provider says of who is at the keyboard. */
export interface Person {
  sub: string;
  email: string;
  email_verified: boolean;
  name?: string;
}

export interface IdentityProvider {
  /** For `npm start`. */
  env: Record<"OIDC_ISSUER" | "OIDC_CLIENT_ID" | "OIDC_CLIENT_SECRET", string>;
  /** Who signs in from now on. */
  person: Person;
}

const CLIENT = { id: "crm", secret: "secret-of-the-test" };

const base64url = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString("base64url");

/** Says who somebody is without asking: the code stands for them, once. */
export async function startIdentityProvider(
  person: Person,
): Promise<IdentityProvider> {
  const privateKey = createPrivateKey(makeSignInKey());
  const jwk = createPublicKey(privateKey).export({ format: "jwk" });
  /** By code. */
  const nonces = new Map<string, string>();
  let issuer = "";

  const signToken = (nonce: string) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: CLIENT.id, iat: now, exp: now + 300 };
    const header = base64url({ alg: "RS256", kid: "1" });
    const signed = `${header}.${base64url({ ...claims, ...provider.person, nonce })}`;
    const signature = sign("sha256", Buffer.from(signed), privateKey);
    return `${signed}.${signature.toString("base64url")}`;
  };

  async function exchange(request: IncomingMessage): Promise<object> {
    const form = new URLSearchParams(await text(request));
    const code = form.get("code") ?? "";
    const nonce = nonces.get(code);
    const [, basic = ""] = (request.headers.authorization ?? "").split(" ");
    // Both parts are form-encoded, RFC 6749, 2.3.1.
    const isOurs =
      decodeURIComponent(Buffer.from(basic, "base64").toString()) ===
      `${CLIENT.id}:${CLIENT.secret}`;
    if (!isOurs || nonce === undefined) {
      return { error: "invalid_grant" };
    }
    nonces.delete(code);
    return {
      access_token: randomUUID(),
      token_type: "Bearer",
      expires_in: 300,
      id_token: signToken(nonce),
    };
  }

  /** Where the browser is sent to come back with a code. */
  function authorize(url: URL): string {
    const code = randomUUID();
    nonces.set(code, url.searchParams.get("nonce") ?? "");
    const back = new URL(url.searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", url.searchParams.get("state") ?? "");
    return back.href;
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    const json = (body: object) => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(body));
    };
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        json({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
        break;
      case "/keys":
        json({ keys: [{ ...jwk, kid: "1", use: "sig", alg: "RS256" }] });
        break;
      case "/authorize":
        response.writeHead(302, { Location: authorize(url) }).end();
        break;
      case "/token":
        void exchange(request).then((body) => {
          response.statusCode = "error" in body ? 400 : 200;
          json(body);
        });
        break;
      default:
        response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("the provider has no port");
  }
  issuer = `http://127.0.0.1:${address.port}`;
  const provider: IdentityProvider = {
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
    },
    person,
  };
  return provider;
}
