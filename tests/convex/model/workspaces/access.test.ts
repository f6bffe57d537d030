/**
 * I5 and roles: who may call what. Every public function is found by looking,
 * so that a new one without a case here fails the first test.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../../../convex/_generated/api";
import { NO_COUNTS } from "../../../../convex/model/webhooks/replayRuns";
import { DAY_MS } from "../../../../src/lib/time/units";
import { type AccessIds, paginationOpts } from "../../../support/access/case";
import { CASES, GUARDED, namesOf, ROLES } from "../../../support/accessCases";
import { raise } from "../../../support/alertWatch";
import { inbound, SEKAR } from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { deliver } from "../../../support/requests";
import { idsOf, onlyRow, rowsOf } from "../../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../../support/setup";
import {
  addMember,
  codeOf,
  createTenant,
  userIdOf,
  type Caller,
} from "../../../support/tenants";

useConvexEnvironment();

const KNOWING = namesOf((role) => role !== "anyone");

/** The configuration holds no functions and needs the CLI's bundler. */
const MODULES = import.meta.glob<Record<string, unknown>>(
  ["../../../../convex/**/*.ts", "!**/convex.config.ts", "!**/_generated/**"],
  { eager: true },
);

function publicFunctions(): string[] {
  const root = "../../../../convex/";
  return Object.entries(MODULES)
    .flatMap(([path, module]) =>
      Object.entries(module)
        .filter(
          ([, value]) =>
            typeof value === "function" &&
            "isPublic" in value &&
            value.isPublic === true,
        )
        .map(([name]) => `${path.slice(root.length, -".ts".length)}:${name}`),
    )
    .sort();
}

const answerOf = (name: string) => CASES[name]?.answer ?? "no error";

let t: TestConvex;
let asOwner: Caller;
let ids: AccessIds;

async function call(name: string, as: Caller, mine: AccessIds = ids) {
  const perform = CASES[name];
  if (perform === undefined) {
    throw new Error(`no case for ${name}`);
  }
  return await perform.call(as, mine);
}

beforeEach(async () => {
  const demo = await setupDemo();
  ({ t, asOwner } = demo);
  await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
  const [workspace_id, contact_id, conversation_id] = [
    demo.workspaceId,
    (await onlyRow(t, "contacts"))._id,
    (await onlyRow(t, "conversations"))._id,
  ];
  await addMember(t, workspace_id, "owner");
  ids = {
    ...{ workspace_id, contact_id, conversation_id },
    merge_id: await furnishMerge(t, workspace_id, contact_id),
    audit_id: (await onlyRow(t, "webhookAudit"))._id,
    message_id: (await onlyRow(t, "messages"))._id,
    run_id: await furnishRun(t, workspace_id),
    ...(await furnishPeople(t, workspace_id)),
    ...(await furnishEdits(asOwner, workspace_id, contact_id)),
    ...(await furnishFiles(asOwner, workspace_id)),
    ...(await furnishChannel(asOwner, workspace_id)),
    alert_id: await furnishAlert(workspace_id),
  };
});

/** A merge that was undone. */
async function furnishMerge(
  t: TestConvex,
  workspace_id: AccessIds["workspace_id"],
  contact_id: AccessIds["contact_id"],
) {
  return await t.run(
    async (ctx) =>
      await ctx.db.insert("mergeLog", {
        workspace_id,
        survivor_id: contact_id,
        loser_id: contact_id,
        reason: "human",
        loser_json: "{}",
        survivor_json: "{}",
        merged_at: 0,
        state: "undone",
      }),
  );
}

/** A replay of many that is over. */
async function furnishRun(
  t: TestConvex,
  workspace_id: AccessIds["workspace_id"],
) {
  return await t.run(
    async (ctx) =>
      await ctx.db.insert("replayRuns", {
        ...{ workspace_id, total: 0, per_second: 1, status: "done" },
        filter: { statuses: ["failed"], from: 0, until: 1 },
        ...{ status_index: 1, cursor: null, is_listed: true, attempts: 0 },
        counts: NO_COUNTS,
        ...{ started_at: 0, ended_at: 1 },
      }),
  );
}

