/** Asking people in: by mail or mailbox, accepted only after proof. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { api, internal } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { DAY_MS } from "../../src/lib/time/units";
import { useConvexEnvironment } from "../support/environment";
import { onlyRow, rowsOf } from "../support/rows";
import { drain, setupDemo, type TestConvex } from "../support/setup";
import { openLink, signInAs, stubSignIn } from "../support/signIn";
import {
  addMember,
  codeOf,
  createTenant,
  type Caller,
} from "../support/tenants";

useConvexEnvironment();

const BUDI = "budi@example.com";
const paginationOpts = { cursor: null, numItems: 20 };

let t: TestConvex;
let asOwner: Caller;
let workspace_id: Id<"workspaces">;
beforeEach(async () => {
  stubSignIn();
  const demo = await setupDemo();
  ({ t, asOwner, workspaceId: workspace_id } = demo);
});

const invite = async (
  emails: string[],
  role: Doc<"members">["role"] = "agent",
  as: Caller = asOwner,
) => {
  const invited = await as.mutation(api.invitations.create, {
    ...{ workspace_id, emails, role },
  });
  await drain(t);
  return invited;
};
const read = () => t.mutation(internal.ops.readMail, {});
const readLink = async () => {
  const [mail] = await read();
  if (mail?.url === undefined) {
    throw new Error("no mail waits");
  }
  return mail.url;
};
const list = async () =>
  (await asOwner.query(api.invitations.list, { workspace_id, paginationOpts }))
    .page;
const memberEmails = async () =>
  (
    await asOwner.query(api.members.list, { workspace_id, paginationOpts })
  ).page.map(({ email, role }) => [email, role]);

describe("an invitation", () => {
  it("makes a member of whoever opens its link, and of nobody before", async () => {
    await invite([" Budi@Example.com"], "agent");
    expect(await list()).toMatchObject([
      {
        email: BUDI,
        role: "agent",
        status: "open",
        delivery: "mailbox",
        invited_by: "Demo owner",
        expires_at: expect.any(Number),
      },
    ]);
    expect(await memberEmails()).toHaveLength(1);
    const session = await openLink(t, await readLink());
    expect(await session?.as.query(api.workspaces.listMine, {})).toMatchObject([
      { workspace: { slug: "demo" }, role: "agent" },
    ]);
    expect(await list()).toMatchObject([{ status: "accepted" }]);
  });

  it("is accepted by any proof of the address, also by another link", async () => {
    await invite([BUDI]);
    const { as } = await signInAs(t, BUDI);
    expect(await as.query(api.workspaces.listMine, {})).toHaveLength(1);
  });

  it("is over after seven days, and its link with it", async () => {
    await invite([BUDI]);
    const link = await readLink();
    vi.advanceTimersByTime(7 * DAY_MS + 1);
    expect(await codeOf(openLink(t, link))).toBe("no error");
    expect(await memberEmails()).toHaveLength(1);
    const make = t.action(internal.ops.makeLink, { email: BUDI });
    expect(await codeOf(make)).toBe("not_found");
  });

  it("that was revoked lets nobody in by its link", async () => {
    const [invited] = await invite([BUDI]);
    const link = await readLink();
    const invitation_id = invited?.invitation_id;
    if (invitation_id === undefined) {
      throw new Error("was not invited");
    }
    const ref = { workspace_id, invitation_id };
    await asOwner.mutation(api.invitations.revoke, ref);
    expect(await codeOf(openLink(t, link))).toBe("not_invited");
    expect(await rowsOf(t, "authSessions")).toEqual([]);
    const again = asOwner.mutation(api.invitations.resend, ref);
    expect(await codeOf(again)).toBe("not_found");
  });

  it("that is sent again replaces its link and lasts from then on", async () => {
    const [invited] = await invite([BUDI]);
    const first = await readLink();
    vi.advanceTimersByTime(6 * DAY_MS);
    const invitation_id = invited?.invitation_id;
    if (invitation_id === undefined) {
      throw new Error("was not invited");
    }
    await asOwner.mutation(api.invitations.resend, {
      ...{ workspace_id, invitation_id },
    });
    await drain(t);
    const second = await readLink();
    vi.advanceTimersByTime(6 * DAY_MS);
    expect(await openLink(t, first)).toBeNull();
    expect(await openLink(t, second)).not.toBeNull();
  });

  it("says of each address what became of it", async () => {
    const asAgent = await addMember(t, workspace_id, "agent");
    await t.mutation(internal.ops.addMember, {
      ...{ workspace_id, user: "ann@example.com", role: "viewer" },
    });
    await invite([BUDI]);
    const outcomes = await invite([
      ...["no address", "Ann@example.com", BUDI],
      ...["cici@example.com", "CICI@example.com"],
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      ...["invalid_address", "already_member", "already_invited"],
      ...["invited", "already_invited"],
    ]);
    expect(await codeOf(invite([], "agent"))).toBe("invalid_addresses");
    expect(await codeOf(invite([BUDI], "viewer", asAgent))).toBe("forbidden");
  });

  it("gives no role above the inviter's own", async () => {
    const asAdmin = await addMember(t, workspace_id, "admin");
    expect(await codeOf(invite([BUDI], "owner", asAdmin))).toBe(
      "role_too_high",
    );
    const [invited] = await invite([BUDI], "owner");
    const invitation_id = invited?.invitation_id;
    if (invitation_id === undefined) {
      throw new Error("was not invited");
    }
    const revoke = asAdmin.mutation(api.invitations.revoke, {
      ...{ workspace_id, invitation_id },
    });
    expect(await codeOf(revoke)).toBe("role_too_high");
  });

  it("is one of sixty an hour", async () => {
    const many = Array.from({ length: 50 }, (_, i) => `p${i}@example.com`);
    await invite(many);
    const code = codeOf(invite(many.map((email) => `q${email}`)));
    expect(await code).toBe("rate_limited");
    expect(await rowsOf(t, "invitations")).toHaveLength(50);
  });
});

describe("an invitation of somebody who signs in here already", () => {
  it("carries no link that would open what they have", async () => {
    const other = await createTenant(t, "other");
    await t.mutation(internal.ops.addMember, {
      ...{ workspace: "other", user: BUDI, role: "agent" },
    });
    const { as } = await signInAs(t, BUDI);
    await invite([BUDI], "viewer");
    expect(await readLink()).toBe("http://127.0.0.1:3212");
    const as_of = Date.now();
    const [open] = await as.query(api.invitations.listMine, { as_of });
    expect(open).toMatchObject({ workspace_name: "Demo", role: "viewer" });
    if (open === undefined) {
      throw new Error("no invitation");
    }
    const { invitation_id } = open;
    expect(
      await as.mutation(api.invitations.accept, { invitation_id }),
    ).toEqual({
      workspace_id,
    });
    expect(await as.query(api.workspaces.listMine, {})).toMatchObject([
      { workspace: { _id: workspace_id }, role: "viewer" },
      { workspace: { _id: other.workspaceId }, role: "agent" },
    ]);
    const again = as.mutation(api.invitations.accept, { invitation_id });
    expect(await codeOf(again)).toBe("not_found");
  });

  it("cannot be accepted by others, nor without proof of the address", async () => {
    await invite([BUDI]);
    const { _id: invitation_id } = await onlyRow(t, "invitations");
    const accept = (as: Caller) =>
      codeOf(as.mutation(api.invitations.accept, { invitation_id }));
    // The sending has made a row of the address, which proves nothing.
    const users = await rowsOf(t, "users");
    const row = users.find(({ email }) => email === BUDI);
    const unproven = t.withIdentity({ subject: row?._id ?? "" });
    expect(await accept(unproven)).toBe("address_unproven");
    const { as } = await signInAs(t, "demo-owner");
    expect(await accept(as)).toBe("not_found");
    expect(await list()).toMatchObject([{ status: "open" }]);
  });
});

describe("where mail is set up", () => {
  const WEBHOOK_KEY = btoa("a key of thirty-two bytes or more");
  const sent = vi.fn(async (_url: string, _request: RequestInit) =>
    Response.json({ data: [{ id: "mail-1" }] }),
  );
  beforeEach(() => {
    vi.stubEnv("RESEND_API_KEY", "re_test");
    vi.stubEnv("MAIL_FROM", "CRM <crm@example.com>");
    vi.stubEnv("RESEND_WEBHOOK_SECRET", `whsec_${WEBHOOK_KEY}`);
    sent.mockClear();
    vi.stubGlobal("fetch", sent);
    onTestFinished(() => void vi.unstubAllGlobals());
  });
  /** What Resend posts when a mail came back. */
  const bounce = async (mail: string, key = WEBHOOK_KEY) => {
    const at = String(Math.floor(Date.now() / 1000));
    const body = JSON.stringify(bounced(mail));
    const mac = await hmac(atob(key), `event-1.${at}.${body}`);
    const { status } = await t.fetch("/mail/resend", {
      method: "POST",
      body,
      headers: {
        "svix-id": "event-1",
        "svix-timestamp": at,
        "svix-signature": `v1,${mac}`,
      },
    });
    await drain(t);
    return status;
  };

  it("an invitation is mailed, and its link stands nowhere else", async () => {
    await invite([BUDI]);
    expect(await list()).toMatchObject([{ delivery: "mailed" }]);
    expect(await rowsOf(t, "outbox")).toEqual([]);
    expect(sent).toHaveBeenCalledOnce();
    const [url, request] = sent.mock.calls[0] ?? [];
    expect(url).toBe("https://api.resend.com/emails/batch");
    const [mail] = z
      .tuple([z.object({ to: z.array(z.string()), text: z.string() })])
      .parse(JSON.parse(z.string().parse(request?.body)));
    expect(mail.to).toEqual([BUDI]);
    const [link = ""] = /http\S+/.exec(mail.text) ?? [];
    expect(await openLink(t, link)).not.toBeNull();
  });

  it("an invitation says that its mail came back, until it is sent again", async () => {
    await invite([BUDI]);
    expect(await bounce("mail-1")).toBe(201);
    expect(await bounce("mail-1")).toBe(201);
    expect(await list()).toMatchObject([{ delivery: "bounced" }]);
    const { _id: invitation_id } = await onlyRow(t, "invitations");
    sent.mockResolvedValueOnce(Response.json({ data: [{ id: "mail-2" }] }));
    await asOwner.mutation(api.invitations.resend, {
      ...{ workspace_id, invitation_id },
    });
    await drain(t);
    expect(await bounce("mail-1")).toBe(201);
    expect(await list()).toMatchObject([{ delivery: "mailed" }]);
  });

  it("takes events of mails that it does not know, and changes nothing", async () => {
    await invite([BUDI]);
    expect(await bounce("another")).toBe(201);
    expect(await list()).toMatchObject([{ delivery: "mailed" }]);
  });

  it("refuses events that Resend did not sign", async () => {
    await invite([BUDI]);
    expect(await bounce("mail-1", btoa("the key of somebody else"))).toBe(401);
    vi.stubEnv("RESEND_WEBHOOK_SECRET", "");
    expect(await bounce("mail-1")).toBe(404);
    expect(await list()).toMatchObject([{ delivery: "mailed" }]);
  });
});

/** As docs of Resend's webhooks show it. */
const bounced = (email_id: string) => ({
  type: "email.bounced",
  created_at: "2026-11-28T01:00:00.000Z",
  data: {
    email_id,
    created_at: "2026-11-28T01:00:00.000Z",
    from: "crm@example.com",
    to: [BUDI],
    subject: "Invitation",
    bounce: {
      message: "The mailbox does not exist.",
      subType: "General",
      type: "Permanent",
    },
  },
});

async function hmac(key: string, text: string): Promise<string> {
  const bytes = (of: string) =>
    Uint8Array.from(of, (letter) => letter.charCodeAt(0));
  const secret = await crypto.subtle.importKey(
    "raw",
    bytes(key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", secret, bytes(text));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}
