/** Where did my message go? */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { batch, inbound, SEKAR } from "../support/bodies";
import { PHONE_NUMBER_ID } from "../support/conversationArbitrary";
import { useConvexEnvironment } from "../support/environment";
import { readPages } from "../support/pages";
import { deliver, postSigned } from "../support/requests";
import { drain, setupDemo, type TestConvex } from "../support/setup";
import type { Caller } from "../support/tenants";

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
    for (const personal of ["Halo", SEKAR.name, SEKAR.phone, SEKAR.bsuid]) {
      expect(shown).not.toContain(personal);
    }
  });
});