/** A mail address that was sent a test. */
async function furnishChannel(
  as: Caller,
  workspace_id: AccessIds["workspace_id"],
) {
  const { channel_id } = await as.action(api.channels.create, {
    ...{ workspace_id, name: "Sales", kind: "email" },
    ...{ topics: ["digests"], target: "sales@example.com" },
  });
  await as.mutation(api.channels.test, { channel_id });
  const { _id: notification_id } = await onlyRow(t, "notifications");
  return { channel_id, notification_id };
}

async function furnishAlert(workspace_id: AccessIds["workspace_id"]) {
  await raise(t, { kind: "digest_failed", key: workspace_id, workspace_id });
  return (await onlyRow(t, "alerts"))._id;
}

/** Somebody to remove and an invitation to revoke. */
async function furnishPeople(
  t: TestConvex,
  workspace_id: AccessIds["workspace_id"],
) {
  const user = "bystander";
  await t.mutation(internal.ops.addMember, {
    ...{ workspace_id, user, role: "viewer" },
  });
  const user_id = await userIdOf(t, user);
  return await t.run(async (ctx) => {
    const invitation_id = await ctx.db.insert("invitations", {
      ...{ workspace_id, role: "viewer", status: "open" },
      email: "budi@example.com",
      invited_by: user_id,
      expires_at: Date.now() + DAY_MS,
    });
    return { user_id, invitation_id };
  });
}

/** One of each thing that people make. */
async function furnishEdits(
  as: Caller,
  workspace_id: AccessIds["workspace_id"],
  contact_id: AccessIds["contact_id"],
) {
  const { note_id } = await as.mutation(api.notes.add, {
    contact_id,
    text: "Minta katalog",
  });
  const { field_id } = await as.mutation(api.fields.create, {
    workspace_id,
    label: "Kota",
    type: "text",
  });
  const { job_id } = await as.mutation(api.contacts.bulk, {
    workspace_id,
    filter: {},
    change: { tags: { add: ["baru"] } },
  });
  await drain(t);
  const status = { lead_status: "unqualified" } as const;
  await as.mutation(api.contacts.update, { contact_id, change: status });
  const { verdict_id } = await as.mutation(api.leads.markSpam, {
    contact_id,
    is_spam: false,
  });
  const lead_id = (await onlyRow(t, "leads"))._id;
  const { form_id } = await as.mutation(api.forms.create, {
    workspace_id,
    name: "Contact us",
    origins: ["https://toko.example"],
    fields: [{ key: "hp", label: "WhatsApp", type: "phone", required: true }],
  });
  const event_id = (await rowsOf(t, "contactEvents"))[0]?._id;
  if (event_id === undefined) {
    throw new Error("a note leaves an event");
  }
  return { note_id, field_id, job_id, event_id, lead_id, verdict_id, form_id };
}

/** A file that came in and one that goes out. */
async function furnishFiles(
  as: Caller,
  workspace_id: AccessIds["workspace_id"],
) {
  const { import_id } = await as.mutation(api.imports.create, {
    workspace_id,
    file_name: "people.csv",
  });
  await as.mutation(api.imports.cancel, { import_id });
  const { export_id } = await as.mutation(api.exports.create, {
    workspace_id,
    filter: {},
    columns: ["name"],
    format: "csv",
  });
  await drain(t);
  return { import_id, export_id };
}

/** One digest at a time: the next role shall find none under way. */
async function forgetRuns() {
  await t.run(async (ctx) => {
    for await (const run of ctx.db.query("digestRuns")) {
      await ctx.db.delete("digestRuns", run._id);
    }
  });
}

it("knows every public function", () => {
  expect(publicFunctions()).toEqual(Object.keys(CASES).sort());
});

describe.each(namesOf((role) => role === "anyone"))("%s", (name) => {
  it("answers everybody", async () => {
    expect(await codeOf(call(name, t))).toBe("no error");
  });
});

