import { describe, expect, it } from "vitest";
import {
  MAX_PREVIEW_CHARACTERS,
  previewOf,
  type PreviewedMessage,
} from "../../../src/lib/crm/preview";

const preview = (message: Partial<PreviewedMessage>) =>
  previewOf({ type: "text", direction: "inbound", ...message });

describe("the preview of a message", () => {
  it.each<[Partial<PreviewedMessage>, string]>([
    [{ text: "  \n Halo  kak\nada?" }, "Halo kak"],
    [{ type: "image", text: "ini kak" }, "[image] ini kak"],
    [{ type: "image" }, "[image]"],
    [{ type: "audio", media: { is_voice: true } }, "[voice]"],
    [
      { type: "document", media: { filename: "denah.pdf" } },
      "[document denah.pdf]",
    ],
    [
      { type: "location", place: { latitude: 1, longitude: 2, name: "Toko" } },
      "[location Toko]",
    ],
    [{ type: "interactive", choice_id: "y", text: "Ya" }, "[button] Ya"],
    [{ type: "interactive", direction: "outbound", text: "Pilih" }, "Pilih"],
    [{ type: "unsupported", unsupported_type: "poll" }, "[poll]"],
    [{ type: "<b>" }, "[message]"],
    [{ text: "" }, ""],
  ])("%o is %s", (message, expected) => {
    expect(preview(message)).toBe(expected);
  });

  it("is cut between characters", () => {
    const text = preview({ text: "😀".repeat(500) });
    expect(Array.from(text)).toHaveLength(MAX_PREVIEW_CHARACTERS);
    expect(text.endsWith("😀")).toBe(true);
  });

  it("turns nothing around it", () => {
    expect(preview({ text: "\u202eabc\u2067 def\u200f" })).toBe("abc def");
  });
});
