/** Tokens over HTTP, WebSocket and HTTP actions; providers by push or variable. */
import { ConvexHttpClient } from "convex/browser";
import { describe, expect, it } from "vitest";
import {
  ADMIN_KEY,
  a,
  m,
  q,
  startFixture,
  temporaryFolder,
  type TestServer,
} from "../hostHarness";
import { connect, Watch } from "../sync/harness";
import {
  authConfig,
  Issuer,
  pushFileWithAuth,
  startOidcIssuer,
} from "./issuer";

const whoami = q("sandbox:whoami");

function clientWith(server: TestServer, token: string): ConvexHttpClient {
  return new ConvexHttpClient(server.url, { logger: false, auth: token });
}

function customProvider({ url, jwks, algorithm }: Issuer) {
  const provider = { type: "customJwt", issuer: url, jwks, algorithm };
  return { ...provider, applicationID: "app" };
}

async function startTrusting(issuer: Issuer, source?: string) {
  const config = source ?? authConfig(customProvider(issuer));
  return startFixture({ pushFile: await pushFileWithAuth(config) });
}

async function setEnv(
  server: TestServer,
  name: string,
  value: string | null,
): Promise<Response> {
  return fetch(`${server.url}/api/update_environment_variables`, {
    method: "POST",
    headers: { authorization: `Convex ${ADMIN_KEY}` },
    body: JSON.stringify({ changes: [{ name, value }] }),
  });
}

/** "accepted", or the code of the refusal. */
async function answerTo(server: TestServer, token: string): Promise<unknown> {
  const response = await fetch(`${server.url}/api/query`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ path: "sandbox:whoami", args: {} }),
  });
  if (response.status === 200) {
    return "accepted";
  }
  expect(response.status).toBe(401);
  return response.json();
}

describe("a valid token", () => {
  it("is the same identity over HTTP, WebSocket and in an HTTP action", async () => {
    const issuer = await Issuer.create("ES256");
    const server = await startTrusting(issuer);
    const token = await issuer.sign("ann", { org: { role: "owner" } });
    const identity = {
      tokenIdentifier: "https://issuer.test|ann",
      subject: "ann",
      issuer: "https://issuer.test",
      "org.role": "owner",
    };
    expect(await clientWith(server, token).query(whoami, {})).toEqual(identity);
    const client = connect(server.url);
    client.setAuth(() => Promise.resolve(token));
    const watch = new Watch(client, whoami);
    await watch.until((value) => value !== null);
    expect(watch.seen).toEqual([identity]);
    const response = await fetch(`${server.siteUrl}/whoami`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toEqual({ identity });
  });

  it("goes with calls from actions and is shown to mutations", async () => {
    const issuer = await Issuer.create("RS256");
    const server = await startTrusting(issuer);
    const token = await issuer.sign("ann");
    const client = clientWith(server, token);
    expect(await client.action(a("sandbox:relay"), {})).toMatchObject({
      identity: { subject: "ann" },
      metadata: { request: { authToken: token } },
    });
    expect(await client.mutation(m("sandbox:metadata"), {})).toMatchObject({
      request: { authToken: token },
    });
  });

  it("of an OIDC provider is checked against its discovered keys", async () => {
    const issuer = await startOidcIssuer();
    const provider = { domain: issuer.domain, applicationID: "app" };
    const pushFile = await pushFileWithAuth(authConfig(provider));
    const server = await startFixture({ pushFile });
    const token = await issuer.sign("ann", { preferred_username: "anna" });
    expect(await clientWith(server, token).query(whoami, {})).toMatchObject({
      preferredUsername: "anna",
    });
  });
});

it("a bad token is told apart from none", async () => {
  const issuer = await Issuer.create("ES256");
  const server = await startTrusting(issuer);
  const expired = await issuer.sign("ann", { exp: 1 });
  expect(await answerTo(server, expired)).toMatchObject({
    code: "InvalidAuthHeader",
    message: expect.stringContaining("exp"),
  });
  const foreign = await issuer.sign("ann", { aud: "another" });
  expect(await answerTo(server, foreign)).toMatchObject({
    code: "NoAuthProvider",
  });
  expect(await server.client.query(whoami, {})).toBeNull();
});

describe("the providers", () => {
  const fromEnv = (issuer: Issuer) =>
    authConfig({ ...customProvider(issuer), applicationID: "@" }).replace(
      '"@"',
      "process.env.APP_ID",
    );

  it("follow a variable that auth.config.ts uses", async () => {
    const issuer = await Issuer.create("ES256");
    const directory = temporaryFolder();
    const pushFile = await pushFileWithAuth(fromEnv(issuer));
    const env = { APP_ID: "first" };
    const server = await startFixture({ directory, pushFile, env });
    const first = await issuer.sign("ann", { aud: "first" });
    const second = await issuer.sign("ann", { aud: "second" });
    expect(await answerTo(server, first)).toBe("accepted");
    expect(await answerTo(server, second)).toMatchObject({
      code: "NoAuthProvider",
    });
    expect((await setEnv(server, "APP_ID", "second")).status).toBe(200);
    expect(await answerTo(server, second)).toBe("accepted");
    expect(await answerTo(server, first)).toMatchObject({
      code: "NoAuthProvider",
    });
    await server.close();
    const again = await startFixture({ directory, pushFile: undefined });
    expect(await answerTo(again, second)).toBe("accepted");
  });

  it("stay when a change of variables would break them", async () => {
    const issuer = await Issuer.create("ES256");
    const pushFile = await pushFileWithAuth(fromEnv(issuer));
    const server = await startFixture({ pushFile, env: { APP_ID: "app" } });
    const refused = await setEnv(server, "APP_ID", null);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      code: "AuthConfigMissingEnvironmentVariable",
      message:
        "Environment variable APP_ID is used in auth config file but its value was not set",
    });
    expect(await answerTo(server, await issuer.sign("ann"))).toBe("accepted");
  });

  it.each([
    ["export default { providers: [{ domain: 5 }] };", "InvalidAuthConfig"],
    ["export const nothing = 1;", "InvalidAuthConfig"],
    ['throw new Error("broken");', "InvalidModules"],
  ])("that cannot be read refuse the push: %s", async (source, code) => {
    const pushFile = await pushFileWithAuth(source);
    await expect(startFixture({ pushFile })).rejects.toMatchObject({ code });
  });
});