describe.each(KNOWING)("%s", (name) => {
  it("wants to know who is asking", async () => {
    expect(await codeOf(call(name, t))).toBe("unauthenticated");
  });

  it("answers a member", async () => {
    expect(await codeOf(call(name, asOwner))).toBe(answerOf(name));
  });
});

describe.each(GUARDED)("%s of another workspace", (name) => {
  it("does not exist for its owner, nor for somebody without any", async () => {
    const other = await createTenant(t, "other");
    expect(await codeOf(call(name, other.asOwner))).toBe("not_found");
    const stranger = t.withIdentity({ subject: "nobody" });
    expect(await codeOf(call(name, stranger))).toBe("not_found");
  });

  it("looks like one that never was", async () => {
    await t.run(async (ctx) => {
      await ctx.db.delete("workspaces", ids.workspace_id);
      await ctx.db.delete("contacts", ids.contact_id);
      await ctx.db.delete("conversations", ids.conversation_id);
    });
    const other = await createTenant(t, "other");
    expect(await codeOf(call(name, other.asOwner))).toBe("not_found");
  });
});

describe.each(GUARDED)("%s", (name) => {
  it("is for the roles that may", async () => {
    const weakest = ROLES.findIndex((role) => role === CASES[name]?.role);
    expect(weakest).toBeGreaterThanOrEqual(0);
    for (const role of ROLES) {
      const as = await addMember(t, ids.workspace_id, role);
      await forgetRuns();
      const people = await furnishPeople(t, ids.workspace_id);
      const isAllowed = ROLES.indexOf(role) >= weakest;
      expect([
        role,
        await codeOf(call(name, as, { ...ids, ...people })),
      ]).toEqual([role, isAllowed ? answerOf(name) : "forbidden"]);
    }
  });
});

describe("an identity", () => {
  it("is a user's by the id before the bar, whatever session follows", async () => {
    const user_id = await userIdOf(t, "demo-owner");
    for (const subject of [user_id, `${user_id}|session`]) {
      const rows = await t
        .withIdentity({ subject })
        .query(api.workspaces.listMine, {});
      expect(rows).toMatchObject([{ role: "owner" }]);
    }
  });

  it("of a user who is gone is nobody's", async () => {
    const subject = await userIdOf(t, "demo-owner");
    await t.run(async (ctx) => {
      for await (const user of ctx.db.query("users")) {
        await ctx.db.delete("users", user._id);
      }
    });
    const gone = t.withIdentity({ subject: `${subject}|session` });
    expect(await codeOf(gone.query(api.workspaces.listMine, {}))).toBe(
      "unauthenticated",
    );
    expect(await codeOf(call("contacts:list", gone))).toBe("not_found");
  });
});

describe("a person with two workspaces", () => {
  it("sees in each only what is its own", async () => {
    const other = await createTenant(t, "other", ["55"]);
    await deliver(
      t,
      inbound({ id: "w2", person: SEKAR, at: 1, phoneNumberId: "55" }),
    );
    await t.mutation(internal.ops.addMember, {
      workspace_id: ids.workspace_id,
      user: "other-owner",
      role: "agent",
    });
    for (const workspace_id of [ids.workspace_id, other.workspaceId]) {
      const answers = [
        await other.asOwner.query(api.conversations.list, {
          workspace_id,
          paginationOpts,
        }),
        await other.asOwner.query(api.audit.list, {
          workspace_id,
          paginationOpts,
        }),
      ];
      for (const { page } of answers) {
        expect(page.map((row) => row.workspace_id)).toEqual([workspace_id]);
      }
      const listed = await other.asOwner.query(api.contacts.list, {
        workspace_id,
        paginationOpts,
      });
      const found = await other.asOwner.query(api.contacts.search, {
        workspace_id,
        query: SEKAR.phone,
      });
      const contacts = await rowsOf(t, "contacts");
      const own = contacts.filter((row) => row.workspace_id === workspace_id);
      for (const rows of [listed.page, found]) {
        expect(idsOf(rows)).toEqual(idsOf(own));
      }
    }
  });
});
