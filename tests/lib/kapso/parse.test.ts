/** Forms, names and the delivery as a whole. */
import { describe, expect, it } from "vitest";
import {
  itemOf,
  itemsOf,
  kapsoBody,
  metaBody,
  parseBody,
  PHONE_NUMBER_ID,
} from "./parseHelpers";
import { parseDelivery } from "../../support/parseDelivery";

const RECEIVED = "whatsapp.message.received";
const rejected = (reason: string) => ({ kind: "rejected", reason });

describe("parseDelivery: rejected bodies", () => {
  it.each(["", "{", '{"message":', "undefined", "<html>"])(
    "rejects %j as no JSON",
    (body) => {
      expect(parseDelivery(body, new Headers())).toEqual({
        kind: "rejected",
        form: "v2",
        eventType: "unknown",
        phoneNumberId: undefined,
        reason: "invalid_json",
      });
    },
  );

  it.each(["null", "[]", '"text"', "7", "true"])(
    "rejects %j as no object",
    (body) => {
      expect(parseDelivery(body, new Headers())).toMatchObject(
        rejected("not_an_object"),
      );
    },
  );

  it("says what the headers say of a body that cannot be read", () => {
    const parse = (headers: Record<string, string>) =>
      parseDelivery("{", new Headers(headers));
    const named = { "X-Webhook-Event": RECEIVED };
    expect(parse(named)).toMatchObject({ form: "v2", eventType: RECEIVED });
    expect(parse({ "X-Webhook-Batch": "true" })).toMatchObject({
      form: "batch",
    });
    expect(parse({ "X-Webhook-Payload-Version": "v1" })).toMatchObject({
      form: "v1",
    });
  });

  it.each([
    { batch: true, data: [] },
    { batch: true },
    { batch: true, data: "x" },
  ])("rejects the empty batch %j", (body) => {
    expect(parseBody(body)).toMatchObject({
      ...rejected("empty_batch"),
      form: "batch",
    });
  });
});

describe("parseDelivery: payload forms", () => {
  const formOf = (body: object, headers: Record<string, string> = {}) =>
    parseBody(body, headers).form;
  const item = kapsoBody();
  const config = { whatsapp_config: { phone_number_id: PHONE_NUMBER_ID } };
  const batchHeader = { "X-Webhook-Batch": "true" };
  const v1Header = { "X-Webhook-Payload-Version": "v1" };

  it("are told apart in the contract's order", () => {
    const meta = { ...metaBody("messages", {}), data: [item], ...config };
    expect(formOf(meta, { ...batchHeader, ...v1Header })).toBe("meta");
    expect(formOf({ ...meta, entry: {} })).toBe("batch");
    expect(formOf({ data: [item], ...config }, v1Header)).toBe("batch");
    expect(formOf({ ...item, batch: true })).toBe("batch");
    expect(formOf(item, batchHeader)).toBe("batch");
    expect(formOf(item, v1Header)).toBe("v1");
    expect(formOf({ ...item, ...config })).toBe("v1");
    expect(formOf(item, { "X-Webhook-Payload-Version": "v2" })).toBe("v2");
    expect(formOf(item)).toBe("v2");
  });

  it("do not take an event's data object for a batch", () => {
    const body = { event: "kapso_agent.run.completed", data: { run_id: "1" } };
    expect(formOf(body)).toBe("v2");
    expect(itemOf(parseBody(body))).toEqual({
      kind: "ignored",
      reason: "unhandled_event",
    });
  });

  it("refuse the legacy payload, in a batch too", () => {
    const old = { message: { id: "uuid" }, ...config };
    for (const parsed of [
      parseBody(old),
      parseBody({ data: [old, old] }),
      parseBody({ data: [{ ...item }, old] }, v1Header),
    ]) {
      expect(parsed).toMatchObject({
        ...rejected("unsupported_v1"),
        phoneNumberId: PHONE_NUMBER_ID,
      });
    }
    const mixed = parseBody({ type: RECEIVED, data: [item, old] });
    expect(itemsOf(mixed)).toMatchObject([
      { kind: "event" },
      { kind: "invalid" },
    ]);
  });
});

