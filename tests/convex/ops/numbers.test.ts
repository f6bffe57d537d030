/** Giving business numbers to workspaces and taking them away. */
import { beforeEach, describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { inbound, SEKAR } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import { createTenant, refusalOf } from "../../support/tenants";

useConvexEnvironment();

const DEMO_NUMBER = "100000000000017";

let t: TestConvex;
beforeEach(async () => {
  ({ t } = await setupDemo());
});

const call = (phone_number_id: string, workspace = "demo") => ({
  workspace,
  phone_number_id,
});
const add = (id: string, workspace?: string) =>
  t.mutation(internal.ops.addNumber, call(id, workspace));
const remove = (id: string, workspace?: string) =>
  t.mutation(internal.ops.removeNumber, call(id, workspace));
const list = async (workspace = "demo") =>
  (await t.query(internal.ops.listNumbers, { workspace })).rows;
const says = (id: string, phoneNumberId: string) =>
  inbound({ id, person: SEKAR, at: 0, phoneNumberId });

describe("numbers", () => {
  it("bring what waited for them", async () => {
    await deliver(t, says("w1", "55"));
    expect(await rowsOf(t, "messages")).toEqual([]);
    expect(await add("55")).toEqual({
      phone_number_id: "55",
      status: "active",
    });
    await drain(t);
    expect(await onlyRow(t, "messages")).toMatchObject({
      kapso_message_id: "w1",
    });
    expect(await list()).toEqual([
      { phone_number_id: DEMO_NUMBER, status: "active" },
      { phone_number_id: "55", status: "active" },
    ]);
  });

  it("wait for the next owner once they are taken away", async () => {
    await createTenant(t, "other");
    expect(await remove(DEMO_NUMBER)).toEqual({ phone_number_id: DEMO_NUMBER });
    expect(await list()).toEqual([]);
    const row = await onlyRow(t, "phoneNumbers");
    expect(row.status).toBe("unclaimed");
    expect(row).not.toHaveProperty("workspace_id");
    await deliver(t, says("w1", DEMO_NUMBER));
    expect(await rowsOf(t, "messages")).toEqual([]);
    expect((await rowsOf(t, "syncFailures")).at(-1)).toMatchObject({
      error_code: "unclaimed_phone_number",
    });
    await add(DEMO_NUMBER, "other");
    await drain(t);
    expect(await rowsOf(t, "messages")).toHaveLength(1);
    expect(await list("other")).toEqual([
      { phone_number_id: DEMO_NUMBER, status: "active" },
    ]);
  });

  it("may be added again, and stay what Kapso says they are", async () => {
    const row = await onlyRow(t, "phoneNumbers");
    await t.run(
      async (ctx) =>
        await ctx.db.patch("phoneNumbers", row._id, {
          status: "disconnected",
          status_at: Date.parse("2026-09-14T02:15:07Z"),
        }),
    );
    expect(await add(DEMO_NUMBER)).toMatchObject({ status: "disconnected" });
    expect(await list()).toEqual([
      {
        phone_number_id: DEMO_NUMBER,
        status: "disconnected",
        status_at: Date.parse("2026-09-14T02:15:07Z"),
        status_local: "2026-09-14T09:15:07+07:00",
      },
    ]);
  });

  it("of others, and what is no id, are refused", async () => {
    await createTenant(t, "other", ["77"]);
    expect(await refusalOf(add("77"))).toMatchObject({
      code: "phone_number_taken",
    });
    expect(await refusalOf(remove("77"))).toMatchObject({
      code: "not_found",
      what: "phone_number_id",
    });
    expect(await refusalOf(add("+62 812"))).toMatchObject({
      code: "invalid_phone_number_id",
      what: "phone_number_id",
    });
  });
});
