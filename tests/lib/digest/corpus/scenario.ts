/** A morning's chats, for judging digests of them. All invented. */
import { standingsOf } from "../../../../scripts/eval/standings";
import { toPages } from "../../../../src/lib/digest/pages";
import { createScrubber } from "../../../../src/lib/digest/personal/scrub";
import { buildPageRequest } from "../../../../src/lib/digest/prompt";
import { selectMessages } from "../../../../src/lib/digest/select";
import { toTranscript } from "../../../../src/lib/digest/transcript";
import type {
  DigestLanguage,
  SourceMessage,
} from "../../../../src/lib/digest/types";
import {
  validateDigest,
  type Validation,
} from "../../../../src/lib/digest/validate";

export const TIMEZONE = "Asia/Jakarta";
/** A Saturday, 09:05 in Jakarta. */
export const NOW = Date.parse("2026-11-21T02:05:00Z");
export const FENCE = "abcdefghijklmnop";

/** Conversation, direction, local time, text. The n-th line is "m<n>". */
const CHATS: [string, "<" | ">", string, string][] = [
  [
    "order",
    "<",
    "20T16:00",
    "Pesanan saya belum sampai, sudah 5 hari. Tolong dicek ya",
  ],
  [
    "order",
    "<",
    "20T18:30",
    "Kalau besok belum datang saya batalkan dan minta refund 450rb",
  ],
  [
    "seats",
    "<",
    "20T20:10",
    "Halo kak, paket umrah bulan depan masih ada kursi?",
  ],
  [
    "seats",
    ">",
    "20T20:20",
    "Masih ada, tinggal 4 kursi. Harga Rp 32.500.000 per orang",
  ],
  ["seats", "<", "21T07:55", "Bisa dicicil? DP berapa?"],
  [
    "invoice",
    "<",
    "21T08:15",
    "I would like to talk to a person please, my invoice INV-204 is wrong",
  ],
  ["colour", "<", "21T08:30", ""],
  [
    "colour",
    "<",
    "21T08:31",
    "Warna ini ready? Nama saya Sari, wa 0812-3456-7890",
  ],
  [
    "food",
    "<",
    "20T19:00",
    "Kalau pesan 20 porsi dapat diskon 10% & gratis ongkir?",
  ],
  [
    "food",
    ">",
    "20T19:05",
    "Bisa kak, diskon 10% untuk minimal 20 porsi, total 1,5jt",
  ],
  ["food", "<", "20T19:10", "Oke saya transfer besok jam 3 sore"],
  ["food", ">", "20T19:12", "Baik kak, kami tunggu transfernya"],
  ["visit", "<", "20T20:00", "Bisa reschedule ke hari Sabtu pagi?"],
  [
    "visit",
    ">",
    "20T20:05",
    "Jadwal Sabtu 28/11 jam 09.30 masih kosong, kami catat ya kak",
  ],
  ["visit", "<", "20T20:06", "Siap, terima kasih"],
];

const messages = CHATS.map(
  ([conversationId, arrow, time, text], i): SourceMessage => ({
    id: `message-${i + 1}`,
    conversationId,
    direction: arrow === "<" ? "inbound" : "outbound",
    label: text === "" ? "[image]" : "",
    text,
    sentAt: Date.parse(`2026-11-${time}:00+07:00`),
    mark: i,
  }),
);

export const selection = selectMessages({
  messages,
  after: null,
  upTo: messages.length,
  standings: standingsOf(messages),
});

export const scrubber = createScrubber("ID", {
  names: ["Sari Dewanti"],
  phones: ["+6281234567890"],
  emails: [],
  handles: [],
});

export const transcript = toTranscript(
  toPages(selection.conversations, 4).pages,
  {
    scrubber,
    timezone: TIMEZONE,
    now: NOW,
  },
);

export function requestIn(language: DigestLanguage) {
  return buildPageRequest(
    transcript.pages[0] ?? [],
    { number: 1, of: 1 },
    { language, timezone: TIMEZONE, now: NOW, fence: FENCE },
  );
}

/** Kind, text, citations. */
export type BulletDraft = [kind: string, text: string, ...cites: string[]];

export function toContent(bullets: readonly BulletDraft[]): string {
  return JSON.stringify({
    bullets: bullets.map(([kind, text, ...cites]) => ({ kind, text, cites })),
  });
}

export function judge(
  content: string,
  language: DigestLanguage,
  overrides: Partial<Parameters<typeof validateDigest>[0]> = {},
): Validation {
  return validateDigest({
    finishReason: "stop",
    content,
    request: requestIn(language),
    language,
    scrubber,
    timezone: TIMEZONE,
    now: NOW,
    previous: [],
    ...overrides,
  });
}
