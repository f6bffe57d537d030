import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isGrounded } from "../../../src/lib/digest/evidence";
import { buildExtractive } from "../../../src/lib/digest/extractive";
import { toLocalTime } from "../../../src/lib/time/localTime";
import {
  MAX_BULLET_CHARACTERS,
  MAX_BULLETS,
  MAX_DIGEST_CHARACTERS,
} from "../../../src/lib/digest/output";
import { toPages } from "../../../src/lib/digest/pages";
import { createScrubber } from "../../../src/lib/digest/personal/scrub";
import { selectMessages } from "../../../src/lib/digest/select";
import {
  toTranscript,
  type Transcript,
} from "../../../src/lib/digest/transcript";
import type { SourceMessage } from "../../../src/lib/digest/types";
import { validateDigest } from "../../../src/lib/digest/validate";
import { propertyRuns } from "../../support/propertyRuns";
import { message, MORNING } from "./builders";
import { NOW, scrubber, TIMEZONE, transcript } from "./corpus/scenario";
import { findKnown, leakArbitrary } from "./personal/leaks";

function transcribe(messages: SourceMessage[], own = scrubber): Transcript {
  const { conversations } = selectMessages({
    messages,
    after: null,
    upTo: Number.MAX_SAFE_INTEGER,
    seed: "run",
    openConversations: [],
  });
  return toTranscript(toPages(conversations, 3).pages, {
    scrubber: own,
    timezone: TIMEZONE,
    now: NOW,
  });
}

describe("buildExtractive", () => {
  it("quotes the scenario, in Indonesian", () => {
    expect(buildExtractive(transcript, "id")).toEqual({
      mode: "extractive",
      language: "id",
      bullets: [
        {
          kind: "urgent",
          text: "Mendesak, sudah menunggu balasan selama 17 jam: “Kalau besok belum datang saya batalkan dan minta refund 450rb”",
          cites: ["m2"],
        },
        {
          kind: "urgent",
          text: "Mendesak, sudah menunggu balasan selama 50 menit: “I would like to talk to a person please, my invoice INV-204 is wrong”",
          cites: ["m6"],
        },
        {
          kind: "waiting",
          text: "Sudah menunggu balasan selama 1 jam: “Bisa dicicil? DP berapa?”",
          cites: ["m5"],
        },
        {
          kind: "waiting",
          text: "Sudah menunggu balasan selama 35 menit: “Warna ini ready? Nama saya [name], wa [phone]”",
          cites: ["m8"],
        },
        {
          kind: "request",
          text: "Seorang pelanggan menulis: “Oke saya transfer besok jam 3 sore”",
          cites: ["m11"],
        },
        {
          kind: "request",
          text: "Seorang pelanggan menulis: “Bisa reschedule ke hari Sabtu pagi?”",
          cites: ["m13"],
        },
      ],
    });
  });

  it("is in English for an English workspace", () => {
    const texts = buildExtractive(transcript, "en").bullets.map(
      ({ text }) => text,
    );
    expect(texts[0]).toMatch(/^Urgent and waiting for a reply for 17 hours: “/);
    expect(texts[2]).toMatch(/^Waiting for a reply for 1 hour: “/);
  });

  it.each(["id", "en"] as const)(
    "passes every check of a model's digest: %s",
    (language) => {
      const { bullets } = buildExtractive(transcript, language);
      expect(
        validateDigest({
          finishReason: "stop",
          content: JSON.stringify({ bullets }),
          request: {
            lines: transcript.lines,
            minBullets: 3,
            fence: "abcdefghijklmnop",
          },
          language,
          scrubber,
          timezone: TIMEZONE,
          now: NOW,
          previous: [],
        }),
      ).toMatchObject({ kind: "valid" });
    },
  );

  it("quotes the same question once and cites everybody who asked", () => {
    const { bullets } = buildExtractive(
      transcribe(
        ["a", "b", "c"].map((conversationId) =>
          message({
            conversationId,
            text: "Halo kak, promo 50% masih ada?",
            sentAt: MORNING,
          }),
        ),
      ),
      "id",
    );
    expect(bullets).toHaveLength(1);
    expect(bullets[0]?.cites).toEqual(["m1", "m2", "m3"]);
  });

  it("has nothing to say of thanks and of our own messages", () => {
    const { bullets } = buildExtractive(
      transcribe([
        message({ text: "Oke, terima kasih" }),
        message({ direction: "outbound", conversationId: "x" }),
      ]),
      "id",
    );
    expect(bullets).toEqual([]);
  });

  it("takes markup and quotation marks out of quotations", () => {
    const [bullet] = buildExtractive(
      transcribe([
        message({
          text: 'Ada *promo* <b>"besar"</b> &amp; [x](y)? `ls` # | ~',
        }),
      ]),
      "id",
    ).bullets;
    expect(bullet?.text).toContain("“Ada promo b 'besar' /b amp; [x y)? ls”");
  });

  it("keeps its bounds and cites what it quotes, whatever is written", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constantFrom(
        "Berapa harga 20 porsi?",
        "Belum sampai",
        "kata ".repeat(100),
        "Rp 1.500.000 jam 10.00",
        "",
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ conversationId: fc.nat(15).map(String), text }), {
          maxLength: 60,
        }),
        (parts) => {
          const written = transcribe(parts.map((part) => message(part)));
          const { bullets } = buildExtractive(written, "id");
          expect(bullets.length).toBeLessThanOrEqual(MAX_BULLETS);
          expect(
            [...bullets.map((one) => one.text).join("")].length,
          ).toBeLessThanOrEqual(MAX_DIGEST_CHARACTERS);
          for (const { text: said, cites } of bullets) {
            expect([...said].length).toBeLessThanOrEqual(MAX_BULLET_CHARACTERS);
            expect(cites.length).toBeGreaterThan(0);
            expect(cites.every((alias) => written.lines.has(alias))).toBe(true);
          }
          expect(buildExtractive(written, "id")).toEqual(
            buildExtractive(written, "id"),
          );
        },
      ),
      { numRuns: propertyRuns(100) },
    );
  });

  it("holds no personal data", () => {
    fc.assert(
      fc.property(leakArbitrary, ({ people, text }) => {
        const own = createScrubber("ID", people);
        const { bullets } = buildExtractive(
          transcribe([message({ text })], own),
          "en",
        );
        for (const bullet of bullets) {
          const quote = /“(.*)”/.exec(bullet.text)?.[1] ?? "";
          expect(findKnown(quote, people)).toEqual([]);
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  it("quotes amounts and times as they were written", () => {
    const written = transcribe([
      message({
        text: "Total Rp 1.500.000 untuk 20 porsi, jam 10.00-12.00 tanggal 5/12 ya?",
      }),
    ]);
    const [bullet] = buildExtractive(written, "id").bullets;
    const cited = [...written.lines.values()];
    expect(
      isGrounded(bullet?.text ?? "", cited, toLocalTime(NOW, TIMEZONE)),
    ).toBe(true);
  });
});