describe("parseDelivery: event names", () => {
  const named = (body: object, header?: string) =>
    parseBody(body, header === undefined ? {} : { "x-webhook-event": header });

  it("come from the header, the event, the type, in this order", () => {
    const body = { ...kapsoBody(), event: "b.b", type: "c.c" };
    expect(named(body, "a.a").eventType).toBe("a.a");
    expect(named(body).eventType).toBe("b.b");
    expect(named({ ...body, event: 7 }).eventType).toBe("c.c");
  });

  it("are not taken from a header that is no name", () => {
    for (const header of ["", "a b", "<x>", "x".repeat(101)]) {
      expect(named(kapsoBody(), header).eventType).toBe(RECEIVED);
    }
  });

  it.each(["constructor", "toString"])(
    "do not reach into prototypes: %s",
    (name) => {
      expect(itemOf(named(kapsoBody(), name))).toEqual({
        kind: "ignored",
        reason: "unknown_event",
      });
    },
  );

  const conversation = { id: "s", updated_at: "2026-09-14T02:15:07Z" };
  const occurred_at = "2026-09-14T02:15:07Z";
  const flow = {
    occurred_at,
    workflow_execution_id: "e",
    whatsapp_conversation_id: "s",
  };
  const outbound = (status: string) =>
    kapsoBody({ kapso: { direction: "outbound", status } });

  it.each([
    [RECEIVED, kapsoBody()],
    ["whatsapp.message.sent", outbound("received")],
    ["whatsapp.message.sent", outbound("constructor")],
    ["whatsapp.message.failed", outbound("failed")],
    [
      "whatsapp.conversation.inactive",
      { conversation, since_message: { id: "1" } },
    ],
    [
      "whatsapp.conversation.ended",
      { conversation: { ...conversation, status: "ended" } },
    ],
    ["whatsapp.conversation.created", { conversation }],
    [
      "whatsapp.contact.identity_changed",
      { contact: { wa_id: "1" }, previous: null },
    ],
    [
      "whatsapp.contact.marketing_preference_changed",
      { contact: { wa_id: "1" }, marketing_preference: {} },
    ],
    ["workflow.execution.handoff", { ...flow, handoff: {} }],
    ["workflow.execution.failed", { ...flow, error: { message: "x" } }],
    ["unknown", { hello: "world" }],
    ["unknown", {}],
  ])("follow the shape when nothing names it: %s", (eventType, body) => {
    expect(parseBody(body).eventType).toBe(eventType);
    if (eventType !== "unknown") {
      return;
    }
    expect(itemOf(parseBody(body))).toMatchObject({ reason: "unknown_event" });
  });

  it.each([
    "whatsapp.meta_business_agent.handover",
    "whatsapp.account.disabled",
    "project.event",
    "kapso_agent.run.failed",
  ])("say nothing to us when they are %s", (name) => {
    expect(itemOf(named({ phone_number_id: "1" }, name))).toEqual({
      kind: "ignored",
      reason: "unhandled_event",
    });
  });
});

describe("parseDelivery: test deliveries", () => {
  const TEST = { kind: "event", event: { kind: "test" } };
  it.each([
    ["the mark at the root", { root: { test: true } }],
    ["a made-up conversation", { conversation: { id: "test-conv-1" } }],
    ["a made-up message", { message: { id: "wamid.TEST_1" } }],
  ])("are known by %s", (_name, parts) => {
    const item = itemOf(parseBody(kapsoBody(parts)));
    expect(item).toMatchObject(TEST);
  });

  it("may have no number, no message and any event", () => {
    const headers = { "X-Webhook-Event": "project.event" };
    expect(itemOf(parseBody({ test: true }, headers))).toEqual(TEST);
  });

  it("are not called so by other values", () => {
    for (const test of [false, "true", 1, null]) {
      const item = itemOf(parseBody(kapsoBody({ root: { test } })));
      expect(item).toMatchObject({ event: { kind: "message" } });
    }
  });

  it("cover a whole batch", () => {
    const body = { test: true, data: [kapsoBody(), kapsoBody()] };
    expect(itemsOf(parseBody(body))).toMatchObject([TEST, TEST]);
  });
});

describe("parseDelivery: phoneNumberId of a delivery", () => {
  const of = (id: string | undefined) =>
    kapsoBody({ root: { phone_number_id: id } });

  it("is there when all who name one agree", () => {
    expect(parseBody({ data: [of("1"), null, of("1")] }).phoneNumberId).toBe(
      "1",
    );
    expect(
      parseBody({ data: [of("1"), of("2")] }).phoneNumberId,
    ).toBeUndefined();
    expect(parseBody({ data: [of(undefined)] }).phoneNumberId).toBeUndefined();
  });
});
