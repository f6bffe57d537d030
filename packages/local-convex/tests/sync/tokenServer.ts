/** The sync server over a real host, with tokens that this file signs and checks. */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { generateKeyPair, jwtVerify, SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { Engine } from "../../src/engine";
import { installGuestGlobals } from "../../src/execution/globals";
import { Runner } from "../../src/execution/runner";
import { Host } from "../../src/host";
import { apiListener } from "../../src/http/server";
import { functionRoutes } from "../../src/http/api";
import type { Authentication } from "../../src/http/auth";
import { PushService } from "../../src/push/service";
import { parsePush } from "../../src/push/store";
import { QueryCache } from "../../src/sync/queryCache";
import { SyncServer } from "../../src/sync/server";
import { SYSTEM_TABLES } from "../../src/systemTables";
import {
  ADMIN_KEY,
  fixturePushFile,
  NODE_MODULES,
  temporaryFolder,
} from "../hostHarness";
import { SYNC_APP } from "./harness";

const ISSUER = "https://issuer.test";

export interface TokenServer {
  url: string;
  /** Times are seconds from now. */
  sign(
    subject: string,
    times?: { issuedAt?: number; expires?: number },
  ): Promise<string>;
}

export async function startTokenServer(): Promise<TokenServer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const url = await serve({
    adminKey: ADMIN_KEY,
    verifyToken: async (token) => {
      try {
        const { payload } = await jwtVerify(token, publicKey);
        const { sub: subject = "", iss: issuer = "" } = payload;
        const tokenIdentifier = `${issuer}|${subject}`;
        const attributes = { subject, issuer, tokenIdentifier };
        return { kind: "user", attributes };
      } catch (error) {
        return { kind: "invalid", reason: String(error) };
      }
    },
  });
  return {
    url,
    sign: (subject, { issuedAt = 0, expires = 3_600 } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({})
        .setProtectedHeader({ alg: "ES256" })
        .setSubject(subject)
        .setIssuer(ISSUER)
        .setIssuedAt(now + issuedAt)
        .setExpirationTime(now + expires)
        .sign(privateKey);
    },
  };
}

async function serve(authentication: Authentication): Promise<string> {
  const { host, cache, ready, close } = await startHost();
  const common = { host, cache, authentication, ready, log: host.log };
  const routes = functionRoutes(host, cache);
  const server = createServer(apiListener({ ...common, routes }));
  const sync = new SyncServer(common);
  sync.attach(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    sync.close();
    await new Promise((done) => server.close(done));
    await close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://127.0.0.1:${port}`;
}

async function startHost() {
  installGuestGlobals();
  const directory = temporaryFolder();
  const engine = await Engine.open({
    ...{ directory, durability: "process", limits: "off" },
    systemTables: SYSTEM_TABLES,
  });
  const faults = () => undefined;
  const runner = new Runner({
    ...{ engine, faults, userTimeLimitMs: null, actionTimeoutMs: 60_000 },
  });
  const host = new Host(engine, runner, () => undefined, {});
  const cache = new QueryCache(host);
  const pushes = new PushService({
    ...{ engine, faults, log: host.log, systemEnv: {}, env: () => ({}) },
    directory: `${directory}/pushes`,
    nodeModules: NODE_MODULES,
    activate: (deployment) => {
      host.deployment = deployment;
      cache.codeChanged();
    },
  });
  const push = await readFile(await fixturePushFile(SYNC_APP), "utf8");
  const ready = pushes.boot(parsePush(push));
  return { host, cache, ready, close: () => engine.close() };
}
