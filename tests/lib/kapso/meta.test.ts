/** Meta's form where the fixtures end. */
import { describe, expect, it } from "vitest";
import { itemsOf, metaBody, parseBody, PHONE_NUMBER_ID } from "./parseHelpers";

type Json = Record<string, unknown>;
const ignored = (reason: string) => ({ kind: "ignored", reason });
const invalid = (reason: string) => ({ kind: "invalid", reason });

const read = (field: string, value: Json) =>
  itemsOf(parseBody(metaBody(field, value)));

const TEXT = {
  from: "6281255500101",
  id: "wamid.ONE",
  timestamp: "1789352107",
  type: "text",
  text: { body: "Halo" },
};

describe("Meta's form: messages", () => {
  it("find their contact by number or id, never by position", () => {
    const contacts = [
      { profile: { name: "Other" }, wa_id: "1" },
      { profile: { name: "Sekar" }, wa_id: "6281255500101", user_id: "ID.1" },
    ];
    const [byPhone] = read("messages", { contacts, messages: [TEXT] });
    expect(byPhone).toMatchObject({
      event: { party: { name: "Sekar", bsuid: "ID.1" } },
    });
    const hidden = { ...TEXT, from: "", from_user_id: "ID.1" };
    const [byId] = read("messages", { contacts, messages: [hidden] });
    expect(byId).toMatchObject({
      event: { party: { name: "Sekar", phone: "6281255500101" } },
    });
    const stranger = { ...TEXT, from: "6281" };
    const [none] = read("messages", { contacts, messages: [stranger] });
    expect(none).toMatchObject({ event: { party: { phone: "6281" } } });
    expect(none).not.toHaveProperty("event.party.name");
  });

  it("fail one by one", () => {
    const messages = [null, "x", {}, { ...TEXT, timestamp: "0" }, TEXT];
    expect(read("messages", { messages })).toMatchObject([
      invalid("not_an_object"),
      invalid("not_an_object"),
      invalid("invalid_message"),
      invalid("invalid_message"),
      { kind: "event" },
    ]);
  });

  it("are unusable without a business number", () => {
    const metadata = { phone_number_id: 100000000000017 };
    expect(read("messages", { metadata, messages: [TEXT] })).toEqual([
      invalid("missing_phone_number_id"),
    ]);
  });
});

const event = (more: Json) => ({ kind: "event", event: more });
const ECHO = { ...TEXT, id: "wamid.TWO", from: "6281155500900", to: TEXT.from };
const DELIVERED = {
  id: "wamid.TWO",
  status: "delivered",
  timestamp: "1789352107",
};

describe("Meta's form: traffic", () => {
  const traffic = {
    messages: [TEXT],
    message_echoes: [ECHO],
    statuses: [DELIVERED],
  };
  const inbound = event({ direction: "inbound", kapso_message_id: TEXT.id });
  const outbound = (origin: string) =>
    event({ direction: "outbound", party: { phone: TEXT.from }, origin });
  const receipt = event({ kind: "receipt", kapso_message_id: ECHO.id });

  it.each(["messages", "message_echoes", "smb_message_echoes"])(
    "of both directions is read under %s",
    (field) => {
      expect(read(field, traffic)).toMatchObject([
        inbound,
        outbound("business_app"),
        receipt,
      ]);
    },
  );

  it.each([
    ["flat", traffic],
    ["nested", { standby: traffic }],
  ])("under standby is read in the %s form", (_, value) => {
    expect(read("standby", value)).toMatchObject([
      inbound,
      // An agent of Meta's wrote it, no person on a phone.
      outbound("cloud_api"),
      receipt,
    ]);
  });

  it("under standby may name the business number one level down", () => {
    const metadata = { phone_number_id: PHONE_NUMBER_ID };
    const standby = { metadata, messages: [TEXT] };
    const parsed = parseBody(metaBody("standby", { metadata: null, standby }));
    expect(parsed).toMatchObject({ phoneNumberId: PHONE_NUMBER_ID });
    expect(itemsOf(parsed)).toMatchObject([inbound]);
  });
});

describe("Meta's form: what is no message", () => {
  it("is an opened chat", () => {
    const messages = [{ ...TEXT, type: "request_welcome", text: undefined }];
    expect(read("messages", { messages })).toEqual([
      ignored("request_welcome"),
    ]);
  });
});

describe("Meta's form: system messages", () => {
  const system = (value: Json, message: Json = {}) =>
    read("messages", {
      messages: [{ ...TEXT, type: "system", system: value, ...message }],
    })[0];
  const identity = (party: Json, previous: Json) => ({
    kind: "event",
    event: {
      kind: "identity",
      phone_number_id: PHONE_NUMBER_ID,
      at: 1789352107000,
      party,
      previous,
    },
  });

  it.each(["user_changed_number", "customer_changed_number"])(
    "tell a new number: %s",
    (type) => {
      expect(system({ type, wa_id: "6281255500199" })).toEqual(
        identity({ phone: "6281255500199" }, { phone: "6281255500101" }),
      );
    },
  );

  it("tell a new id beside a number that stays", () => {
    const value = {
      type: "user_changed_user_id",
      user_id: "ID.2",
      previous_user_id: "ID.1",
    };
    expect(system(value)).toEqual(
      identity(
        { phone: "6281255500101", bsuid: "ID.2" },
        { phone: "6281255500101", bsuid: "ID.1" },
      ),
    );
    expect(system({ ...value, previous_user_id: "" }, { from: "" })).toEqual(
      identity({ bsuid: "ID.2" }, {}),
    );
  });

  it("tell nothing without a new number or id", () => {
    expect(system({ type: "user_changed_number" })).toEqual(
      invalid("invalid_event"),
    );
    expect(system({ type: "customer_identity_changed" })).toEqual(
      ignored("unhandled_event"),
    );
    expect(system({})).toEqual(ignored("unhandled_event"));
  });
});

