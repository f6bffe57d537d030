/** An OpenID Connect provider on this machine that signs in whom a test says. */
import {
  createPrivateKey,
  createPublicKey,
  randomUUID,
  sign,
} from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
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

interface Answer {
  status: number;
  location?: string;
  body?: object;
}

const CLIENT = { id: "crm", secret: "secret-of-the-test" };
const KEY_ID = "1";

const base64url = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString("base64url");

/** Says who somebody is without asking; a code stands for them once. */
export class IdentityProvider {
  readonly #key = createPrivateKey(makeSignInKey());
  /** By code. */
  readonly #nonces = new Map<string, string>();
  #issuer = "";

  /** @param person who signs in from now on */
  private constructor(public person: Person) {}

  /** Listens until the test is over. */
  static async start(person: Person): Promise<IdentityProvider> {
    const provider = new IdentityProvider(person);
    const server = createServer((request, response) => {
      void provider.#answer(request).then(({ status, location, body }) => {
        response.writeHead(status, {
          "Content-Type": "application/json",
          ...(location === undefined ? {} : { Location: location }),
        });
        response.end(JSON.stringify(body ?? {}));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    provider.#issuer = `http://127.0.0.1:${port}`;
    return provider;
  }

  /** For `npm start`. */
  get env() {
    return {
      OIDC_ISSUER: this.#issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
    };
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? "/", this.#issuer);
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return { status: 200, body: this.#describe() };
      case "/keys": {
        const jwk = createPublicKey(this.#key).export({ format: "jwk" });
        const key = { ...jwk, kid: KEY_ID, use: "sig", alg: "RS256" };
        return { status: 200, body: { keys: [key] } };
      }
      case "/authorize":
        return { status: 302, location: this.#authorize(url) };
      case "/token":
        return await this.#exchange(request);
      default:
        return { status: 404 };
    }
  }

  #describe() {
    const issuer = this.#issuer;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  /** Where the browser is sent to come back with a code. */
  #authorize(url: URL): string {
    const code = randomUUID();
    this.#nonces.set(code, url.searchParams.get("nonce") ?? "");
    const back = new URL(url.searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", url.searchParams.get("state") ?? "");
    return back.href;
  }

  async #exchange(request: IncomingMessage): Promise<Answer> {
    const code = new URLSearchParams(await text(request)).get("code") ?? "";
    const nonce = this.#nonces.get(code);
    const [, basic = ""] = (request.headers.authorization ?? "").split(" ");
    // Both parts are form-encoded, RFC 6749, 2.3.1.
    const client = decodeURIComponent(Buffer.from(basic, "base64").toString());
    if (client !== `${CLIENT.id}:${CLIENT.secret}` || nonce === undefined) {
      return { status: 400, body: { error: "invalid_grant" } };
    }
    this.#nonces.delete(code);
    const tokens = { access_token: randomUUID(), token_type: "Bearer" };
    return { status: 200, body: { ...tokens, id_token: this.#sign(nonce) } };
  }

  #sign(nonce: string): string {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + 300 };
    const claims = { iss: this.#issuer, aud: CLIENT.id, nonce, ...times };
    const header = base64url({ alg: "RS256", kid: KEY_ID });
    const signed = `${header}.${base64url({ ...claims, ...this.person })}`;
    const signature = sign("sha256", Buffer.from(signed), this.#key);
    return `${signed}.${signature.toString("base64url")}`;
  }
}
