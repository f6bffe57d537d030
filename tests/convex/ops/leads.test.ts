/** Leads and forms from the command line. */
import { beforeEach, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { BAGAS } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { ARDI, setupFront, type Front } from "../../support/leads";
import { drain } from "../../support/setup";
import { refusalOf } from "../../support/tenants";

useConvexEnvironment();

const WORKSPACE = { workspace: "demo" };
const BY = { ...WORKSPACE, by: "demo-owner" };

let front: Front;
beforeEach(async () => {
  front = await setupFront();
});

it("shows who waits for a verdict and why, and takes it in a member's name", async () => {
  const { t } = front;
  await front.hear("Halo, ada meja makan?");
  await front.hear("yang enam kursi");
  await front.hear("Halo", { person: BAGAS });
  await drain(t);
  const show = async (filter: object) =>
    (await t.query(internal.ops.showLeads, { ...WORKSPACE, ...filter })).rows;
  expect(await show({ review: "pending" })).toMatchObject([
    { name: ARDI.name, reason: "messages", message_count: 2 },
  ]);
  const about = { ...BY, contact: ARDI.phone };
  expect(
    await t.mutation(internal.ops.reviewLead, {
      ...about,
      verdict: "approved",
    }),
  ).toMatchObject({ lead_status: "qualified" });
  expect(await show({ review: "pending" })).toEqual([]);
  expect(await show({ lead_status: "qualified" })).toHaveLength(1);
  expect(
    await t.mutation(internal.ops.markSpam, { ...about, is_spam: true }),
  ).toMatchObject({ lead_status: "spam" });
  const nobody = { ...about, verdict: "approved", by: "nobody" } as const;
  expect(
    await refusalOf(t.mutation(internal.ops.reviewLead, nobody)),
  ).toMatchObject({ code: "not_found" });
  const noLead = { ...BY, contact: BAGAS.phone, verdict: "later" } as const;
  expect(
    await refusalOf(t.mutation(internal.ops.reviewLead, noLead)),
  ).toMatchObject({ code: "not_found", what: "contact" });
});

it("shows and changes what a workspace asks of leads", async () => {
  const rules = (change: object) =>
    front.t.mutation(internal.ops.leadRules, { ...WORKSPACE, ...change });
  expect(await rules({})).toMatchObject({ message_threshold: 2 });
  expect(await rules({ message_threshold: 3 })).toMatchObject({
    message_threshold: 3,
  });
  expect(await rules({})).toMatchObject({ message_threshold: 3 });
});

it("makes forms, gives them another key and switches them off", async () => {
  const { t } = front;
  const { form_key } = await t.mutation(internal.ops.createForm, {
    ...BY,
    name: "Contact us",
    origins: ["https://toko.example"],
    fields: [{ key: "phone", label: "WA", type: "phone", required: true }],
  });
  const forms = async () =>
    (await t.query(internal.ops.listForms, WORKSPACE)).rows;
  expect(await forms()).toMatchObject([
    { form_key, name: "Contact us", submissions: 0 },
  ]);
  const { form_key: next } = await t.mutation(internal.ops.rotateForm, {
    form_key,
  });
  expect(next).not.toBe(form_key);
  await t.mutation(internal.ops.disableForm, {
    form_key: next,
    disabled: true,
  });
  expect((await forms())[0]?.disabled_at).toBeGreaterThan(0);
  const old = t.mutation(internal.ops.rotateForm, { form_key });
  expect(await refusalOf(old)).toMatchObject({ what: "form_key" });
});
