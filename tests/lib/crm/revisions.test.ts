import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessageContent } from "../../../src/lib/crm/content";
import {
  addEdit,
  contentToShow,
  MAX_EDITS,
  type Edit,
  type Revisions,
} from "../../../src/lib/crm/revisions";
import { expectAnyOrder } from "./mergeLaws";

const text = (words: string | undefined): MessageContent => ({
  type: "text",
  source: "meta",
  content: { text: words },
});
const editOf = (at: number, words: string, more: Partial<Edit> = {}): Edit => ({
  ...text(words),
  kapso_message_id: `e${at}`,
  at,
  ...more,
});
const shown = (
  original: MessageContent,
  edits: Edit[],
  revokedAt?: number,
): MessageContent => {
  const learned = edits.reduce(addEdit, []);
  const revisions: Revisions = { original, edits: learned, revokedAt };
  return contentToShow(revisions);
};

describe("addEdit", () => {
  it("gives one list in any order and with any repetition", () => {
    const edits = fc.record({
      kapso_message_id: fc.constantFrom("a", "b", "c"),
      at: fc.nat(3),
      type: fc.constantFrom("text", "image"),
      source: fc.constantFrom("kapso" as const, "meta" as const),
      content: fc.record({ text: fc.constantFrom("x", "y", "zz") }),
    });
    expectAnyOrder<Edit[], Edit>(edits, [], addEdit);
  });

  it("keeps the newest, whichever comes when", () => {
    const all = Array.from({ length: MAX_EDITS + 3 }, (_, i) =>
      editOf(i, String(i)),
    );
    const newest = all.slice(3);
    expect(all.reduce(addEdit, [])).toEqual(newest);
    expect(all.toReversed().reduce(addEdit, [])).toEqual(newest);
  });

  it("returns the same list when nothing is new", () => {
    const edits = addEdit([], editOf(1, "a"));
    expect(addEdit(edits, editOf(1, "a"))).toBe(edits);
    const full = Array.from({ length: MAX_EDITS }, (_, i) =>
      editOf(i + 1, "x"),
    ).reduce(addEdit, edits);
    expect(addEdit(full, editOf(0, "too old"))).toBe(full);
  });
});

describe("contentToShow", () => {
  it("is the newest edit by provider time, not by arrival", () => {
    const edits = [editOf(2, "second"), editOf(1, "first")];
    expect(shown(text("Halo"), edits).content.text).toBe("second");
  });

  it("is nothing once the message is deleted, edits or not", () => {
    const deleted = { ...text(undefined), content: {} };
    expect(shown(text("Halo"), [], 1)).toEqual(deleted);
    expect(shown(text("Halo"), [editOf(9, "later")], 1)).toEqual(deleted);
  });

  it("changes a caption and keeps the file, the place and the answer", () => {
    const original: MessageContent = {
      type: "image",
      source: "kapso",
      content: {
        text: "size 40",
        full_text_length: 9000,
        media: { media_id: "m", url: "https://media.invalid/m" },
        reply_to: "wamid.A",
      },
    };
    const edited = editOf(1, "size 42", {
      type: "image",
      content: { text: "size 42", media: { media_id: "m" } },
    });
    expect(shown(original, [edited])).toEqual({
      ...original,
      content: {
        ...original.content,
        text: "size 42",
        full_text_length: undefined,
      },
    });
  });

  it("has no caption when the edit took it away", () => {
    const media = { media_id: "m" };
    const original = { ...text("old"), type: "image" };
    const edited = editOf(1, "", { type: "image", content: { media } });
    expect(shown(original, [edited]).content).toEqual({
      text: undefined,
      media,
    });
  });

  it("skips an edit that could not be passed on", () => {
    const unknown = editOf(5, "", { type: "unsupported", content: {} });
    expect(shown(text("Halo"), [unknown]).content.text).toBe("Halo");
    const edits = [editOf(1, "told"), unknown];
    expect(shown(text("Halo"), edits).content.text).toBe("told");
  });

  it("is the edit's own type where the first body was a placeholder", () => {
    const placeholder = { ...text(undefined), type: "unsupported" };
    expect(shown(placeholder, [editOf(1, "told")])).toMatchObject({
      type: "text",
      content: { text: "told" },
    });
  });
});
