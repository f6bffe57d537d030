/** The list of who waits: everybody, by name, on one line each. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  listChanges,
  listWaiting,
  MAX_LINES,
} from "../../../src/lib/digest/list";
import { changesOf } from "../../../src/lib/digest/changes";
import { renderDigest } from "../../../src/lib/digest/render";
import { selectMessages } from "../../../src/lib/digest/select";
import type { Standing } from "../../../src/lib/digest/types";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/lib/time/units";
import { propertyRuns } from "../../support/propertyRuns";
import { message, MORNING, standing } from "./builders";

const setting = {
  language: "id" as const,
  timezone: "Asia/Jakarta",
  now: MORNING + HOUR_MS,
};
const budi = { name: "Budi Santoso", digits: "0011" };

const lineOf = (one: Standing, language: "id" | "en" = "id") =>
  listWaiting([one], { ...setting, language })[0];

/** So many people, the n-th a day and n minutes ago. */
const people = (count: number): Standing[] =>
  Array.from({ length: count }, (_, i) =>
    standing(
      [
        message({
          conversationId: `c${i}`,
          text: "Ada stok?",
          sentAt: MORNING - DAY_MS - i * MINUTE_MS,
        }),
      ],
      { person: { name: `Orang ${i}`, digits: null } },
    ),
  );

