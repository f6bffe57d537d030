/** A person is erased from every table and stays so; whoever writes later is new. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../convex/_generated/api";
import { featuresOf } from "../../../src/lib/spam/classifier";
import { BAGAS, batch, inbound, metaHistory } from "../../support/bodies";
import type { Id } from "../../../convex/_generated/dataModel";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { ARDI, setupFront, type Front } from "../../support/leads";
import { bytesOf, checkFile, importFile } from "../../support/imports";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import { drain } from "../../support/setup";
import { addMember, codeOf } from "../../support/tenants";

useConvexEnvironment();

/** Distinctive: found anywhere, it is theirs. */
const THEIR = {
  name: "Zulfikar Erasmus",
  phone: "6281255577701",
  email: "zulfikar@example.com",
};
const PERSON = { name: THEIR.name, phone: THEIR.phone };

const CITRA = { name: "Citra Lestari", phone: "6281255577702" };

let front: Front;
beforeEach(async () => {
  front = await setupFront();
});

const contactOf = async (name: string) =>
  (await rowsOf(front.t, "contacts")).find((row) => row.name === name);

async function erase() {
  const contact = await contactOf(THEIR.name);
  if (contact === undefined) {
    throw new Error("they are there");
  }
  const { erasure_id } = await front.asOwner.mutation(api.contacts.erase, {
    contact_id: contact._id,
  });
  await drain(front.t);
  return { contact_id: contact._id, erasure_id };
}

/** Values that JSON has no words for, bytes of a file among them. */
function readable(_key: string, value: unknown): unknown {
  if (value instanceof ArrayBuffer) {
    return new TextDecoder().decode(value);
  }
  return typeof value === "bigint" ? String(value) : value;
}

/** Where in the database any of it stands. */
async function whereIs(...words: string[]): Promise<string[]> {
  const tables = await snapshot(front.t);
  return Object.entries(tables).flatMap(([table, rows]) =>
    rows.some((row) => {
      const text = JSON.stringify(row, readable);
      return words.some((word) => text.includes(word));
    })
      ? [table]
      : [],
  );
}

/** Everything that a person leaves: messages, a batch with others, notes, … */
async function furnish(): Promise<void> {
  await front.hear("Halo, ini rahasia-zulfikar", { person: PERSON });
  await front.say("Siap kak", { person: PERSON });
  const at = 5;
  const items = [
    inbound({ id: "z9", person: PERSON, at, text: "lagi rahasia-zulfikar" }),
    inbound({ id: "o9", person: BAGAS, at, text: "punya Bagas" }),
  ];
  await post(front.t, batch(...items.map(({ body }) => body)), "shared");
  await drain(front.t);
  const contact_id = (await contactOf(THEIR.name))?._id;
  if (contact_id === undefined) {
    throw new Error("they wrote");
  }
  await front.asOwner.mutation(api.contacts.update, {
    contact_id,
    change: { email: THEIR.email, tags: { add: ["vip"] } },
  });
  const text = "Catatan rahasia-zulfikar";
  await front.asOwner.mutation(api.notes.add, { contact_id, text });
  await front.asOwner.mutation(api.leads.markSpam, {
    contact_id,
    is_spam: false,
  });
  await mergeAndUndo(contact_id);
  await takeInAndOut();
  await front.asOwner.mutation(api.digests.runNow, {
    workspace_id: front.workspaceId,
  });
  await drain(front.t);
}

/** The log of a merge holds both as they were, also when it was undone. */
async function mergeAndUndo(survivor_id: Id<"contacts">): Promise<void> {
  await front.hear("Halo", { person: CITRA });
  await drain(front.t);
  const citra = await contactOf(CITRA.name);
  if (citra === undefined) {
    throw new Error("she wrote");
  }
  const { merge_id } = await front.asOwner.mutation(api.contacts.merge, {
    survivor_id,
    duplicate_id: citra._id,
  });
  await drain(front.t);
  await front.asOwner.mutation(api.contacts.undoMerge, { merge_id });
  await drain(front.t);
}

/**
 * A file with them that was taken in, one that was only looked at, one that was
 * only uploaded, and an export.
 */
async function takeInAndOut(): Promise<void> {
  const { t, asOwner: as, workspaceId } = front;
  const file = `phone,name\n+${THEIR.phone},zulfikar lain\n+6281255577799,Rani\n`;
  await importFile({ t, as, workspaceId }, file);
  await checkFile({ t, as, workspaceId }, file);
  const { import_id } = await as.mutation(api.imports.create, {
    workspace_id: workspaceId,
    file_name: "people.csv",
  });
  const bytes = bytesOf(file);
  await as.mutation(api.imports.append, { import_id, part: 0, bytes });
  await as.mutation(api.exports.create, {
    workspace_id: workspaceId,
    filter: {},
    columns: ["name", "phone", "email"],
    format: "csv",
  });
  await drain(t);
}

/** What the classifier calls a word. */
const hashesOf = (text: string) => featuresOf(text).words.map(String);

