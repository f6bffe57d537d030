import { expect, it } from "vitest";
import { buildExtractive } from "../../../src/lib/digest/extractive";
import { renderDigest } from "../../../src/lib/digest/render";
import { selection, transcript } from "./corpus/scenario";

const setting = {
  counts: selection.counts,
  waitingBefore: 2,
  leftOutConversations: 0,
};

it("renderDigest writes counts, then bullets under their headings", () => {
  const text = renderDigest(buildExtractive(transcript, "id"), setting);
  expect(text.split("\n").slice(0, 5)).toEqual([
    "15 pesan (11 dari pelanggan) dalam 6 percakapan; 4 menunggu balasan (sebelumnya 2).",
    "Kutipan dipilih menurut aturan, tanpa AI.",
    "",
    "Mendesak",
    "- Mendesak, sudah menunggu balasan selama 17 jam: “Kalau besok belum datang saya batalkan dan minta refund 450rb”",
  ]);
  expect(text).toContain("\n\nMenunggu balasan\n- ");
});

it("renderDigest says what it was made from and what it lacks", () => {
  const text = renderDigest(
    { mode: "ai", language: "en", bullets: [] },
    {
      counts: {
        messages: 340,
        inbound: 1,
        conversations: 1,
        waiting: 0,
        selected: 100,
      },
      waitingBefore: 0,
      leftOutConversations: 1,
    },
  );
  expect(text).toBe(
    [
      "340 messages (1 from customers) in 1 conversation; 0 waiting for a reply (0 last time).",
      "Made from a sample of 100 out of 340 messages.",
      "1 less important conversation left out.",
      "Nothing stands out.",
    ].join("\n"),
  );
});
