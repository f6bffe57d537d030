import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseContent,
  type MessageContent,
} from "../../../src/lib/crm/content";
import { expectOrderFree } from "./mergeLaws";

const kapso = (type: string, content: MessageContent["content"]) => ({
  type,
  source: "kapso" as const,
  content,
});
const meta = (type: string, content: MessageContent["content"]) => ({
  type,
  source: "meta" as const,
  content,
});

/** The winner, whichever comes first. */
function winner(a: MessageContent, b: MessageContent): MessageContent {
  const chosen = chooseContent(a, b);
  expect(chooseContent(b, a)).toEqual(chosen);
  return chosen;
}

describe("chooseContent", () => {
  it("takes Kapso's form over Meta's, which has no file and no transcript", () => {
    const full = kapso("audio", {
      text: "Tolong telepon balik.",
      is_machine_text: true,
      media: { media_id: "m1", url: "https://api.kapso.ai/media/x" },
    });
    const bare = meta("audio", { media: { media_id: "m1" } });
    expect(winner(bare, full)).toBe(full);
  });

  it.each(["media_placeholder", "unsupported"])(
    "takes anything real over %s, even from the weaker form",
    (type) => {
      const real = meta("image", { media: { media_id: "m1" } });
      expect(winner(kapso(type, { data_json: "{}" }), real)).toBe(real);
    },
  );

  it("takes a content that says something over an empty one", () => {
    // A receipt body may leave the content out.
    const told = meta("text", { text: "Halo" });
    expect(winner(kapso("text", {}), told)).toBe(told);
    expect(winner(kapso("text", { text: undefined }), told)).toBe(told);
  });

  it("takes the fuller of two equal forms", () => {
    const less = kapso("text", { text: "Halo" });
    const more = kapso("text", { text: "Halo", reply_to: "wamid.A" });
    expect(winner(less, more)).toBe(more);
  });

  it("does not depend on order, grouping or repetition", () => {
    const content = fc.record(
      {
        text: fc.constantFrom("a", "b", "aa"),
        reply_to: fc.constantFrom("x", "y"),
        media: fc.record(
          { media_id: fc.constantFrom("1", "2"), url: fc.constant("u") },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    expectOrderFree(
      fc.record({
        type: fc.constantFrom("text", "image", "media_placeholder"),
        source: fc.constantFrom<MessageContent["source"]>("kapso", "meta"),
        content,
      }),
      chooseContent,
    );
  });
});
