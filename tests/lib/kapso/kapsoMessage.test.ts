/** Direction, receipts, people and sessions of Kapso's messages. */
import { describe, expect, it } from "vitest";
import {
  eventOf,
  itemOf,
  kapsoBody,
  kapsoMessage,
  parseBody,
  PHONE_NUMBER_ID,
} from "./parseHelpers";

type Json = Record<string, unknown>;
const AT = 1789352107000;

/** An outbound message with these Kapso fields. */
function outbound(kapso: Json, eventName: string, message: Json = {}) {
  return kapsoMessage(
    {
      message: {
        from: "6281155500900",
        to: "6281255500101",
        kapso: { direction: "outbound", ...kapso },
        ...message,
      },
    },
    eventName,
  );
}

describe("readKapsoMessage: direction", () => {
  it("is what Kapso says, whatever the event is called", () => {
    const kapso = { direction: "inbound" };
    const named = kapsoMessage({ kapso }, "whatsapp.message.sent");
    expect(named.direction).toBe("inbound");
    expect(outbound({}, "whatsapp.message.received").direction).toBe(
      "outbound",
    );
  });

  it("is read from early bodies, which have it on the message", () => {
    const message = { direction: "outbound", kapso: {}, to: "6281255500101" };
    expect(
      kapsoMessage({ message }, "whatsapp.message.received").direction,
    ).toBe("outbound");
  });

  it.each([
    ["whatsapp.message.received", "inbound"],
    ["whatsapp.message.sent", "outbound"],
    ["whatsapp.message.read", "outbound"],
  ])("follows %s when nothing else tells it", (name, direction) => {
    const message = { kapso: { direction: "sideways" } };
    expect(kapsoMessage({ message }, name).direction).toBe(direction);
  });
});

describe("readKapsoMessage: receipts", () => {
  it("never come from inbound messages", () => {
    const statuses = [{ status: "read", timestamp: "1789352107" }];
    const kapso = { direction: "inbound", status: "delivered", statuses };
    expect(kapsoMessage({ kapso }).receipts).toEqual([]);
  });

  it("come from the list first, in its order", () => {
    const statuses = [
      { id: "wamid.ONE", status: "delivered", timestamp: "1789352110" },
      { id: "wamid.ONE", status: "SENT", timestamp: 1789352108 },
    ];
    const message = outbound(
      { status: "failed", statuses },
      "whatsapp.message.read",
    );
    expect(message.receipts).toEqual([
      { status: "delivered", at: 1789352110000 },
      { status: "sent", at: 1789352108000 },
    ]);
    expect(message.sent_at).toBe(AT);
    expect(message.active_at).toBe(1789352108000);
  });

  it("come from the status, then from the event's name, without a list", () => {
    const name = "whatsapp.message.delivered";
    const receiptsOf = (kapso: Json) => outbound(kapso, name).receipts;
    expect(receiptsOf({ status: "read", statuses: [] })).toEqual([
      { status: "read", at: AT },
    ]);
    expect(receiptsOf({ status: "beamed" })).toEqual([
      { status: "delivered", at: AT },
    ]);
    expect(receiptsOf({ statuses: { sent: true } })).toEqual([
      { status: "delivered", at: AT },
    ]);
  });

  it("skip what is no receipt of this message", () => {
    const statuses = [
      { id: "wamid.OTHER", status: "read", timestamp: "1789352110" },
      { id: "wamid.ONE", status: "warning", timestamp: "1789352110" },
      "sent",
      null,
      { status: "sent", timestamp: "1789352108" },
    ];
    expect(outbound({ statuses }, "whatsapp.message.sent").receipts).toEqual([
      { status: "sent", at: 1789352108000 },
    ]);
  });

  it("take the body's time when their own is unusable", () => {
    const statuses = [{ status: "sent", timestamp: "soon" }];
    expect(outbound({ statuses }, "whatsapp.message.sent").receipts).toEqual([
      { status: "sent", at: AT },
    ]);
  });

  it("carry a reason only when they say failed", () => {
    const errors = [
      { code: "131026", message: "Message undeliverable" },
      { code: 1 },
    ];
    const statuses = [
      { status: "sent", timestamp: "1789352108", errors },
      { status: "failed", timestamp: "1789352109", errors },
      { status: "failed", timestamp: "1789352109", errors: [{}] },
    ];
    expect(outbound({ statuses }, "whatsapp.message.failed").receipts).toEqual([
      { status: "sent", at: 1789352108000 },
      {
        status: "failed",
        at: 1789352109000,
        error: { code: 131026, detail: "Message undeliverable" },
      },
      { status: "failed", at: 1789352109000 },
    ]);
  });

  it("are not counted without end", () => {
    const statuses = Array.from({ length: 200_000 }, () => ({
      status: "sent",
      timestamp: "1789352108",
    }));
    const { receipts } = outbound({ statuses }, "whatsapp.message.sent");
    expect(receipts).toHaveLength(50);
  });
});

