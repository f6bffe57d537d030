/** I5: what comes through one workspace's endpoint touches no other workspace. */
import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import {
  handoff,
  inbound,
  metaReceipt,
  outbound,
  phoneNumberChanged,
  reaction,
  SEKAR,
} from "../../support/bodies";
import {
  PHONE_NUMBER_ID,
  type Telling,
} from "../../support/conversationArbitrary";
import { useConvexEnvironment } from "../../support/environment";
import { deliver, postSigned } from "../../support/requests";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import { toText } from "../../support/toText";
import { drain, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const OTHER_NUMBER = "100000000000055";
const saying = { id: "w1", person: SEKAR, at: 0 };

let t: TestConvex;
let asOwner: ReturnType<TestConvex["withIdentity"]>;
let demoId: Id<"workspaces">;
let otherId: Id<"workspaces">;
let endpoint: { webhook_path: string; secret: string };

beforeEach(async () => {
  ({ t, asOwner, workspaceId: demoId } = await setupDemo());
  const other = await t.mutation(internal.ops.createWorkspace, {
    slug: "other",
    name: "Other",
    timezone: "Asia/Jakarta",
    default_region: "ID",
    owner_subject: "other-owner",
  });
  otherId = other.workspace_id;
  endpoint = await t.action(internal.ops.createEndpoint, {
    workspace_id: otherId,
    phone_number_ids: [OTHER_NUMBER],
  });
  await drain(t);
});

/** Delivers through the other workspace's endpoint. */
async function deliverAsOther(telling: Telling): Promise<void> {
  const response = await postSigned(t, {
    body: JSON.stringify(telling.body),
    path: endpoint.webhook_path,
    secret: endpoint.secret,
    headers:
      telling.event === undefined ? {} : { "X-Webhook-Event": telling.event },
  });
  expect(response.status).toBe(200);
  await drain(t);
}

/** Everything that belongs to the demo workspace. */
async function demoState() {
  const everything = await snapshot(t);
  return Object.fromEntries(
    Object.entries(everything).map(([table, rows]) => [
      table,
      rows.filter((row) => toText(row).includes(demoId)),
    ]),
  );
}

describe("an endpoint of one workspace", () => {
  it.each<[string, Telling]>([
    ["message", inbound({ ...saying, id: "w2" })],
    ["reaction", reaction({ ...saying, id: "w3" }, "w1", "👍")],
    ["receipt", metaReceipt({ ...saying, id: "o1", at: 9 }, "read")],
  ])("may not bring a %s of another's number", async (_name, telling) => {
    await deliver(t, inbound(saying), outbound({ ...saying, id: "o1" }));
    const before = await demoState();
    await deliverAsOther(telling);
    expect(await demoState()).toEqual(before);
    const audit = (await rowsOf(t, "webhookAudit")).at(-1);
    expect(audit).toMatchObject({
      status: "failed",
      error_code: "foreign_phone_number",
      workspace_id: otherId,
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      kind: "dead_letter",
      error_code: "foreign_phone_number",
      workspace_id: otherId,
    });
  });

  it("may not switch another's number off", async () => {
    await deliverAsOther(phoneNumberChanged("deleted", PHONE_NUMBER_ID, 5));
    const [number] = await rowsOf(t, "phoneNumbers");
    expect(number).toMatchObject({
      phone_number_id: PHONE_NUMBER_ID,
      status: "active",
    });
    await deliverAsOther(phoneNumberChanged("deleted", OTHER_NUMBER, 5));
    const own = (await rowsOf(t, "phoneNumbers")).at(1);
    expect(own).toMatchObject({
      phone_number_id: OTHER_NUMBER,
      status: "deleted",
    });
  });

  it("may not write a handoff on another's conversation", async () => {
    await deliver(t, inbound({ ...saying, session: "s1" }));
    await deliverAsOther(handoff("s1", 5));
    expect(await onlyRow(t, "conversations")).not.toHaveProperty("workflow");
    await deliver(t, handoff("s1", 6));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      workflow: { outcome: "handoff" },
    });
    expect(await onlyRow(t, "parkedEvents")).toMatchObject({
      workspace_id: otherId,
    });
  });

  it("knows the same person as a contact of its own", async () => {
    await deliver(t, inbound(saying));
    await deliverAsOther(inbound({ ...saying, phoneNumberId: OTHER_NUMBER }));
    const contacts = await rowsOf(t, "contacts");
    expect(contacts.map((row) => row.workspace_id)).toEqual([demoId, otherId]);
    const messages = await rowsOf(t, "messages");
    expect(messages.map((row) => row.workspace_id)).toEqual([demoId, otherId]);
  });

  it("has its deliveries in its own list, whatever they name", async () => {
    await deliverAsOther(inbound(saying));
    await deliverAsOther(handoff("s1", 5));
    const paginationOpts = { numItems: 10, cursor: null };
    const demo = await asOwner.query(api.audit.list, {
      workspace_id: demoId,
      paginationOpts,
    });
    expect(demo.page).toEqual([]);
    const asOther = t.withIdentity({ subject: "other-owner" });
    const other = await asOther.query(api.audit.list, {
      workspace_id: otherId,
      paginationOpts,
    });
    expect(other.page.map((row) => row.status)).toEqual([
      "processed",
      "failed",
    ]);
  });
});
