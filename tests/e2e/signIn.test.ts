/** Signing in with a real browser on the page of `npm start`. */
import { type Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../convex/_generated/api";
import {
  missingBrowser,
  openPage,
} from "../../packages/local-convex/tests/browser/browser";
import { IdentityProvider } from "../support/identityProvider";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

beforeAll(() => {
  const problem = missingBrowser();
  if (problem !== null) {
    throw new Error(problem);
  }
});
afterEach(disposeServers);

const ANN = "ann@example.com";
/** Past this something hangs, however busy the machine. */
const PATIENCE_MS = 5 * 60_000;

/** The link that a start prints. */
function printedLink(server: TestServer): string {
  const [, link] = /^Sign in +(http\S+)$/m.exec(server.child.output()) ?? [];
  if (link === undefined) {
    throw new Error("no sign-in link was printed");
  }
  return link;
}

const addMember = (server: TestServer, user: string, role = "agent") =>
  server.admin.call("ops:addMember", { workspace: "demo", user, role });
const makeLink = async (server: TestServer, email: string) =>
  z
    .object({ url: z.string() })
    .parse(await server.admin.call("ops:makeLink", { email })).url;
const readMail = async (server: TestServer) =>
  z
    .array(z.object({ email: z.string(), url: z.string() }))
    .parse(await server.admin.call("ops:readMail"));

const press = (page: Page, name: string) =>
  page.getByRole("button", { name, exact: true }).click();
/** The frame stands around the screens of a workspace, for members only. */
const seesWorkspace = (page: Page) =>
  page
    .waitForURL(/\/w\/demo\/contacts/)
    .then(() => page.getByRole("navigation").first().waitFor());
const seesAlert = (page: Page, text: RegExp) =>
  page.getByRole("alert").filter({ hasText: text }).waitFor();
const USED = /used or has expired|sudah dipakai/;

/** In English, whatever the machine's. */
async function openIn(address: string): Promise<Page> {
  const page = await openPage("about:blank");
  await page.addInitScript(() => localStorage.setItem("language", "en"));
  await page.goto(address);
  return page;
}

async function askFor(page: Page, email: string) {
  await page.getByLabel("E-mail").fill(email);
  await press(page, "Send link");
  await page.getByRole("status").filter({ hasText: email }).waitFor();
}

describe("a link", () => {
  it("that a start prints signs in after a press, once, and outlives kill -9", async () => {
    const server = await startTestServer();
    const link = printedLink(server);
    const page = await openIn(link);
    await page.getByRole("button", { name: "Continue" }).waitFor();
    expect((await server.readTables(["authSessions"])).authSessions).toEqual(
      [],
    );
    await press(page, "Continue");
    await seesWorkspace(page);

    const other = await openIn(link);
    await press(other, "Continue");
    await seesAlert(other, USED);

    await server.child.kill();
    const ports = [server.api, server.site, server.web].map(
      (address) => new URL(address).port,
    );
    const [port = "", sitePort = "", webPort = ""] = ports;
    await startTestServer({
      data: server.data,
      args: [
        ...[`--port=${port}`, `--site-port=${sitePort}`],
        `--web-port=${webPort}`,
      ],
    });
    await page.reload();
    await seesWorkspace(page);
  });

  it("that is asked for waits for its person, and strangers get none", async () => {
    const server = await startTestServer();
    await addMember(server, ANN);
    const page = await openIn(server.web);
    await askFor(page, ANN);
    const stranger = await openIn(server.web);
    await askFor(stranger, "stranger@example.com");
    const mails = await readMail(server);
    expect(mails.map(({ email }) => email)).toEqual([ANN]);
    await page.goto(mails[0]?.url ?? "");
    await press(page, "Continue");
    await seesWorkspace(page);
    expect(server.child.output()).not.toContain("stranger@");
    expect(server.child.output()).not.toContain(ANN);
    expect(server.child.output()).not.toContain(mails[0]?.url);
  });

  it("of an invitation makes a member of who opens it, and of nobody before", async () => {
    const server = await startTestServer();
    const owner = await openIn(printedLink(server));
    await press(owner, "Continue");
    await seesWorkspace(owner);
    const client = await signedInClient(server, "demo-owner");
    await client.mutation(api.invitations.create, {
      workspace_id: await onlyWorkspace(client),
      ...{ emails: [ANN], role: "viewer" },
    });
    const mail = await vi.waitUntil(
      async () => (await readMail(server)).at(0),
      { timeout: PATIENCE_MS },
    );
    const count = async () =>
      (await server.readTables(["members"])).members?.length;
    expect(await count()).toBe(1);
    const page = await openIn(mail.url);
    await press(page, "Continue");
    await seesWorkspace(page);
    expect(await count()).toBe(2);
  });
});

/** The official client with a real token of a real session. */
async function signedInClient(server: TestServer, user: string) {
  const client = new ConvexHttpClient(server.api, { logger: false });
  const code = new URL(await makeLink(server, user)).searchParams.get("code");
  const { tokens } = await client.action(api.auth.signIn, { params: { code } });
  client.setAuth(tokens?.token ?? "");
  return client;
}

/** The only workspace of who is signed in. */
async function onlyWorkspace(client: ConvexHttpClient) {
  const [mine] = await client.query(api.workspaces.listMine, {});
  if (mine === undefined) {
    throw new Error("is no member");
  }
  return mine.workspace._id;
}

it("opens nothing to a member who was removed, whose token still lives", async () => {
  const server = await startTestServer();
  await addMember(server, ANN);
  const client = await signedInClient(server, ANN);
  const workspace_id = await onlyWorkspace(client);
  const paginationOpts = { cursor: null, numItems: 5 };
  const list = () =>
    client.query(api.contacts.list, { workspace_id, paginationOpts });
  expect(await list()).toMatchObject({ isDone: true });
  await server.admin.call("ops:removeMember", {
    ...{ workspace: "demo", user: ANN },
  });
  await expect(list()).rejects.toMatchObject({ data: { code: "not_found" } });
});

describe("the company's provider", () => {
  const person = { sub: "1", email: ANN, email_verified: true, name: "Ann" };

  it("signs in a member by the address it vouches for, and nobody else", async () => {
    const provider = await IdentityProvider.start(person);
    const server = await startTestServer({ env: provider.env });
    await addMember(server, ANN);
    const company = "Sign in with your company account";
    const refused = async (code: string) => {
      const page = await openIn(server.web);
      await press(page, company);
      await seesAlert(page, /not known here/);
      expect(server.child.output()).toContain(code);
    };
    provider.person = { ...person, email_verified: false };
    await refused("address_unproven");
    provider.person = { ...person, sub: "2", email: "eve@example.com" };
    await refused("not_invited");
    provider.person = person;
    const page = await openIn(server.web);
    await press(page, company);
    await seesWorkspace(page);
    const { users } = await server.readTables(["users"]);
    expect(users?.map(({ email }) => email)).toEqual([
      ...["demo-owner@local.invalid", ANN],
    ]);
    expect(server.child.output()).not.toContain("@example.com");
  });
});