describe("Meta's form: statuses", () => {
  const of = (status: unknown) => read("messages", { statuses: [status] })[0];
  const sent = { id: "wamid.ONE", status: "sent", timestamp: "1789352107" };

  it.each([
    [null, invalid("not_an_object")],
    [{ ...sent, id: undefined }, invalid("invalid_event")],
    [{ ...sent, timestamp: "soon" }, invalid("invalid_event")],
    [{ ...sent, status: "warning" }, ignored("unhandled_event")],
    [{ ...sent, status: ["sent"] }, ignored("unhandled_event")],
    [{ ...sent, recipient_type: "group" }, ignored("group_receipt")],
  ])("of %j", (status, expected) => {
    expect(of(status)).toEqual(expected);
  });

  it("may name nobody", () => {
    expect(of(sent)).toMatchObject({ event: { kind: "receipt", party: {} } });
  });
});

describe("Meta's form: history", () => {
  const thread = (messages: Json[], more: Json = {}) => ({
    history: [{ threads: [{ id: "6281255500101", messages, ...more }] }],
  });

  it("is refused by the business", () => {
    const history = [{ errors: [{ code: 2593109 }] }];
    expect(read("history", { history })).toEqual([ignored("history_refused")]);
  });

  it.each([
    ["+62 811-5550-0900", "6281155500900"],
    ["551199990123", "5511999990123"],
    ["447700900123", "447700900123"],
  ])("knows our own number %s in the sender %s", (display, from) => {
    const metadata = {
      display_phone_number: display,
      phone_number_id: PHONE_NUMBER_ID,
    };
    const body = { metadata, ...thread([{ ...TEXT, from }]) };
    expect(read("history", body)).toMatchObject([
      {
        event: {
          direction: "outbound",
          party: { phone: "6281255500101" },
          origin: "history_sync",
        },
      },
    ]);
  });

  it("goes by the receiver when our own number is not told", () => {
    const metadata = { phone_number_id: PHONE_NUMBER_ID };
    const messages = [{ ...TEXT, from: "62811", to: "6281255500101" }, TEXT];
    const items = read("history", { metadata, ...thread(messages) });
    expect(items).toMatchObject([
      { event: { direction: "outbound" } },
      { event: { direction: "inbound" } },
    ]);
  });

  it("takes the person from the thread where the message has none", () => {
    const context = { user_id: "ID.1", username: "@one" };
    const message = { ...TEXT, from: undefined };
    const [item] = read("history", thread([message], { context }));
    expect(item).toMatchObject({
      event: {
        direction: "inbound",
        party: { phone: "6281255500101", bsuid: "ID.1", username: "@one" },
      },
    });
  });

  it.each([
    ["ERROR", [{ status: "failed", at: 1789352107000 }]],
    ["PENDING", []],
    [undefined, []],
  ])("reads our message's status %s", (status, receipts) => {
    const from = "6281155500900";
    const message = { ...TEXT, from, history_context: { status } };
    expect(read("history", thread([message]))).toMatchObject([
      { event: { receipts } },
    ]);
  });

  it("brings media in a second body, in both directions", () => {
    const image = { type: "image", image: { id: "m1" }, text: undefined };
    const items = read("history", {
      messages: [{ ...TEXT, ...image }],
      message_echoes: [
        { ...TEXT, ...image, from: "6281155500900", to: "6281255500101" },
      ],
    });
    const content = { media: { media_id: "m1" } };
    const origin = "history_sync";
    expect(items).toMatchObject([
      { event: { direction: "inbound", origin, content } },
      { event: { direction: "outbound", origin, content } },
    ]);
  });
});

describe("Meta's form: changes that we do not use", () => {
  it.each(["smb_app_state_sync", "calls", "user_preferences", "constructor"])(
    "are one ignored item: %s",
    (field) => {
      const parsed = parseBody(metaBody(field, { messages: [TEXT] }));
      expect(itemsOf(parsed)).toEqual([ignored("unsupported_field")]);
      expect(parsed).toMatchObject({
        eventType: `meta.${field}`,
        phoneNumberId: PHONE_NUMBER_ID,
      });
    },
  );

  it.each([
    "messages",
    "message_echoes",
    "smb_message_echoes",
    "standby",
    "history",
  ])("are one ignored item when %s is empty", (field) => {
    expect(read(field, { errors: [{ code: 1 }] })).toEqual([
      ignored("unsupported_field"),
    ]);
  });

  it.each([
    [[], [ignored("unsupported_field")], "meta.empty"],
    [[{ changes: [] }], [ignored("unsupported_field")], "meta.empty"],
    [[null, "x"], Array(2).fill(invalid("not_an_object")), "meta.unknown"],
    [[{ changes: [{}] }], [invalid("not_an_object")], "meta.unknown"],
    [
      [{ changes: [{ field: "messages", value: [] }] }],
      [invalid("not_an_object")],
      "meta.messages",
    ],
  ])("may not be there at all: %j", (entry, items, eventType) => {
    const parsed = parseBody({ object: "whatsapp_business_account", entry });
    expect(itemsOf(parsed)).toEqual(items);
    expect(parsed.eventType).toBe(eventType);
  });
});