describe("readKapsoMessage: party", () => {
  const partyOf = (parts: Parameters<typeof kapsoBody>[0]) =>
    kapsoMessage(parts).party;

  it("prefers the conversation's number and the message's id", () => {
    expect(
      partyOf({
        message: {
          from: "551199990123",
          from_user_id: "BR.1",
          from_parent_user_id: "BR.ENT.2",
          username: "@one",
        },
        conversation: {
          phone_number: "+55 11 99999-0123",
          business_scoped_user_id: "BR.9",
          username: "@nine",
        },
      }),
    ).toEqual({
      phone: "+55 11 99999-0123",
      bsuid: "BR.1",
      parent_bsuid: "BR.ENT.2",
      username: "@one",
    });
  });

  it("falls back to the conversation, field by field", () => {
    expect(
      partyOf({
        message: { from: "" },
        conversation: {
          business_scoped_user_id: "ID.1",
          parent_business_scoped_user_id: "ID.ENT.2",
          username: "@one",
          contact_name: " Sekar ",
        },
      }),
    ).toEqual({
      phone: "+6281255500101",
      bsuid: "ID.1",
      parent_bsuid: "ID.ENT.2",
      username: "@one",
      name: "Sekar",
    });
  });

  it("finds the name in three places, the conversation's first", () => {
    const nameOf = (conversation: Json, kapso: Json) =>
      partyOf({ conversation, kapso: { direction: "inbound", ...kapso } }).name;
    const kapso = { contact_name: "third" };
    const inner = { contact_name: "second" };
    expect(nameOf({ contact_name: "first", kapso: inner }, kapso)).toBe(
      "first",
    );
    expect(nameOf({ contact_name: null, kapso: inner }, kapso)).toBe("second");
    expect(nameOf({ contact_name: "" }, kapso)).toBe("third");
  });

  it.each([undefined, null, "", " ", "ID.9021", "unknown", 6281255500101, {}])(
    "knows no phone from %j",
    (phone) => {
      const parts = {
        message: { from: phone },
        conversation: { phone_number: phone },
      };
      expect(partyOf(parts)).not.toHaveProperty("phone");
    },
  );

  it.each([
    undefined,
    null,
    "",
    "6281255500101",
    "ID",
    "ID.",
    "ID.ENT.",
    "IDN.123",
    "ID.12 3",
    "ID.12.3",
    `ID.${"1".repeat(129)}`,
    "+6281255500101",
    7,
  ])("trusts no business-scoped id that looks like %j", (bsuid) => {
    const parts = {
      message: { from_user_id: bsuid },
      conversation: { business_scoped_user_id: bsuid },
    };
    expect(partyOf(parts)).not.toHaveProperty("bsuid");
  });

  it("is the receiver of what we sent", () => {
    const statuses = [
      {
        status: "sent",
        timestamp: "1789352108",
        recipient_id: "6281255500101",
        recipient_user_id: "ID.7",
      },
    ];
    const body = kapsoBody({
      message: {
        from: "6281155500900",
        from_user_id: "ID.OURS",
        kapso: { direction: "outbound", statuses },
      },
      root: { conversation: undefined },
    });
    const headers = { "X-Webhook-Event": "whatsapp.message.sent" };
    const { party } = eventOf(itemOf(parseBody(body, headers)), "message");
    expect(party).toEqual({ phone: "6281255500101", bsuid: "ID.7" });
  });

  it("may be nobody we can name; the session may still tell", () => {
    const parts = {
      message: { from: undefined },
      conversation: { phone_number: null },
    };
    expect(kapsoMessage(parts)).toMatchObject({
      party: {},
      session: { kapso_conversation_id: "session-1" },
    });
  });
});

