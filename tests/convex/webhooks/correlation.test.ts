/** One id leads from the answer to Kapso to everything that came of a delivery. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { post } from "../../support/deliver";
import { inbound } from "../../support/bodies";
import { TEST_MASTER_KEY } from "../../support/environment";
import { useConvexEnvironment } from "../../support/environment";
import { ARDI, setupFront, type Front } from "../../support/leads";
import { postPlain } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain } from "../../support/setup";

useConvexEnvironment();

let front: Front;
let log: { mock: { calls: unknown[][] } };
beforeEach(async () => {
  vi.stubEnv("CRM_MASTER_KEY", TEST_MASTER_KEY);
  log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  front = await setupFront();
});

type Line = Record<string, unknown> & { event: string };

const lines = (): Line[] =>
  log.mock.calls
    .map(([text]) => JSON.parse(String(text)) as Line)
    .filter(({ event }) => event !== "webhook.counted");

let key = 0;
/** Delivers, and says under which id it was answered. */
async function answered(body: unknown): Promise<string> {
  key += 1;
  const telling = { event: "whatsapp.message.received", body };
  const response = await post(front.t, telling, `correlation-${key}`);
  const { audit_id } = (await response.json()) as { audit_id: string };
  expect(response.headers.get("x-request-id")).toBe(audit_id);
  await drain(front.t);
  return audit_id;
}

const said = (id: string, at: number, phoneNumberId?: string) =>
  inbound({ id, person: ARDI, at, phoneNumberId }).body;

describe("a delivery's id", () => {
  it("stands in the history of whom its look made a lead, and in the log", async () => {
    await answered(said("w1", 0));
    const auditId = await answered(said("w2", 10));
    const { about_id, contact_id } = await onlyRow(front.t, "contactEvents");
    expect(about_id).toBe(auditId);
    expect(
      lines().filter(({ audit_id }) => audit_id === auditId),
    ).toMatchObject([
      { event: "webhook.accepted" },
      { event: "webhook.processed" },
      { event: "lead.status_given", contact_id, status: "unqualified" },
    ]);
  });

  it("goes with the alert that it gives cause for, and its notification", async () => {
    await front.t.mutation(internal.ops.createWorkspace, {
      slug: "other",
      name: "Other",
      timezone: "Asia/Jakarta",
      default_region: "ID",
      owner_subject: "other-owner",
      phone_number_ids: [],
    });
    await front.t.action(internal.ops.createChannel, {
      name: "Operators",
      kind: "email",
      topics: ["alerts"],
      target: "ops@example.com",
    });
    const auditId = await answered(said("w1", 0, "100000000000077"));
    expect(await onlyRow(front.t, "alerts")).toMatchObject({
      kind: "unclaimed_phone_number",
      audit_id: auditId,
    });
    const [notification] = await rowsOf(front.t, "notifications");
    expect(notification?.event).toMatchObject({
      type: "alert.raised",
      audit_id: auditId,
    });
    expect(lines().find(({ event }) => event === "alert.raised")).toMatchObject(
      { audit_id: auditId },
    );
  });
});

it("names a refused request in its answer and in the log, and nowhere else", async () => {
  const response = await postPlain(front.t, "{}", {
    "X-Webhook-Signature": "0".repeat(64),
  });
  expect(response.status).toBe(401);
  const requestId = response.headers.get("x-request-id");
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(
    lines().filter(({ http_request_id: id }) => id === requestId),
  ).toMatchObject([{ event: "webhook.refused" }]);
});
