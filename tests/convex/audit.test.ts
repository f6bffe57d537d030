/** Where did my message go? */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { DAY_MS } from "../../src/lib/time/units";
import { BAGAS, batch, inbound, SEKAR } from "../support/bodies";
import { PHONE_NUMBER_ID } from "../support/conversationArbitrary";
import { useConvexEnvironment } from "../support/environment";
import { readPages } from "../support/pages";
import { deliver, postSigned } from "../support/requests";
import { drain, setupDemo, type TestConvex } from "../support/setup";
import { poison } from "../support/poison";
import { rowsOf } from "../support/rows";
import { codeOf, createTenant, type Caller } from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, asOwner, workspaceId } = await setupDemo());
});

const says = (id: string) => inbound({ id, person: SEKAR, at: 0 });

async function list(status?: Doc<"webhookAudit">["status"], numItems = 50) {
  return await readPages(
    async (paginationOpts) =>
      await asOwner.query(api.audit.list, {
        workspace_id: workspaceId,
        paginationOpts,
        status,
      }),
    numItems,
  );
}

describe("the list of deliveries", () => {
  it("has the newest first, in pages", async () => {
    for (const id of ["w1", "w2", "w3"]) {
      await deliver(t, says(id));
      vi.advanceTimersByTime(1000);
    }
    const [all] = await list();
    const times = all?.map((row) => row.received_at) ?? [];
    expect(times).toHaveLength(3);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const pages = await list(undefined, 2);
    expect(pages.flat()).toEqual(all);
    expect(pages[0]).toHaveLength(2);
  });

  it("can be narrowed to one outcome", async () => {
    await deliver(t, says("w1"), batch(says("w2").body, null));
    const ofGroup = inbound({ id: "g", person: SEKAR, at: 0, groupId: "g1" });
    await deliver(t, ofGroup);
    const unusable = JSON.stringify({
      message: 7,
      phone_number_id: PHONE_NUMBER_ID,
    });
    await postSigned(t, {
      body: unusable,
      headers: { "X-Webhook-Event": "whatsapp.message.received" },
    });
    await deliver(t, inbound({ id: "w4", person: {}, at: 0, session: null }));
    await drain(t);
    const counts = [];
    for (const status of [
      "processed",
      "partial",
      "ignored",
      "rejected",
      "failed",
      "received",
    ] as const) {
      const rows = (await list(status)).flat();
      expect(rows.every((row) => row.status === status)).toBe(true);
      counts.push([status, rows.length]);
    }
    expect(counts).toEqual([
      ["processed", 1],
      ["partial", 1],
      ["ignored", 1],
      ["rejected", 1],
      ["failed", 1],
      ["received", 0],
    ]);
    expect((await list()).flat()).toHaveLength(5);
  });

  it("never shows what a delivery said", async () => {
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0, text: "Halo" }));
    const shown = JSON.stringify(await list());
    // The name is the contact's, as every list of people has it.
    for (const personal of ["Halo", SEKAR.phone, SEKAR.bsuid]) {
      expect(shown).not.toContain(personal);
    }
  });
});

/** Every filter alone and with another, against the rows themselves. */
describe("the filters", () => {
  const filtered = async (filter: object) => {
    const pages = await readPages(
      async (paginationOpts) =>
        await asOwner.query(api.audit.list, {
          workspace_id: workspaceId,
          paginationOpts,
          ...filter,
        }),
      2,
    );
    return pages.flat().map((row) => row.idempotency_key);
  };
  const post = async (key: string, body: string, event?: string) => {
    await postSigned(t, {
      body,
      headers: {
        "X-Idempotency-Key": key,
        ...(event !== undefined && { "X-Webhook-Event": event }),
      },
    });
    vi.advanceTimersByTime(1000);
  };

  it("give what has all of them, newest first, in pages", async () => {
    const begin = Date.now();
    const { body, event } = says("w1");
    await post("one", JSON.stringify(body), event);
    await post("one", JSON.stringify(body), event);
    await post("two", JSON.stringify(says("w2").body), event);
    const unusable = JSON.stringify({ phone_number_id: PHONE_NUMBER_ID });
    await post("bad", unusable, event);
    await drain(t);
    expect(await filtered({})).toEqual(["bad", "two", "one"]);
    expect(await filtered({ has_duplicates: true })).toEqual(["one"]);
    expect(await filtered({ has_failures: true })).toEqual(["bad"]);
    expect(await filtered({ event_type: event })).toEqual([
      "bad",
      "two",
      "one",
    ]);
    expect(await filtered({ event_type: "another" })).toEqual([]);
    expect(await filtered({ payload_form: "v2" })).toHaveLength(3);
    expect(await filtered({ payload_form: "meta" })).toEqual([]);
    expect(await filtered({ endpoint_key: "default" })).toHaveLength(3);
    expect(
      await filtered({ endpoint_key: "default", has_duplicates: true }),
    ).toEqual(["one"]);
    expect(
      await filtered({ status: "processed", has_duplicates: true }),
    ).toEqual(["one"]);
    const [from, until] = [begin + 2000, begin + 3000];
    expect(await filtered({ from, until })).toEqual(["two"]);
  });
});

