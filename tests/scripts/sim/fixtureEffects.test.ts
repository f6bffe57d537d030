/** What the simulator expects of a documented delivery. */
import { describe, expect, it } from "vitest";
import { expectEffects } from "../../../scripts/sim/fixtureEffects";
import { NO_EFFECTS } from "../../../scripts/sim/world";

const message = (change: Record<string, unknown> = {}) => ({
  message: {
    id: "wamid.A",
    type: "text",
    from: "6281255500101",
    kapso: { direction: "inbound" },
    ...change,
  },
  phone_number_id: "100000000000017",
});

const expectOf = (body: unknown, event = "received", version = "v2") =>
  expectEffects(
    {
      "X-Webhook-Event": `whatsapp.message.${event}`,
      "X-Webhook-Payload-Version": version,
    },
    JSON.stringify(body),
  );

describe("expectEffects", () => {
  it("expects a message and its person", () => {
    expect(expectOf(message())).toMatchObject({
      messages: [{ kapsoMessageId: "wamid.A", direction: "inbound" }],
      receipts: [],
      people: [{ name: "Sekar Wulandari", phone: "+6281255500101" }],
    });
  });

  it("expects every item of a batch that is a message", () => {
    const data = [message(), null, "text", message({ id: "wamid.B" })];
    expect(expectOf({ data }).messages).toHaveLength(2);
  });

  it("expects the receipt that an event is", () => {
    const sent = message({
      from: undefined,
      to: "551199990123",
      kapso: { direction: "outbound" },
    });
    expect(expectOf(sent, "read")).toMatchObject({
      receipts: [{ kapsoMessageId: "wamid.A", status: "read" }],
      people: [{ phone: "+5511999990123" }],
    });
  });

  it.each([
    ["a reaction", message({ type: "reaction" })],
    ["a test", { ...message(), test: true }],
    ["another number", { ...message(), phone_number_id: "1" }],
    ["an id of v1", message({ id: "6b75" })],
    ["a conversation", { conversation: {} }],
  ])("expects nothing of %s", (_, body) => {
    expect(expectOf(body)).toEqual(NO_EFFECTS);
  });

  it("expects nothing of other events, versions and forms", () => {
    expect(expectOf(message(), "teleported")).toEqual(NO_EFFECTS);
    expect(expectOf(message(), "received", "v1")).toEqual(NO_EFFECTS);
    expect(expectEffects({}, "not JSON")).toEqual(NO_EFFECTS);
  });
});
