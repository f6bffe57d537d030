/** Events that are no message: fixtures 16 to 18, 27 and 30 to 32. */
import { describe, expect, it } from "vitest";
import { itemOf, parseFixture } from "./parseHelpers";

const event = (value: object) => ({ kind: "event", event: value });

const SEKAR = {
  phone: "+6281255500101",
  bsuid: "ID.90210000000000000101",
  name: "Sekar Wulandari",
};
const SEKAR_SESSION = {
  kapso_conversation_id: "e75db3c4-93e2-4749-a7ea-01df15b6571f",
  started_at: Date.UTC(2026, 8, 14, 2, 15, 7),
  updated_at: Date.UTC(2026, 8, 14, 2, 20, 7),
};

describe("conversation fixtures", () => {
  it("16: created, before any message", async () => {
    const at = Date.UTC(2026, 8, 14, 2, 19, 7);
    expect(itemOf(await parseFixture("16"))).toEqual(
      event({
        kind: "conversation",
        phone_number_id: "100000000000017",
        change: "created",
        at,
        party: { phone: "+6285955500105", name: "Melati Hutapea" },
        session: {
          kapso_conversation_id: "7dc714f2-52cd-49d7-a9b1-d765b623a190",
          started_at: at,
          updated_at: at,
        },
      }),
    );
  });

  it("17: inactive since an hour after the last message", async () => {
    expect(itemOf(await parseFixture("17"))).toEqual(
      event({
        kind: "conversation",
        phone_number_id: "100000000000017",
        change: "inactive",
        at: Date.UTC(2026, 8, 14, 3, 20, 7),
        party: SEKAR,
        session: SEKAR_SESSION,
      }),
    );
  });

  it("18: ended at its last change", async () => {
    expect(itemOf(await parseFixture("18"))).toEqual(
      event({
        kind: "conversation",
        phone_number_id: "100000000000017",
        change: "ended",
        at: SEKAR_SESSION.updated_at,
        party: SEKAR,
        session: SEKAR_SESSION,
      }),
    );
  });
});

describe("contact fixture", () => {
  it("27: a new business-scoped id of a known person", async () => {
    expect(itemOf(await parseFixture("27"))).toEqual(
      event({
        kind: "identity",
        phone_number_id: "100000000000017",
        at: Date.UTC(2026, 8, 14, 2, 38, 27),
        party: {
          phone: "6287855500103",
          bsuid: "ID.90210000000000000303",
          username: "@ayulestari.fiktif",
          name: "Ni Luh Ayu Lestari",
        },
        previous: { bsuid: "ID.90210000000000000103" },
      }),
    );
  });
});

describe("project fixtures", () => {
  it("30: a handoff that only its conversation places", async () => {
    const parsed = await parseFixture("30");
    expect(parsed).toMatchObject({
      eventType: "workflow.execution.handoff",
      phoneNumberId: undefined,
    });
    expect(itemOf(parsed)).toEqual(
      event({
        kind: "workflow",
        outcome: "handoff",
        at: Date.UTC(2026, 8, 14, 2, 41, 47),
        kapso_conversation_id: "e75db3c4-93e2-4749-a7ea-01df15b6571f",
        workflow_id: "91dfbe34-820a-4dc9-a5a8-daecb0a12023",
        workflow_execution_id: "fbeaee7d-f72c-4afa-a6c9-d1262fa52224",
        reason: "Pelanggan minta bicara dengan staf",
      }),
    );
  });

  it("31: a workflow that broke, with its error", async () => {
    expect(itemOf(await parseFixture("31"))).toEqual(
      event({
        kind: "workflow",
        outcome: "failed",
        at: Date.UTC(2026, 8, 14, 2, 43, 27),
        kapso_conversation_id: "59145c57-4132-4718-a6fe-57a7c55b3ce3",
        workflow_id: "91dfbe34-820a-4dc9-a5a8-daecb0a12023",
        workflow_execution_id: "6b909075-64b4-409d-a9d5-20888ac53e93",
        reason: "Workflow execution timed out",
      }),
    );
  });

  it("32: a new number, named by the header alone", async () => {
    const parsed = await parseFixture("32");
    expect(parsed).toMatchObject({
      eventType: "whatsapp.phone_number.created",
      phoneNumberId: "100000000000029",
    });
    expect(itemOf(parsed)).toEqual(
      event({
        kind: "phone_number",
        change: "created",
        phone_number_id: "100000000000029",
      }),
    );
  });
});