describe("readKapsoMessage: session and number", () => {
  const name = { "X-Webhook-Event": "whatsapp.message.received" };

  it("is absent without a conversation", () => {
    const body = kapsoBody({ root: { conversation: [null] } });
    const event = eventOf(itemOf(parseBody(body, name)), "message");
    expect(event).not.toHaveProperty("session");
  });

  it("comes from the read API's own fields, which have no conversation", () => {
    const body = kapsoBody({
      kapso: {
        direction: "inbound",
        whatsapp_conversation_id: "session-2",
        phone_number_id: PHONE_NUMBER_ID,
      },
      root: { conversation: undefined, phone_number_id: undefined },
    });
    expect(itemOf(parseBody(body, name))).toMatchObject({
      kind: "event",
      event: {
        phone_number_id: PHONE_NUMBER_ID,
        session: { kapso_conversation_id: "session-2" },
      },
    });
  });

  it("takes the conversation's number when the root has none", () => {
    const body = kapsoBody({
      conversation: { phone_number_id: "42" },
      root: { phone_number_id: null },
    });
    expect(parseBody(body, name)).toMatchObject({ phoneNumberId: "42" });
  });

  it.each([100000000000017, "abc", "", "12 3", "1".repeat(33)])(
    "takes no business number like %j",
    (phone_number_id) => {
      const body = kapsoBody({ root: { phone_number_id } });
      expect(itemOf(parseBody(body, name))).toEqual({
        kind: "invalid",
        reason: "missing_phone_number_id",
      });
    },
  );
});

describe("readKapsoMessage: required fields", () => {
  const name = { "X-Webhook-Event": "whatsapp.message.received" };
  const reasonOf = (message: unknown) =>
    itemOf(parseBody({ ...kapsoBody(), message }, name));

  it.each([undefined, null, "text", 7, []])(
    "misses the message in %j",
    (message) => {
      expect(reasonOf(message)).toEqual({
        kind: "invalid",
        reason: "missing_message",
      });
    },
  );

  it.each([
    { id: undefined },
    { id: "" },
    { id: 7 },
    { id: "x".repeat(257) },
    { timestamp: undefined },
    { timestamp: "soon" },
    { timestamp: "-5" },
    { timestamp: 1789352107000 },
    { type: "reaction", reaction: { emoji: "x" } },
  ])("refuses a message with %j", (fault) => {
    expect(reasonOf({ ...kapsoBody().message, ...fault })).toEqual({
      kind: "invalid",
      reason: "invalid_message",
    });
  });

  it("leaves groups alone", () => {
    for (const group_id of ["Y2Fw", 7, "x".repeat(9999)]) {
      expect(reasonOf({ ...kapsoBody().message, group_id })).toEqual({
        kind: "ignored",
        reason: "group_message",
      });
    }
    const { message } = kapsoBody();
    for (const group_id of ["", null]) {
      expect(reasonOf({ ...message, group_id })).toMatchObject({
        kind: "event",
      });
    }
  });
});

describe("readKapsoMessage: outbound reactions", () => {
  it("keep one time whatever receipt repeats them", () => {
    const at = (name: string, timestamp: string, statuses: Json[]) => {
      const message = {
        timestamp,
        type: "reaction",
        reaction: { message_id: "wamid.T", emoji: "" },
        kapso: { direction: "outbound", statuses },
      };
      const headers = { "X-Webhook-Event": name };
      const body = kapsoBody({ message });
      return eventOf(itemOf(parseBody(body, headers)), "reaction");
    };
    const sent = { status: "sent", timestamp: "1789352108" };
    const read = { status: "read", timestamp: "1789352200" };
    const first = at("whatsapp.message.sent", "1789352107", [sent]);
    const later = at("whatsapp.message.read", "1789352200", [sent, read]);
    expect(first.at).toBe(1789352108000);
    expect(later).toEqual(first);
    expect(first).not.toHaveProperty("emoji");
  });
});