describe("a delivery", () => {
  const sekar = async () => (await rowsOf(t, "contacts"))[0]?._id;

  it("tells its life: who, what it made, and which secret proved it", async () => {
    await deliver(t, says("wamid.w1"));
    await drain(t);
    const [row] = (await list()).flat();
    const audit_id = row?._id ?? raise();
    const life = await asOwner.query(api.audit.get, { audit_id });
    expect(life).toMatchObject({
      delivery: {
        status: "processed",
        verified_by: "current",
        contact: { contact_id: await sekar(), name: SEKAR.name },
      },
      failures: [],
      replays: [],
      body: { is_kept: true },
    });
    const items = await asOwner.query(api.audit.items, {
      audit_id,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(items.page).toMatchObject([
      {
        item_index: 0,
        event_kind: "message",
        outcome: "applied",
        effects: ["contact_made", "conversation_made", "message_stored"],
        contact: { name: SEKAR.name },
        message_id: (await rowsOf(t, "messages"))[0]?._id,
      },
    ]);
  });

  it("is found by anything that somebody has at hand", async () => {
    await deliver(t, says("wamid.w1"));
    await deliver(t, inbound({ id: "wamid.b", person: BAGAS, at: 0 }));
    await drain(t);
    const found = async (query: string, as: Caller = asOwner) => {
      const { found_by, deliveries } = await as.query(api.audit.find, {
        workspace_id: workspaceId,
        query,
      });
      return [found_by, ...deliveries.map(({ _id }) => _id)];
    };
    const [first] = await rowsOf(t, "webhookAudit");
    const { _id, idempotency_key } = first ?? raise();
    const contact = await sekar();
    const [message] = await rowsOf(t, "messages");
    expect(await found(` ${_id} `)).toEqual(["delivery", _id]);
    expect(await found(`https://crm.example/w/demo/deliveries/${_id}`)).toEqual(
      ["delivery", _id],
    );
    expect(await found(idempotency_key)).toEqual(["key", _id]);
    expect(await found("wamid.w1")).toEqual(["message", _id]);
    expect(await found(message?._id ?? raise())).toEqual(["message", _id]);
    for (const phone of ["0812-5550-0101", "+62 812 5550 0101", "Sekar"]) {
      expect(await found(phone)).toEqual(["contact", _id]);
    }
    expect(
      await found(`http://localhost/w/demo/contacts/${contact}?open=1`),
    ).toEqual(["contact", _id]);
    expect(await found("wamid.none")).toEqual(["nothing"]);
    expect(await found("")).toEqual(["nothing"]);
    const other = await createTenant(t, "other");
    for (const query of [_id, "wamid.w1", "0812-5550-0101"]) {
      const { deliveries } = await other.asOwner.query(api.audit.find, {
        workspace_id: other.workspaceId,
        query,
      });
      expect(deliveries).toEqual([]);
    }
  });

  it("is found by a message that it failed to store", async () => {
    await poison(t, "wamid.w1");
    await deliver(t, says("wamid.w1"));
    await drain(t);
    const { deliveries } = await asOwner.query(api.audit.find, {
      workspace_id: workspaceId,
      query: "wamid.w1",
    });
    expect(deliveries).toMatchObject([{ status: "failed" }]);
  });

  it("is where a message comes from, and each later one that told of it", async () => {
    await deliver(t, says("wamid.w1"), says("wamid.w1"));
    await drain(t);
    const [message] = await rowsOf(t, "messages");
    const { _id: message_id, conversation_id } = message ?? raise();
    const told = await asOwner.query(api.audit.byMessage, {
      conversation_id,
      message_id,
    });
    expect(told).toHaveLength(2);
  });

  it("shows its body masked to admins, who are noted, until it is deleted", async () => {
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0, text: "Halo" }));
    const [audit] = await rowsOf(t, "webhookAudit");
    const { _id: audit_id, body_expires_at } = audit ?? raise();
    const look = () => asOwner.mutation(api.audit.body, { audit_id });
    const shown = await look();
    expect(shown).toMatchObject({ kind: "kept", expires_at: body_expires_at });
    expect(JSON.stringify(shown)).not.toContain(SEKAR.name);
    const life = await asOwner.query(api.audit.get, { audit_id });
    expect(life.looks).toHaveLength(1);
    vi.advanceTimersByTime(31 * DAY_MS);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await look()).toEqual({
      kind: "deleted",
      deleted_at: body_expires_at,
    });
    vi.advanceTimersByTime(365 * DAY_MS);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await rowsOf(t, "bodyLooks")).toEqual([]);
  });

  it("of nobody is for operators", async () => {
    await deliver(
      t,
      inbound({ id: "wamid.n", person: SEKAR, at: 0, phoneNumberId: "999" }),
    );
    const [audit] = await rowsOf(t, "webhookAudit");
    const audit_id = audit?._id ?? raise();
    expect(await codeOf(asOwner.query(api.audit.get, { audit_id }))).toBe(
      "not_found",
    );
    for (const delivery of [audit_id, "wamid.n"]) {
      const shown = await t.query(internal.ops.showDelivery, { delivery });
      expect(shown.life.failures).toMatchObject([
        { kind: "delivery", error_code: "unclaimed_phone_number" },
      ]);
      expect(shown.items).toMatchObject([{ outcome: "failed" }]);
    }
  });
});

function raise(): never {
  throw new Error("there is none");
}
