/**
 * I5 and roles on the real runtime: every public function that the deployment
 * says it has is called with the official client and real tokens, as nobody, as
 * the owner of another workspace, and as each role.
 */
import { ConvexHttpClient } from "convex/browser";
import { ConvexError } from "convex/values";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { sign } from "../../scripts/sim/delivery";
import type { AccessIds } from "../support/access/case";
import { CASES, GUARDED, ROLES } from "../support/accessCases";
import { BAGAS, inbound, SEKAR } from "../support/bodies";
import { startHooks, type Hooks } from "../support/hooks";
import type { Telling } from "../support/conversationArbitrary";
import {
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";
import type { Caller } from "../support/tenants";

/** What a role that may never gets. */
const REFUSED = ["forbidden", "not_found", "unauthenticated", "refused"];

let server: TestServer;
let hooks: Hooks;
let ids: AccessIds;
let owner: ConvexHttpClient;
const clients = new Map<string, ConvexHttpClient>();

/** The official client calls as the tests' own does. */
const asCaller = (client: ConvexHttpClient): Caller =>
  z.custom<Caller>(() => true).parse(client);

/** The code of what a call ends with; "refused" for an error without one. */
async function codeOf(name: string, client: ConvexHttpClient) {
  try {
    await CASES[name]?.call(asCaller(client), ids);
    return "no error";
  } catch (error) {
    const data: unknown = error instanceof ConvexError ? error.data : {};
    return typeof data === "object" && data !== null && "code" in data
      ? data.code
      : "refused";
  }
}

/** Signed in with a token of a session. */
async function signIn(email: string): Promise<ConvexHttpClient> {
  const made = await server.admin.call("ops:makeLink", { email });
  const { url } = z.object({ url: z.string() }).parse(made);
  const params = { code: new URL(url).searchParams.get("code") };
  const client = new ConvexHttpClient(server.api, { logger: false });
  const { tokens } = await client.action(api.auth.signIn, { params });
  client.setAuth(tokens?.token ?? "");
  return client;
}

const addMember = (user: string, role: string) =>
  server.admin.call("ops:addMember", { workspace: "demo", user, role });

/** A client of somebody with the role; who left or was lowered is back. */
async function clientOf(role: string): Promise<ConvexHttpClient> {
  const email = `${role}@example.com`;
  await addMember(email, role);
  const client = clients.get(role) ?? (await signIn(email));
  clients.set(role, client);
  return client;
}

const rowsSchema = z.array(z.looseObject({ _id: z.string() }));

/** Where each id that a call can name is from. */
const TABLES: Record<keyof AccessIds, string> = {
  workspace_id: "workspaces",
  contact_id: "contacts",
  conversation_id: "conversations",
  event_id: "contactEvents",
  note_id: "contactNotes",
  field_id: "customFields",
  job_id: "bulkJobs",
  import_id: "imports",
  export_id: "exports",
  lead_id: "leads",
  verdict_id: "leadVerdicts",
  form_id: "leadForms",
  audit_id: "webhookAudit",
  message_id: "messages",
  run_id: "replayRuns",
  channel_id: "channels",
  notification_id: "notifications",
  alert_id: "alerts",
  user_id: "users",
  invitation_id: "invitations",
  merge_id: "mergeLog",
};

/** Ids of the demo workspace, with somebody to remove and to revoke. */
async function furnish(): Promise<AccessIds> {
  await addMember("bystander", "viewer");
  const tables = await server.readTables([...Object.values(TABLES)]);
  const open = tables["invitations"]?.filter((row) => row["status"] === "open");
  const users = tables["users"]?.filter(
    (row) => row["subject"] === "bystander",
  );
  const of = { ...tables, invitations: open ?? [], users: users ?? [] };
  return z
    .custom<AccessIds>(() => true)
    .parse(
      Object.fromEntries(
        Object.entries(TABLES).map(([name, table]) => [
          name,
          rowsSchema.parse(of[table as keyof typeof of]).at(
            // Each note is there once, whoever removed those before.
            table === "contactNotes" ? -1 : 0,
          )?._id,
        ]),
      ),
    );
}

/** One open invitation, whatever was revoked before. */
async function invite(): Promise<void> {
  const { invitations } = await server.readTables(["invitations"]);
  if (invitations?.some((row) => row["status"] === "open") === true) {
    return;
  }
  const [mine] = await owner.query(api.workspaces.listMine, {});
  if (mine === undefined) {
    throw new Error("the demo's owner is a member");
  }
  await owner.mutation(api.invitations.create, {
    workspace_id: mine.workspace._id,
    emails: [`guest-${invitations?.length ?? 0}@example.com`],
    role: "viewer",
  });
}

const addNote = async () => {
  const text = "Minta katalog";
  const { contact_id } = ids;
  await owner.mutation(api.notes.add, { contact_id, text });
};

/** One of each thing that people make. */
async function furnishEdits(): Promise<void> {
  const { workspace_id } = ids;
  await addNote();
  await owner.mutation(api.fields.create, {
    ...{ workspace_id, label: "Kota", type: "text" },
  });
  const { contact_id } = ids;
  await owner.mutation(api.contacts.update, {
    ...{ contact_id, change: { lead_status: "unqualified" } },
  });
  await owner.mutation(api.forms.create, {
    ...{ workspace_id, name: "Contact us", origins: ["https://toko.example"] },
    fields: [{ key: "hp", label: "WhatsApp", type: "phone", required: true }],
  });
  await owner.mutation(api.leads.markSpam, { contact_id, is_spam: false });
  await owner.mutation(api.contacts.bulk, {
    ...{ workspace_id, filter: {}, change: { tags: { add: ["baru"] } } },
  });
}

/** Two people who were one for a moment. */
async function furnishMerge(): Promise<void> {
  const { contacts } = await server.readTables(["contacts"]);
  const [survivor, duplicate] = rowsSchema.parse(contacts);
  const pair = z
    .custom<{ survivor_id: Id<"contacts">; duplicate_id: Id<"contacts"> }>(
      () => true,
    )
    .parse({ survivor_id: survivor?._id, duplicate_id: duplicate?._id });
  const { merge_id } = await owner.mutation(api.contacts.merge, pair);
  await owner.mutation(api.contacts.undoMerge, { merge_id });
}

/** An import that was canceled and an export that is done. */
async function furnishFiles(): Promise<void> {
  const { workspace_id } = ids;
  const { import_id } = await owner.mutation(api.imports.create, {
    ...{ workspace_id, file_name: "people.csv" },
  });
  await owner.mutation(api.imports.cancel, { import_id });
  const { export_id } = await owner.mutation(api.exports.create, {
    ...{ workspace_id, filter: {}, columns: ["name"], format: "csv" },
  });
  await vi.waitUntil(
    async () =>
      (await owner.query(api.exports.get, { export_id })).status === "done",
    { timeout: 60_000 },
  );
}

/** A replay of what can never be used, which ends at once. */
async function furnishRun(): Promise<void> {
  const bytes = Buffer.from(
    '{"message":7,"phone_number_id":"100000000000017"}',
  );
  await server.post(new Uint8Array(bytes), {
    "X-Webhook-Event": "whatsapp.message.received",
    "X-Webhook-Signature": sign(server.secret, bytes),
  });
  const args = { workspace: "demo", since: 0, statuses: ["rejected"] };
  const estimated = z
    .object({ nonce: z.string(), filter: z.object({ until: z.number() }) })
    .parse(await server.admin.call("ops:replayFailed", args));
  const { nonce, filter } = estimated;
  const { until } = filter;
  await server.admin.call("ops:replayFailed", { ...args, nonce, until });
  const run = { workspace: "demo", status: "canceled" };
  await server.admin.call("ops:replayRun", run);
}

/** A channel whose receiver is gone: it has a test, and an alert tells of it. */
async function furnishChannel(workspace_id: Id<"workspaces">): Promise<void> {
  hooks.behave("/gone", 410);
  const { channel_id } = await owner.action(api.channels.create, {
    ...{ workspace_id, name: "Chat", kind: "slack", topics: ["leads"] },
    target: `${hooks.origin}/gone`,
  });
  await owner.mutation(api.channels.test, { channel_id });
  await vi.waitUntil(
    async () =>
      (await owner.query(api.alerts.list, { workspace_id })).open.length > 0,
    { timeout: 60_000 },
  );
}

async function tell(saying: Telling, key: string): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(saying.body));
  const { status } = await server.post(bytes, {
    "Content-Type": "application/json",
    "X-Webhook-Event": saying.event ?? "",
    "X-Webhook-Payload-Version": "v2",
    "X-Idempotency-Key": key,
    "X-Webhook-Signature": sign(server.secret, Buffer.from(bytes)),
  });
  expect(status).toBe(200);
}

