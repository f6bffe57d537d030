/** `npm run show` and operators' commands against a running server. */
import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROOT, runTool } from "../../scripts/checks/processes";
import { sign } from "../../scripts/sim/delivery";
import { inbound, outbound, revoke, SEKAR } from "../support/bodies";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(disposeServers);

interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the script as npm does, on the server's data folder. */
function show(...args: string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "scripts/show.ts", ...args, "--data", server.data],
      { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
    );
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said.err += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
}

const run = async (name: string, args: object) =>
  await runTool("convex", ["run", name, JSON.stringify(args)], {
    env: {
      CONVEX_SELF_HOSTED_URL: server.api,
      CONVEX_SELF_HOSTED_ADMIN_KEY: server.adminKey,
    },
  });

async function post({ event, body }: ReturnType<typeof inbound>) {
  const bytes = Buffer.from(JSON.stringify(body));
  return await server.post(new Uint8Array(bytes), {
    "X-Webhook-Event": event ?? "",
    "X-Webhook-Payload-Version": "v2",
    "X-Webhook-Signature": sign(server.secret, bytes),
  });
}

it("says in a sentence that there is nothing yet", async () => {
  const [contacts, failures, digest] = await Promise.all([
    show("contacts"),
    show("failures"),
    show("digest"),
  ]);
  expect(contacts).toMatchObject({ code: 0, err: "" });
  expect(contacts.out).toMatch(/^No contacts yet\. .*\n$/);
  expect(failures.out).toMatch(/^Nothing waits .*\n$/);
  expect(digest.out).toMatch(
    /^No digest yet\. The next one is due on \d{4}-\d\d-\d\d 09:\d\d \(Asia\/Jakarta\)\.\n$/,
  );
});

it("shows what came of a delivery, from every side", async () => {
  await post(
    inbound({ id: "w1", person: SEKAR, at: 0, text: "Masih ada?\nYang 1 kg" }),
  );
  await post(outbound({ id: "w2", person: SEKAR, at: 60, text: "Ada, kak" }));
  await post(inbound({ id: "w3", person: SEKAR, at: 120, text: "Oh" }));
  await server.settle();
  await post(revoke({ id: "d1", person: SEKAR, at: 121 }, "w3"));
  await server.settleLeads();
  const contacts = await show("contacts");
  expect(contacts.out.split("\n").slice(0, 2)).toEqual([
    "NAME             PHONE           LEAD         WAITING SINCE  MESSAGES  LAST              OWNER",
    "Sekar Wulandari  0812-5550-0101  unqualified  -                     3  2026-09-14 09:17  -",
  ]);
  const conversation = await show("conversation", "0812", "5550", "0101");
  expect(conversation.out.split("\n").slice(0, 6)).toEqual([
    "Sekar Wulandari · 0812-5550-0101 · lead: unqualified · 3 messages, 2 unread",
    "",
    "TIME              FROM      MESSAGE               STATUS",
    "2026-09-14 09:15  customer  Masih ada? Yang 1 kg  received",
    "2026-09-14 09:16  us        Ada, kak              sent",
    "2026-09-14 09:17  customer  [deleted]             received",
  ]);
  await run("ops:setLeadStatus", {
    workspace: "demo",
    contact: "0101",
    lead_status: "customer",
  });
  const contact = await show("contact", "sekar");
  expect(contact.out).toMatch(
    /^Sekar Wulandari · \+6281255500101 · phone \+6281255500101 · bsuid \S+\n\nFIELD +VALUE +FROM +SINCE\nname +Sekar Wulandari +WhatsApp +2026-09-14 09:17\nlead_status +customer +operator +\d/,
  );
  expect(contact.out).toMatch(
    /\n\S+ \S+ +system +lead_status: unqualified -> customer\n\S+ \S+ +system +lead_status: none -> unqualified\n2026-09-14 09:17 +customer +\[text\] ?\n2026-09-14 09:16 +us +Ada, kak\n/,
  );
  const deliveries = await show("deliveries", "--limit", "1");
  expect(deliveries.out).toMatch(
    /^RECEIVED .*\n\d{4}-.* whatsapp\.message\.received +processed +1\/1 +0 +-\n\n1 shown; there are more, see --limit\. Times: Asia\/Jakarta\.\n$/,
  );
  const usage = await show("usage", "--month", "2026-09");
  expect(usage.out).toMatch(/\ndemo +2026-09 +0\.0000 +0\.0000 +1\.00 +0 /);
});

it("lets the official CLI do the rest, by slug and in words", async () => {
  const made = await run("ops:makeDigest", { workspace: "demo" });
  expect(made.output).toContain('"is_again": false');
  const added = await run("ops:addMember", {
    workspace: "demo",
    user: "ann",
    role: "agent",
  });
  expect(added.output).toContain('"role_before": null');
  const refused = await run("ops:createEndpoint", { workspace: "nobody" });
  expect(refused.code).toBe(1);
  const [last = "", ...before] = refused.output.trim().split("\n").reverse();
  // No frame of a stack, and nothing wrapped around the refusal.
  expect(last).toMatch(/^Uncaught ConvexError: \{.*\}$/);
  expect(JSON.parse(last.replace("Uncaught ConvexError: ", ""))).toEqual({
    code: "not_found",
    what: "workspace",
    message: "There is no such workspace. ops:listWorkspaces shows them all.",
  });
  expect(before).toHaveLength(2);
});

it("asks which workspace is meant, and says what is wrong", async () => {
  await run("ops:createWorkspace", {
    slug: "acme",
    name: "Acme",
    timezone: "Asia/Makassar",
    default_region: "ID",
    owner_subject: "owner",
  });
  const [asked, unknown, nobody, wrong, all] = await Promise.all([
    show("contacts"),
    show("contacts", "--workspace", "other"),
    show("conversation", "Nobody", "--workspace", "demo"),
    show("contacts", "--limit", "0"),
    show("deliveries"),
  ]);
  expect([asked, unknown, nobody, wrong].map(({ code }) => code)).toEqual([
    2, 2, 1, 2,
  ]);
  expect(asked.err).toBe("Say which workspace with --workspace: acme, demo.\n");
  expect(unknown.err).toBe(
    'There is no workspace "other". There are: acme, demo.\n',
  );
  expect(nobody.err).toMatch(/^No contact matches\. .*\n$/);
  expect(wrong.err).toMatch(/^--limit must be .*\n$/);
  expect(all.out).toContain("4 shown. Times: UTC.");
});
