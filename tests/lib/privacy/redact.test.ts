/** One person leaves a body, the others stay. */
import { describe, expect, it } from "vitest";
import { redactBody } from "../../../src/lib/privacy/redact";

const of = (phone: string) => ({ message: { from: phone, text: "Halo" } });

describe("a body", () => {
  it("of others says nothing of somebody", () => {
    expect(redactBody(JSON.stringify(of("111111")), ["222222"])).toBeNull();
  });

  it("of theirs alone goes whole", () => {
    const body = redactBody(JSON.stringify(of("222222")), ["222222"]);
    expect(body).toBe('{"erased":true}');
  });

  it("of a batch keeps the other items", () => {
    const batch = { batch: true, data: [of("111111"), of("222222")] };
    const body = redactBody(JSON.stringify(batch), ["222222"]);
    expect(JSON.parse(body ?? "")).toEqual({
      batch: true,
      data: [of("111111"), { erased: true }],
    });
  });

  it("in Meta's form loses the person's messages and card", () => {
    const body = redactBody(
      JSON.stringify({
        entry: [
          {
            changes: [
              {
                value: {
                  contacts: [{ wa_id: "222222" }, { wa_id: "111111" }],
                  messages: [{ from: "111111" }, { from: "222222" }],
                },
              },
            ],
          },
        ],
      }),
      ["222222"],
    );
    expect(body).not.toContain("222222");
    expect(body?.match(/111111/g)).toHaveLength(2);
  });

  it("that is no JSON goes whole", () => {
    expect(redactBody("222222 {", ["222222"])).toBe('{"erased":true}');
  });
});
