/** A business-scoped id where a number belongs: read in every place. */
import { describe, expect, it } from "vitest";
import { personField } from "../../../src/lib/kapso/fields";
import {
  itemsOf,
  kapsoBody,
  metaBody,
  parseBody,
  PHONE_NUMBER_ID,
} from "./parseHelpers";

type Json = Record<string, unknown>;
const ID = "ID.90210000000000000777";
const PARENT = "ID.ENT.90210000000000000778";

describe("personField", () => {
  it.each([
    ["+62 812-5550-0101", { phone: "+62 812-5550-0101" }],
    [ID, { bsuid: ID }],
    [PARENT, { parent_bsuid: PARENT }],
    ["", {}],
    [null, {}],
    [undefined, {}],
    [628125550, {}],
    ["nobody", {}],
    ["@user.name", {}],
  ])("reads %j", (value, expected) => {
    expect(personField.parse(value)).toEqual(expected);
  });
});

const text = (more: Json) => ({
  id: "wamid.ONE",
  timestamp: "1789352107",
  type: "text",
  text: { body: "Halo" },
  ...more,
});
const status = (more: Json) => ({
  id: "wamid.ONE",
  status: "sent",
  timestamp: "1789352107",
  ...more,
});
const BUSINESS = "6281155500900";

const history = (thread: Json) => ({
  history: [{ threads: [{ messages: [text({ from: "" })], ...thread }] }],
});

const META: [string, string, Json][] = [
  ["from", "messages", { messages: [text({ from: ID })] }],
  [
    "to",
    "smb_message_echoes",
    { message_echoes: [text({ from: BUSINESS, to: ID })] },
  ],
  [
    "contacts[].wa_id",
    "messages",
    { contacts: [{ wa_id: ID }], messages: [text({ from: "" })] },
  ],
  ["recipient_id", "messages", { statuses: [status({ recipient_id: ID })] }],
  ["a thread's id", "history", history({ id: ID })],
  ["a thread's wa_id", "history", history({ context: { wa_id: ID } })],
];

const received = (parts: Parameters<typeof kapsoBody>[0]) => kapsoBody(parts);
const nobody = { phone_number: "" };
const KAPSO: [string, string, unknown][] = [
  [
    "from",
    "whatsapp.message.received",
    received({ message: { from: ID }, conversation: nobody }),
  ],
  [
    "conversation.phone_number",
    "whatsapp.message.received",
    received({ message: { from: "" }, conversation: { phone_number: ID } }),
  ],
  [
    "a status's recipient_id",
    "whatsapp.message.sent",
    received({
      message: {
        from: "",
        kapso: {
          direction: "outbound",
          statuses: [status({ recipient_id: ID })],
        },
      },
      conversation: nobody,
    }),
  ],
  [
    "contact.wa_id",
    "whatsapp.contact.identity_changed",
    {
      contact: { wa_id: ID, updated_at: "2026-09-14T02:15:07Z" },
      previous: {},
      phone_number_id: PHONE_NUMBER_ID,
    },
  ],
];

describe("a business-scoped id in the place of a number", () => {
  it.each(META)("is known from Meta's %s", (_, field, value) => {
    expect(itemsOf(parseBody(metaBody(field, value)))).toMatchObject([
      { event: { party: { bsuid: ID } } },
    ]);
  });

  it.each(KAPSO)("is known from Kapso's %s", (_, name, body) => {
    const parsed = parseBody(body, { "X-Webhook-Event": name });
    expect(itemsOf(parsed)).toMatchObject([
      { event: { party: { bsuid: ID } } },
    ]);
  });

  it("is the old id or the new one of a system message", () => {
    const system = { type: "user_changed_user_id", wa_id: ID };
    const message = { ...text({ from: "ID.1" }), type: "system", system };
    expect(
      itemsOf(parseBody(metaBody("messages", { messages: [message] }))),
    ).toMatchObject([
      {
        event: {
          kind: "identity",
          party: { bsuid: ID },
          previous: { bsuid: "ID.1" },
        },
      },
    ]);
  });

  it("gives way to the field that is meant for it", () => {
    const messages = [text({ from: ID, from_user_id: "ID.1" })];
    const [item] = itemsOf(parseBody(metaBody("messages", { messages })));
    expect(item).toMatchObject({ event: { party: { bsuid: "ID.1" } } });
  });
});
