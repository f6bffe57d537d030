/** Who gets in, by which link, and what a stranger learns. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import { MINUTE_MS } from "../../../src/lib/time/units";
import { useConvexEnvironment } from "../../support/environment";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import {
  openLink,
  signInAs,
  stubSignIn,
  type Session,
} from "../../support/signIn";
import { codeOf, refusalOf } from "../../support/tenants";

useConvexEnvironment();

const ANN = "ann@example.com";

let t: TestConvex;
beforeEach(async () => {
  stubSignIn();
  ({ t } = await setupDemo());
});

const addAnn = () =>
  t.mutation(internal.ops.addMember, {
    ...{ workspace: "demo", user: ANN, role: "agent" },
  });
const ask = (email: string, provider = "link") =>
  t.action(api.auth.signIn, { provider, params: { email } });
const read = () => t.mutation(internal.ops.readMail, {});
const mine = ({ as }: Session) => as.query(api.workspaces.listMine, {});

describe("an operator's link", () => {
  it("signs in the demo's owner", async () => {
    const session = await signInAs(t, "demo-owner");
    expect(await mine(session)).toMatchObject([
      { workspace: { slug: "demo" }, role: "owner" },
    ]);
    expect(await session.as.query(api.me.get, {})).toMatchObject({
      email: "demo-owner@local.invalid",
      name: "Demo owner",
    });
  });

  it("leads to the page, is good once, and is nowhere else", async () => {
    await addAnn();
    const { url } = await t.action(internal.ops.makeLink, { email: ANN });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3212\/\?code=\w{32}$/);
    expect(await rowsOf(t, "outbox")).toEqual([]);
    expect(await openLink(t, url)).not.toBeNull();
    expect(await openLink(t, url)).toBeNull();
  });

  it("replaces the one before, and is refused after 15 minutes", async () => {
    await addAnn();
    const make = () => t.action(internal.ops.makeLink, { email: ANN });
    const first = await make();
    const second = await make();
    expect(await openLink(t, first.url)).toBeNull();
    vi.advanceTimersByTime(15 * MINUTE_MS + 1);
    expect(await openLink(t, second.url)).toBeNull();
  });

  it("is made for nobody who was not let in", async () => {
    const make = t.action(internal.ops.makeLink, { email: ANN });
    expect(await refusalOf(make)).toMatchObject({
      code: "not_found",
      what: "email",
    });
    expect(await rowsOf(t, "outbox")).toEqual([]);
  });

  it("is not mailed where mail is set up, nor limited", async () => {
    vi.stubEnv("RESEND_API_KEY", "re_test");
    vi.stubEnv("MAIL_FROM", "crm@example.com");
    for (let i = 0; i < 10; i++) {
      await signInAs(t, "demo-owner");
    }
  });
});

describe("a link that somebody asks for", () => {
  it("waits in the mailbox, is read once, and signs in", async () => {
    await addAnn();
    expect(await ask(" Ann@Example.com ")).toEqual({ started: true });
    const mails = await read();
    expect(mails).toMatchObject([{ email: ANN, purpose: "sign_in" }]);
    expect(await read()).toEqual([]);
    const session = await openLink(t, mails[0]?.url ?? "");
    expect(session && (await mine(session))).toMatchObject([{ role: "agent" }]);
  });

  it("is for strangers as for everybody, but none is made", async () => {
    await addAnn();
    const answers = [await ask(ANN), await ask("stranger@example.com")];
    expect(answers[1]).toEqual(answers[0]);
    expect((await read()).map(({ email }) => email)).toEqual([ANN]);
    const emails = (await rowsOf(t, "users")).map(({ email }) => email);
    expect(emails).not.toContain("stranger@example.com");
  });

  it("is limited by address, and for strangers in all", async () => {
    await addAnn();
    const codes: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      codes.push(await codeOf(ask(ANN)));
    }
    expect(codes.at(3)).toBe("no error");
    expect(codes.at(4)).toBe("rate_limited");
    expect(await codeOf(ask("demo-owner@local.invalid"))).toBe("no error");
    for (let i = 0; i < 300; i++) {
      expect(await codeOf(ask(`s${i}@example.com`))).toBe("no error");
    }
    expect(await codeOf(ask("s300@example.com"))).toBe("rate_limited");
    expect(await codeOf(ask("demo-owner@local.invalid"))).toBe("no error");
  });

  it("needs an address", async () => {
    expect(await codeOf(ask("ann"))).toBe("invalid_address");
  });

  it("is never that of an invitation, which the service alone makes", async () => {
    await addAnn();
    await ask(ANN, "invitation");
    expect(await read()).toEqual([]);
  });
});

describe("a session", () => {
  it("goes on by its refresh token until it is signed out", async () => {
    const session = await signInAs(t, "demo-owner");
    const refresh = (refreshToken: string) =>
      t.action(api.auth.signIn, { refreshToken });
    const { tokens } = await refresh(session.refreshToken);
    expect(tokens?.token).toEqual(expect.any(String));
    await session.as.action(api.auth.signOut, {});
    expect(await refresh(tokens?.refreshToken ?? "")).toEqual({ tokens: null });
  });

  it("opens nothing once its member is removed, whatever its token says", async () => {
    await addAnn();
    const session = await signInAs(t, ANN);
    const { _id: workspace_id } = await onlyRow(t, "workspaces");
    const list = () =>
      session.as.query(api.members.list, {
        ...{ workspace_id, paginationOpts: { cursor: null, numItems: 5 } },
      });
    expect(await codeOf(list())).toBe("no error");
    await t.mutation(internal.ops.removeMember, {
      ...{ workspace: "demo", user: ANN },
    });
    expect(await codeOf(list())).toBe("not_found");
  });

  it("tells when its person was last here", async () => {
    await addAnn();
    await signInAs(t, ANN);
    const { as } = await signInAs(t, "demo-owner");
    const { _id: workspace_id } = await onlyRow(t, "workspaces");
    const { page } = await as.query(api.members.list, {
      ...{ workspace_id, paginationOpts: { cursor: null, numItems: 5 } },
    });
    for (const row of page) {
      expect(row.last_active_at).toBeGreaterThanOrEqual(row.joined_at);
    }
  });
});

describe("keys", () => {
  it("are published for whoever checks tokens", async () => {
    const answer = await t.fetch("/.well-known/jwks.json");
    expect(await answer.json()).toMatchObject({ keys: [{ use: "sig" }] });
  });
});

describe("the sweep", () => {
  it("deletes what has expired and keeps a live session", async () => {
    await addAnn();
    await ask(ANN);
    await ask("stranger@example.com");
    await signInAs(t, "demo-owner");
    vi.advanceTimersByTime(32 * 24 * 60 * MINUTE_MS);
    const { refreshToken } = await signInAs(t, "demo-owner");
    const swept = await t.mutation(internal.auth.sweep.run, {});
    expect(swept.is_done).toBe(true);
    expect(swept.deleted).toBeGreaterThan(0);
    await drain(t);
    expect(await rowsOf(t, "outbox")).toEqual([]);
    expect(await rowsOf(t, "authVerificationCodes")).toEqual([]);
    expect(await rowsOf(t, "authSessions")).toHaveLength(1);
    const accounts = await rowsOf(t, "authAccounts");
    expect(accounts.map((row) => row.providerAccountId)).toEqual([
      ANN,
      "demo-owner@local.invalid",
    ]);
    const { tokens } = await t.action(api.auth.signIn, { refreshToken });
    expect(tokens).not.toBeNull();
  });
});