beforeAll(async () => {
  hooks = await startHooks();
  server = await startTestServer({ env: { NOTIFY_LOOPBACK: "yes" } });
  await tell(inbound({ id: "w1", person: SEKAR, at: 0 }), "1");
  await server.settle();
  owner = await signIn("demo-owner");
  await tell(inbound({ id: "w2", person: BAGAS, at: 1 }), "2");
  await server.settle();
  await furnishMerge();
  await furnishRun();
  await invite();
  ids = await furnish();
  await furnishEdits();
  await furnishFiles();
  await furnishChannel(ids.workspace_id);
  ids = await furnish();
  // Made last, so that the first row of a table is the demo's.
  await server.admin.call("ops:createWorkspace", {
    ...{ slug: "other", name: "Other", timezone: "Asia/Jakarta" },
    ...{ default_region: "ID", owner_subject: "other@example.com" },
  });
});
afterAll(disposeServers);

it("knows every public function that the deployment has", async () => {
  const spec = z
    .array(
      z.union([
        z.object({
          identifier: z.string(),
          visibility: z.object({ kind: z.string() }),
        }),
        z.object({ functionType: z.literal("HttpAction") }),
      ]),
    )
    .parse(await server.admin.call("_system/cli/modules:apiSpec"));
  const names = spec.flatMap((one) =>
    "identifier" in one && one.visibility.kind === "public"
      ? [one.identifier.replace(".js:", ":")]
      : [],
  );
  expect(names.sort()).toEqual(Object.keys(CASES).sort());
});

it("answers nobody, unless everybody may ask", async () => {
  const nobody = new ConvexHttpClient(server.api, { logger: false });
  for (const name of Object.keys(CASES)) {
    const isOpen = CASES[name]?.role === "anyone";
    expect([name, await codeOf(name, nobody)]).toEqual([
      name,
      isOpen ? "no error" : "unauthenticated",
    ]);
  }
});

it("hides a workspace from the owner of another", async () => {
  const other = await signIn("other@example.com");
  for (const name of GUARDED) {
    expect([name, await codeOf(name, other)]).toEqual([name, "not_found"]);
  }
});

describe.each(ROLES)("for the role %s", (role) => {
  it("answers what it may and forbids the rest", async () => {
    for (const name of GUARDED) {
      await invite();
      await addNote();
      const client = await clientOf(role);
      ids = await furnish();
      const code = await codeOf(name, client);
      const weakest = ROLES.findIndex((one) => one === CASES[name]?.role);
      if (ROLES.indexOf(role) < weakest) {
        expect([name, code]).toEqual([name, "forbidden"]);
      } else if (code !== CASES[name]?.answer) {
        expect(REFUSED.map((refusal) => [name, refusal])).not.toContainEqual([
          name,
          code,
        ]);
      }
    }
  });
});
