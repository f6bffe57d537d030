/** All steps of a digest but the call: prepare, validate, merge, fall back. */
import { describe, expect, it } from "vitest";
import { standingsOf } from "../../../scripts/eval/standings";
import { mergeDigests } from "../../../src/lib/digest/merge";
import {
  prepareDigest,
  type PrepareInput,
} from "../../../src/lib/digest/prepare";
import { toAdvice } from "../../../src/lib/digest/problems";
import {
  buildMergeRequest,
  findPersonalData,
  withReasons,
  type DigestRequest,
} from "../../../src/lib/digest/prompt";
import { resolveBullets } from "../../../src/lib/digest/transcript";
import type { SourceMessage } from "../../../src/lib/digest/types";
import { validateDigest } from "../../../src/lib/digest/validate";
import { message, MORNING } from "./builders";
import { FENCE, NOW, TIMEZONE, toContent } from "./corpus/scenario";

function prepare(
  messages: SourceMessage[],
  overrides: Partial<PrepareInput> = {},
) {
  return prepareDigest({
    messages,
    after: null,
    upTo: Number.MAX_SAFE_INTEGER,
    standings: standingsOf(messages),
    openConversations: [],
    region: "ID",
    people: {
      names: ["Rina Wulandari"],
      phones: ["+6281370001234"],
      emails: [],
      handles: [],
    },
    maxPages: 4,
    language: "id",
    timezone: TIMEZONE,
    now: NOW,
    fence: FENCE,
    ...overrides,
  });
}

/** As many conversations as asked for, with one question each. */
function questions(count: number): SourceMessage[] {
  return Array.from({ length: count }, (_, i) =>
    message({
      id: `question-${i}`,
      conversationId: `c${String(i).padStart(3, "0")}`,
      text: `Halo, Rina di sini. Berapa harga tipe nomor ${i}?`,
      sentAt: MORNING + i,
    }),
  );
}

/** An answer about the first messages of a request, as a good model gives it. */
function answerTo(request: DigestRequest, count: number): string {
  const lines = [...request.lines.values()].slice(0, count);
  return toContent(
    lines.map(({ alias, text }) => {
      const number = /nomor (\d+)/.exec(text)?.[1] ?? "";
      return [
        "waiting",
        `Belum dijawab: berapa harga tipe nomor ${number}, ${NOUNS[Number(number) % NOUNS.length]}?`,
        alias,
      ];
    }),
  );
}

/** As many as no page's length is a multiple of. */
const NOUNS = [
  ...["untuk kantor", "dengan garansi", "warna merah", "kirim cepat"],
  ...["ukuran besar", "model terbaru", "stok lama"],
];

function validate(
  prepared: ReturnType<typeof prepare>,
  request: DigestRequest,
  content: string,
) {
  return validateDigest({
    finishReason: "stop",
    content,
    request,
    language: "id",
    scrubber: prepared.scrubber,
    timezone: TIMEZONE,
    now: NOW,
    previous: [],
  });
}

describe("prepareDigest and what follows", () => {
  it("goes from messages to bullets with ids, and who waits tomorrow", () => {
    const prepared = prepare(questions(5));
    expect(prepared).toMatchObject({ route: { kind: "single" } });
    const [request] = prepared.requests;
    if (request === undefined) {
      throw new Error("no request");
    }
    expect(JSON.stringify(request.chat)).not.toMatch(/Rina|question-/);
    const result = validate(prepared, request, answerTo(request, 4));
    if (result.kind === "invalid") {
      expect.fail(JSON.stringify(result.problems));
    }
    expect(
      resolveBullets(result.digest.bullets, prepared.transcript)[0],
    ).toMatchObject({ messageIds: ["question-0"] });
    const standings = standingsOf(questions(5));
    const tomorrow = prepare([], { standings });
    expect(tomorrow).toMatchObject({ route: { kind: "template" } });
  });

  it("asks again with the reasons", () => {
    const prepared = prepare(questions(5));
    const [request] = prepared.requests;
    if (request === undefined) {
      throw new Error("no request");
    }
    const refused = validate(prepared, request, "{}");
    if (refused.kind === "valid") {
      expect.fail("an empty object is no digest");
    }
    const again = withReasons(request, toAdvice(refused.problems));
    expect(findPersonalData(again.chat, prepared.scrubber)).toEqual([]);
    expect(again.lines).toBe(request.lines);
  });

  it("goes over several pages and one merge, with or without a model", () => {
    const prepared = prepare(questions(200));
    expect(prepared.route).toEqual({ kind: "paged", pages: 3 });
    const partials = prepared.requests.map((request) => {
      const result = validate(prepared, request, answerTo(request, 2));
      if (result.kind === "invalid") {
        expect.fail(JSON.stringify(result.problems));
      }
      return result.digest;
    });
    const merging = buildMergeRequest(
      partials.map(({ bullets }) => bullets),
      prepared.transcript,
      { language: "id", timezone: TIMEZONE, now: NOW, fence: FENCE },
    );
    expect(findPersonalData(merging.chat, prepared.scrubber)).toEqual([]);
    const merged = validate(prepared, merging, answerTo(merging, 3));
    expect(merged.kind).toBe("valid");
    expect(mergeDigests(partials).bullets.length).toBeGreaterThanOrEqual(3);
  });

  it("asks no model about a silent or nearly silent day", () => {
    expect(prepare([])).toMatchObject({
      route: { kind: "skip" },
      requests: [],
    });
    expect(prepare(questions(2))).toMatchObject({
      route: { kind: "template" },
      requests: [],
    });
  });

  it("counts what no page had room for", () => {
    expect(prepare(questions(200), { maxPages: 2 })).toMatchObject({
      selection: { counts: { messages: 200, waiting: 200, selected: 160 } },
    });
  });
});
