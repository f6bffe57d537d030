/** Conversation, contact and project events that no fixture shows. */
import { describe, expect, it } from "vitest";
import { itemOf, parseBody, PHONE_NUMBER_ID } from "./parseHelpers";

type Json = Record<string, unknown>;
const T1 = "2026-09-14T02:15:07Z";
const T2 = "2026-09-14T02:20:07Z";
const T1_MS = Date.UTC(2026, 8, 14, 2, 15, 7);
const T2_MS = Date.UTC(2026, 8, 14, 2, 20, 7);
const invalid = (reason: string) => ({ kind: "invalid", reason });

function read(name: string, body: Json) {
  const headers = { "X-Webhook-Event": name };
  return itemOf(
    parseBody({ phone_number_id: PHONE_NUMBER_ID, ...body }, headers),
  );
}

describe("conversation events", () => {
  const of = (change: string, body: Json) =>
    read(`whatsapp.conversation.${change}`, body);

  it("need a conversation with an id and a time", () => {
    expect(of("created", {})).toEqual(invalid("missing_conversation"));
    expect(of("ended", { conversation: { id: "" } })).toEqual(
      invalid("missing_conversation"),
    );
    expect(of("ended", { conversation: { id: "s" } })).toEqual(
      invalid("invalid_event"),
    );
  });

  it("need a business number, the conversation's will do", () => {
    const conversation = { id: "s", created_at: T1 };
    const body = { conversation, phone_number_id: undefined };
    expect(of("created", body)).toEqual(invalid("missing_phone_number_id"));
    const own = { ...conversation, phone_number_id: "42" };
    expect(of("created", { ...body, conversation: own })).toMatchObject({
      event: { phone_number_id: "42", at: T1_MS },
    });
  });

  it("end at the latest change that is told", () => {
    const conversation = { id: "s", updated_at: T1, last_active_at: T2 };
    expect(of("ended", { conversation })).toMatchObject({
      event: {
        change: "ended",
        at: T2_MS,
        session: { kapso_conversation_id: "s", updated_at: T2_MS },
      },
    });
  });

  it.each([
    ["the minutes after the last message", { minutes: 5 }, T1_MS + 300_000],
    ["the last message without minutes", undefined, T1_MS],
    ["the last message with absurd minutes", { minutes: 1e300 }, T1_MS],
    ["the last message with negative minutes", { minutes: -5 }, T1_MS],
  ])("are inactive since %s", (_name, inactivity, at) => {
    const conversation = { id: "s", updated_at: T2 };
    const since_message = { created_at: T1 };
    const body = { conversation, since_message, inactivity };
    expect(of("inactive", body)).toMatchObject({ event: { at } });
  });

  it("are inactive since the last change without a last message", () => {
    const conversation = { id: "s", updated_at: T2 };
    expect(of("inactive", { conversation })).toMatchObject({
      event: { at: T2_MS },
    });
  });
});

describe("identity changes", () => {
  const of = (body: Json) => read("whatsapp.contact.identity_changed", body);
  const contact = { wa_id: "6287855500103", updated_at: T1 };

  it("may have no previous id", () => {
    for (const previous of [null, undefined, "x", {}]) {
      expect(of({ contact, previous })).toEqual({
        kind: "event",
        event: {
          kind: "identity",
          phone_number_id: PHONE_NUMBER_ID,
          at: T1_MS,
          party: { phone: "6287855500103" },
          previous: {},
        },
      });
    }
  });

  it("keep both parents and take our label for a missing profile name", () => {
    const item = of({
      contact: {
        business_scoped_user_id: "ID.2",
        parent_business_scoped_user_id: "ID.ENT.2",
        display_name: "Bu Ayu",
        created_at: T1,
      },
      previous: { parent_business_scoped_user_id: "ID.ENT.1" },
    });
    expect(item).toMatchObject({
      event: {
        at: T1_MS,
        party: { bsuid: "ID.2", parent_bsuid: "ID.ENT.2", name: "Bu Ayu" },
        previous: { parent_bsuid: "ID.ENT.1" },
      },
    });
  });

  it("need somebody and a time", () => {
    expect(of({})).toEqual(invalid("invalid_event"));
    expect(of({ contact: { wa_id: "6281" } })).toEqual(
      invalid("invalid_event"),
    );
    expect(of({ contact: { wa_id: "", updated_at: T1 } })).toEqual(
      invalid("invalid_event"),
    );
  });
});

describe("marketing preferences", () => {
  const of = (preference: Json, contact: unknown = { wa_id: "6281" }) =>
    read("whatsapp.contact.marketing_preference_changed", {
      contact,
      marketing_preference: preference,
    });
  const stopped = { status: "stopped", occurred_at: T1, sequence: 7 };

  it("are a status with its sequence", () => {
    expect(of({ ...stopped, previous_status: "resumed" })).toEqual({
      kind: "event",
      event: {
        kind: "marketing",
        phone_number_id: PHONE_NUMBER_ID,
        at: T1_MS,
        party: { phone: "6281" },
        status: "stopped",
        sequence: 7,
      },
    });
    expect(of({ ...stopped, status: "resumed", sequence: "0" })).toMatchObject({
      event: { status: "resumed", sequence: 0 },
    });
  });

  it.each([
    { status: "paused" },
    { sequence: undefined },
    { sequence: -1 },
    { sequence: 1.5 },
    { sequence: "many" },
    { occurred_at: "soon" },
  ])("refuse %j", (fault) => {
    expect(of({ ...stopped, ...fault })).toEqual(invalid("invalid_event"));
  });

  it("refuse a contact that is nobody", () => {
    for (const contact of [null, {}, { username: "@x" }]) {
      expect(of(stopped, contact)).toEqual(invalid("invalid_event"));
    }
  });
});

describe("workflow events", () => {
  const of = (body: Json) => read("workflow.execution.handoff", body);
  const handoff = {
    phone_number_id: undefined,
    occurred_at: T1,
    workflow_execution_id: "e",
    whatsapp_conversation_id: "s",
  };

  it("need no reason and no business number", () => {
    expect(of(handoff)).toEqual({
      kind: "event",
      event: {
        kind: "workflow",
        outcome: "handoff",
        at: T1_MS,
        kapso_conversation_id: "s",
        workflow_execution_id: "e",
      },
    });
  });

  it("are useless without conversation, execution or time", () => {
    expect(of({ ...handoff, whatsapp_conversation_id: null })).toEqual(
      invalid("missing_conversation"),
    );
    expect(of({ ...handoff, workflow_execution_id: 7 })).toEqual(
      invalid("invalid_event"),
    );
    expect(of({ ...handoff, occurred_at: undefined })).toEqual(
      invalid("invalid_event"),
    );
  });

  it("keep a long reason short", () => {
    const item = of({ ...handoff, handoff: { reason: "x".repeat(5000) } });
    expect(item).toMatchObject({ event: { reason: "x".repeat(1024) } });
  });
});

describe("phone number events", () => {
  it.each(["created", "deleted", "offboarded", "disconnected", "reconnected"])(
    "say that a number was %s, and when if told",
    (change) => {
      const name = `whatsapp.phone_number.${change}`;
      expect(read(name, { occurred_at: T1 })).toEqual({
        kind: "event",
        event: {
          kind: "phone_number",
          change,
          phone_number_id: PHONE_NUMBER_ID,
          at: T1_MS,
        },
      });
      expect(read(name, { phone_number_id: 7 })).toEqual(
        invalid("missing_phone_number_id"),
      );
    },
  );
});
