/** Tokens of `ctx.auth.signJwt`, checked as anybody would. */
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { beforeAll, expect, it } from "vitest";
import {
  m,
  spawnReadyServer,
  startFixture,
  temporaryFolder,
  fixturePushFile,
  type TestServer,
} from "../hostHarness";
import { authConfig, pushFileWithAuth } from "./issuer";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

async function sign(
  claims: Record<string, string>,
  expiresInSeconds = 60,
  { client }: Pick<TestServer, "client"> = server,
): Promise<string> {
  const given = { claims, expiresInSeconds };
  return String(await client.mutation(m("sandbox:signed"), given));
}

const keysOf = ({ url }: { url: string }) =>
  new URL(`${url}/.well-known/jwks.json`);

it("are signed by the key that the deployment publishes", async () => {
  const token = await sign({ sub: "ann", role: "admin" }, 90);
  const { payload, protectedHeader } = await jwtVerify(
    token,
    createRemoteJWKSet(keysOf(server)),
    { issuer: server.url, algorithms: ["ES256"] },
  );
  const { iat = 0, exp = 0, ...claims } = payload;
  expect(claims).toEqual({ iss: server.url, sub: "ann", role: "admin" });
  expect(exp - iat).toBe(90);
  expect(protectedHeader).toMatchObject({ alg: "ES256", typ: "JWT" });
});

it("are published without the private half", async () => {
  const response = await fetch(keysOf(server));
  expect(response.headers.get("content-type")).toContain("application/json");
  const { keys } = (await response.json()) as { keys: object[] };
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([
    ["alg", "crv", "kid", "kty", "use", "x", "y"],
  ]);
});

it.each(["iss", "iat", "exp", "nbf", "convexRole", "CVX_role"])(
  "cannot have the claim %s",
  async (name) => {
    await expect(sign({ [name]: "x" })).rejects.toThrow(
      `The claim "${name}" is reserved`,
    );
  },
);

it.each([0, -1, 0.5, 3601])("cannot live for %d seconds", async (seconds) => {
  await expect(sign({}, seconds)).rejects.toThrow("expiresInSeconds");
});

it("sign in at the deployment itself, as an issuer it trusts", async () => {
  const source = authConfig({
    type: "customJwt",
    issuer: "CLOUD",
    jwks: "CLOUD/.well-known/jwks.json",
    algorithm: "ES256",
    applicationID: "app",
  }).replaceAll('"CLOUD', 'process.env.CONVEX_CLOUD_URL + "');
  const trusting = await startFixture({
    pushFile: await pushFileWithAuth(source),
  });
  const token = await sign({ sub: "ann", aud: "app" }, 60, trusting);
  const answer = await fetch(`${trusting.url}/api/query`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ path: "sandbox:whoami", args: {} }),
  });
  expect(await answer.json()).toMatchObject({
    value: { subject: "ann", issuer: trusting.url },
  });
});

it("can still be checked after a restart", async () => {
  const directory = temporaryFolder();
  const first = await spawnReadyServer({
    directory,
    pushFile: await fixturePushFile(),
  });
  const token = await sign({ sub: "ann" }, 60, first);
  await first.kill();
  const second = await spawnReadyServer({ directory });
  const { iss = "" } = decodeJwt(token);
  await jwtVerify(token, createRemoteJWKSet(keysOf(second)), { issuer: iss });
});