describe("the line of somebody who waits", () => {
  const messages = [
    message({ text: "Selamat pagi kak", sentAt: MORNING }),
    message({ text: "Meja 6 kursi ready?", sentAt: MORNING + 1 }),
    message({ text: "ongkir ke Solo berapa?", sentAt: MORNING + 2 }),
    message({ text: "halo kak", sentAt: MORNING + 3 }),
  ];

  it("has the question, not the greeting before it nor the nudge after it", () => {
    expect(lineOf(standing(messages, { person: budi }))).toEqual({
      kind: "waiting",
      text: "Budi Santoso (…0011) · sejak Sab 08.00 · 4 pesan: “Meja 6 kursi ready?” (+1)",
      messageIds: [messages[1]?.id, messages[0]?.id],
    });
    expect(lineOf(standing(messages, { person: budi }), "en")?.text).toBe(
      "Budi Santoso (…0011) · since Sat 08:00 · 4 messages: “Meja 6 kursi ready?” (+1)",
    );
  });

  it("takes no nudge for a question, though it has its mark", () => {
    const [nudge, asks] = [
      message({ text: "Kak?" }),
      message({ text: "Ada?" }),
    ];
    expect(lineOf(standing([nudge, asks]))?.text).toContain("“Ada?”");
    expect(lineOf(standing([asks, nudge]))?.text).toMatch(/“Ada\?.*”$/);
  });

  it("says what we promised", () => {
    const one = standing(messages.slice(1, 2));
    const waiting = one.waiting && { ...one.waiting, promisedAt: MORNING };
    expect(lineOf({ ...one, waiting })?.text).toContain(
      "· kita janji mengabari Sab 08.00",
    );
  });

  it("says what media are, with what was written after them", () => {
    const photo = message({ text: "", label: "[image]" });
    const asks = message({ text: "ini ready kak" });
    expect(lineOf(standing([photo]))?.text).toMatch(/: \[foto\]$/);
    expect(lineOf(standing([photo, asks]))?.text).toContain("ini ready kak");
  });

  it("names who has no name by the last digits, and a date of long ago", () => {
    const old = message({ text: "Ada?", sentAt: MORNING - 9 * DAY_MS });
    const person = { name: null, digits: "0011" };
    expect(lineOf(standing([old], { person }))?.text).toBe(
      "Tanpa nama (…0011) · sejak Kam 12/11 08.00 · 1 pesan: “Ada?”",
    );
  });

  it("is urgent while an emergency has no answer, and quotes that", () => {
    const hurt = message({ text: "lemarinya roboh kena anak saya" });
    expect(lineOf(standing([...messages, hurt]))).toMatchObject({
      kind: "urgent",
      text: expect.stringContaining("“lemarinya roboh kena anak saya”"),
    });
    expect(
      lineOf(
        standing([
          message({ text: "anak saya" }),
          message({ text: "jatuh dari ranjang ini" }),
        ]),
      )?.kind,
    ).toBe("urgent");
  });

  it("stays a line without markup, whatever is written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        const person = { name: text, digits: null };
        const line = lineOf(standing([message({ text })], { person }));
        expect(line?.text).not.toMatch(/[\r\n*`<>|]/);
        expect([...(line?.text ?? "")].length).toBeLessThan(300);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe("the list", () => {
  it("has emergencies first, then the newest day, and there who waits longest", () => {
    const at = (conversationId: string, sentAt: number, text = "Ada?") =>
      standing([message({ conversationId, text, sentAt })], {
        person: { name: conversationId, digits: null },
      });
    const lines = listWaiting(
      [
        at("yesterday", MORNING - DAY_MS),
        at("late", MORNING + 2 * MINUTE_MS),
        at("early", MORNING),
        at("hurt", MORNING - 2 * DAY_MS, "anak saya pingsan"),
        at("robbed", MORNING - DAY_MS, "paspor saya dicuri"),
      ],
      setting,
    );
    expect(lines.map(({ text }) => text.split(" ")[0])).toEqual([
      "robbed",
      "hurt",
      "early",
      "late",
      "yesterday",
    ]);
  });

  it("names everybody, also those without a line of their own", () => {
    const lines = listWaiting(people(301), setting);
    expect(lines).toHaveLength(MAX_LINES + 1);
    const text = lines.map((line) => line.text).join("\n");
    for (const { person } of people(301)) {
      expect(text).toContain(person.name);
    }
    expect(text).toContain("+261 yang lebih lama: ");
    expect(new Set(lines.flatMap((line) => line.messageIds)).size).toBe(301);
  });
});

describe("what changed", () => {
  it("is told of each person once, by their own words and our answers", () => {
    const said = (conversationId: string, ...texts: [">" | "<", string][]) =>
      texts.map(([side, text], i) =>
        message({
          conversationId,
          direction: side === ">" ? "inbound" : "outbound",
          text,
          sentAt: MORNING + i,
        }),
      );
    const window = [
      ...said("paid", [">", "sudah transfer ya"], ["<", "Sudah masuk kak"]),
      ...said("gone", ["<", "Ada kak"], [">", "ga jadi kak, nemu yg lain"]),
      ...said("order", [">", "fix order yang putih"], ["<", "Siap kak"]),
      ...said("asked", [">", "Ada?"], ["<", "Ada"]),
      ...said("told", ["<", "Besok kami kirim"]),
    ];
    const standings = ["paid", "gone", "order", "asked", "told", "old"].map(
      (conversationId) =>
        standing([], {
          conversationId,
          waiting: null,
          person: { name: conversationId, digits: null },
        }),
    );
    const before = { conversationId: "told", messageId: "x", since: 1 };
    const changes = changesOf(standings, window, [before]);
    expect(listChanges(changes, setting).map(({ text }) => text)).toEqual([
      "Memesan (1): order",
      "Mengabarkan pembayaran (1): paid",
      "Batal (1): gone",
      "Sudah dibalas (2): asked, told",
    ]);
  });
});

describe("renderDigest", () => {
  const standings = [
    standing([message({ text: "Ada?" })], { person: budi, isNew: true }),
    standing([message({ conversationId: "h", text: "anak saya pingsan" })]),
    standing([], { conversationId: "s", waiting: null, isSpam: true }),
  ];
  const { counts } = selectMessages({
    messages: [message({ text: "Ada?" })],
    after: null,
    upTo: Number.MAX_SAFE_INTEGER,
    standings,
  });
  const digest = {
    language: "id" as const,
    written: [],
    waiting: listWaiting(standings, setting),
    changes: [],
    counts,
    waitingBefore: 0,
  };

  it("has no heading without lines and says nothing of a zero", () => {
    expect(renderDigest(digest).split("\n")).toEqual([
      "1 pesan (1 dari pelanggan) dalam 1 percakapan. 2 menunggu balasan, 1 mendesak.",
      "",
      "Mendesak (1)",
      expect.stringMatching(/^- Tanpa nama · sejak .+“anak saya pingsan”$/),
      "",
      "Menunggu balasan (1)",
      expect.stringMatching(/^- Budi Santoso .+“Ada\?”$/),
      "",
      "Sejak ringkasan terakhir",
      "- 1 prospek baru",
      "- Diduga spam: 1",
    ]);
  });

  it("puts a model's words above the list, never in its place", () => {
    const text = renderDigest({
      ...digest,
      headline: "Satu orang pingsan.",
      written: [{ kind: "other", text: "Ada yang pingsan.", messageIds: [] }],
      waitingBefore: 7,
    });
    expect(text.split("\n").slice(0, 5)).toEqual([
      "Satu orang pingsan.",
      "1 pesan (1 dari pelanggan) dalam 1 percakapan. 2 menunggu balasan (sebelumnya 7), 1 mendesak.",
      "",
      "- Ada yang pingsan.",
      "",
    ]);
    expect(text).toContain("Budi Santoso");
  });

  it("says that nobody waits", () => {
    const none = { ...counts, waiting: 0, urgent: 0, spam: 0, newPeople: 0 };
    expect(
      renderDigest({ ...digest, language: "en", waiting: [], counts: none }),
    ).toBe(
      "1 message (1 from customers) in 1 conversation. 0 waiting for a reply.\nNobody is waiting for a reply.",
    );
  });
});