const TRACES = [
  THEIR.name,
  THEIR.phone,
  THEIR.email,
  "rahasia-zulfikar",
  [...THEIR.phone].reverse().join(""),
  "zulfikar",
  ...hashesOf("rahasia zulfikar"),
];

describe("an erased person", () => {
  it("is in no table and no line of the log any more", async () => {
    await furnish();
    const before = await whereIs(...TRACES);
    expect(before.length).toBeGreaterThan(6);
    expect(before).toContain("importParts");
    expect(before).toContain("spamWords");
    const log = vi.mocked(console.log);
    log.mockClear();
    await erase();
    expect(await whereIs(...TRACES)).toEqual([]);
    const lines = log.mock.calls.flat().join("\n");
    expect(TRACES.filter((trace) => lines.includes(trace))).toEqual([]);
  });

  it("leaves others as they were, also in shared deliveries", async () => {
    await furnish();
    await erase();
    expect(await contactOf(BAGAS.name)).toMatchObject({ message_count: 1 });
    const bodies = (await rowsOf(front.t, "webhookPayloads")).map(
      ({ body }) => body,
    );
    expect(bodies.filter((body) => body.includes("punya Bagas"))).toHaveLength(
      1,
    );
  });

  it("leaves what others taught the classifier", async () => {
    const judge = async (name: string) => {
      const contact = await contactOf(name);
      await front.asOwner.mutation(api.leads.markSpam, {
        contact_id: contact?._id ?? ("" as Id<"contacts">),
        is_spam: true,
      });
    };
    const words = async () =>
      (await rowsOf(front.t, "spamWords")).map(({ word, spam }) => [
        ...[String(word), spam],
      ]);
    await front.hear("promo kilat", { person: PERSON });
    await front.hear("promo murah", { person: BAGAS });
    await drain(front.t);
    await judge(BAGAS.name);
    const before = await words();
    await judge(THEIR.name);
    expect(await words()).toHaveLength(before.length + 1);
    await erase();
    expect(await words()).toEqual(before);
    expect(await rowsOf(front.t, "spamLabels")).toMatchObject([{ spam: 1 }]);
  });

  it("is reported by tables, without a word of who it was", async () => {
    await furnish();
    const { contact_id } = await erase();
    expect(await onlyRow(front.t, "erasures")).toMatchObject({
      contact_id,
      words: [],
      removed: {
        contacts: 1,
        contactIdentities: 1,
        conversations: 1,
        messages: 3,
        contactNotes: 1,
        webhookPayloads: 3,
        deliveryItems: 3,
      },
      finished_at: expect.any(Number) as number,
    });
  });

  it("does not come back with a replay or an old message", async () => {
    await furnish();
    await erase();
    const old = inbound({ id: "z1", person: PERSON, at: 0, text: "lama" });
    await post(front.t, old, "old");
    await post(
      front.t,
      metaHistory(PERSON, [{ id: "h1", person: PERSON, at: 1 }]),
      "history",
    );
    await drain(front.t);
    expect(await contactOf(THEIR.name)).toBeUndefined();
    const audits = await rowsOf(front.t, "webhookAudit");
    expect(audits.slice(-2).map(({ status }) => status)).toEqual([
      "ignored",
      "ignored",
    ]);
    expect(await rowsOf(front.t, "syncFailures")).toEqual([]);
  });

  it("is somebody new when they write again", async () => {
    await furnish();
    const { contact_id } = await erase();
    vi.advanceTimersByTime(60_000);
    await front.hear("Halo, saya baru di sini", { person: PERSON });
    const again = await contactOf(THEIR.name);
    expect(again).toMatchObject({ message_count: 1, tags: [] });
    expect(again?._id).not.toBe(contact_id);
  });

  it("may have their data before", async () => {
    await furnish();
    const contact_id = (await contactOf(THEIR.name))?._id;
    if (contact_id === undefined) {
      throw new Error("they wrote");
    }
    const { json, has_more } = await front.asOwner.query(
      api.contacts.exportPerson,
      { contact_id },
    );
    expect(has_more).toBe(false);
    expect(JSON.parse(json)).toMatchObject({
      contact: { name: THEIR.name, email: THEIR.email },
      identities: [{ kind: "phone" }],
      messages: [{}, {}, {}],
      notes: [{ text: "Catatan rahasia-zulfikar" }],
    });
    const wrong = front.asOwner.mutation(api.contacts.erase, {
      contact_id,
      confirm_name: "Somebody else",
    });
    expect(await codeOf(wrong)).toBe("not_confirmed");
  });

  it("is for admins to ask for", async () => {
    await front.hear("Halo");
    const contact = await contactOf(ARDI.name);
    const as = await addMember(front.t, front.workspaceId, "agent");
    if (contact !== undefined) {
      const call = as.mutation(api.contacts.erase, { contact_id: contact._id });
      expect(await codeOf(call)).toBe("forbidden");
    }
    expect(await rowsOf(front.t, "erasures")).toEqual([]);
  });
});
