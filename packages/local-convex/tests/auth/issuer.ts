/** Issuers of tokens with real keys: key sets as data URIs, or served with discovery. */
import { createServer, type Server } from "node:http";
import {
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose";
import { onTestFinished } from "vitest";
import { changedPushFile } from "../hostHarness";

export type Algorithm = "RS256" | "ES256" | "EdDSA";

/** A claim or header that is undefined is left out. */
type Changes<T> = { [Name in keyof T]?: T[Name] | undefined };

export class Issuer {
  readonly #privateKey: CryptoKey;

  private constructor(
    readonly url: string,
    readonly algorithm: Algorithm,
    readonly jwk: JWK,
    privateKey: CryptoKey,
  ) {
    this.#privateKey = privateKey;
  }

  static async create(
    algorithm: Algorithm,
    url = "https://issuer.test",
    kid = "key 1",
  ): Promise<Issuer> {
    const pair = await generateKeyPair(algorithm, { extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    const described = { ...jwk, kid, alg: algorithm, use: "sig" };
    return new Issuer(url, algorithm, described, pair.privateKey);
  }

  /** The key set as `auth.config.ts` may hold it. */
  get jwks(): string {
    const text = JSON.stringify({ keys: [this.jwk] });
    const encoded = Buffer.from(text).toString("base64");
    return `data:text/plain;charset=utf-8;base64,${encoded}`;
  }

  /** For "app", valid for an hour; times in `claims` are seconds since 1970. */
  sign(
    subject: string,
    claims: Changes<JWTPayload> = {},
    header: Changes<JWTHeaderParameters> = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const { kid } = this.jwk;
    const times = { iat: now, exp: now + 3_600 };
    const whole = { iss: this.url, sub: subject, aud: "app", ...times };
    return new SignJWT(withoutAbsent({ ...whole, ...claims }))
      .setProtectedHeader({
        alg: this.algorithm,
        ...withoutAbsent({ kid, ...header }),
      })
      .sign(this.#privateKey);
  }
}

function withoutAbsent(record: Record<string, unknown>) {
  const entries = Object.entries(record);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

export interface OidcIssuer extends Pick<Issuer, "sign"> {
  /** Where it is, which is also its name unless `issuer` says otherwise. */
  domain: string;
  /** What it has been asked for, in order. */
  requests: string[];
  /** From now on the key set holds a new key, which signs. */
  rotate(): Promise<void>;
}

/** A provider that answers discovery; ends with the test. */
export async function startOidcIssuer(
  options: {
    algorithm?: Algorithm;
    /** The name in the discovery document and in the tokens. */
    issuer?: (domain: string) => string;
    contentType?: string;
    status?: number;
  } = {},
): Promise<OidcIssuer> {
  const { algorithm = "RS256", contentType = "application/json" } = options;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const discovery = { issuer: name, jwks_uri: `${domain}/keys` };
    const body = path === "/keys" ? { keys: [issuer.jwk] } : discovery;
    response.writeHead(options.status ?? 200, { "content-type": contentType });
    response.end(JSON.stringify(body));
  });
  const domain = await listen(server);
  const name = options.issuer?.(domain) ?? domain;
  let keys = 0;
  const fresh = () => Issuer.create(algorithm, name, `key ${keys++}`);
  let issuer = await fresh();
  return {
    domain,
    requests,
    sign: (...signed) => issuer.sign(...signed),
    rotate: async () => void (issuer = await fresh()),
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://127.0.0.1:${port}`;
}

/** The fixture push, or another app's, with this `auth.config.js`. */
export function pushFileWithAuth(source: string, app?: string) {
  return changedPushFile(({ appDefinition }) => {
    const path = "auth.config.js";
    appDefinition.changedModules.push({ path, source, environment: "isolate" });
  }, app);
}

export function authConfig(...providers: object[]): string {
  return `export default ${JSON.stringify({ providers })};`;
}
