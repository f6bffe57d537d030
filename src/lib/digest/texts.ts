/** Our own words in a digest, in each of its languages. */
import type { Duration } from "./transcript";
import type { BulletKind, DigestLanguage } from "./types";

interface Texts {
  headings: Record<BulletKind, string>;
  duration(duration: Duration): string;
  waiting(duration: string, quote: string): string;
  urgent(duration: string | null, quote: string): string;
  request(quote: string): string;
  summary(counts: {
    messages: number;
    inbound: number;
    conversations: number;
    waiting: number;
    waitingBefore: number;
  }): string;
  sampled(selected: number, messages: number): string;
  leftOut(conversations: number): string;
  extractive: string;
  empty: string;
}

const plural = (count: number, word: string) =>
  `${count} ${word}${count === 1 ? "" : "s"}`;

const INDONESIAN_UNITS = { minute: "menit", hour: "jam", day: "hari" };

export const TEXTS: Record<DigestLanguage, Texts> = {
  en: {
    headings: {
      urgent: "Urgent",
      waiting: "Waiting for a reply",
      request: "Asked for",
      change: "Changed",
      other: "Also",
    },
    duration: ({ count, unit }) => plural(count, unit),
    waiting: (duration, quote) =>
      `Waiting for a reply for ${duration}: “${quote}”`,
    urgent: (duration, quote) =>
      duration === null
        ? `Needs attention, a customer wrote: “${quote}”`
        : `Urgent and waiting for a reply for ${duration}: “${quote}”`,
    request: (quote) => `A customer wrote: “${quote}”`,
    summary: ({ messages, inbound, conversations, waiting, waitingBefore }) =>
      `${plural(messages, "message")} (${inbound} from customers) in ${plural(conversations, "conversation")}; ${waiting} waiting for a reply (${waitingBefore} last time).`,
    sampled: (selected, messages) =>
      `Made from a sample of ${selected} out of ${plural(messages, "message")}.`,
    leftOut: (conversations) =>
      `${plural(conversations, "less important conversation")} left out.`,
    extractive: "Quotations chosen by rules, without AI.",
    empty: "Nothing stands out.",
  },
  id: {
    headings: {
      urgent: "Mendesak",
      waiting: "Menunggu balasan",
      request: "Permintaan",
      change: "Perubahan",
      other: "Lainnya",
    },
    duration: ({ count, unit }) => `${count} ${INDONESIAN_UNITS[unit]}`,
    waiting: (duration, quote) =>
      `Sudah menunggu balasan selama ${duration}: “${quote}”`,
    urgent: (duration, quote) =>
      duration === null
        ? `Perlu perhatian, pelanggan menulis: “${quote}”`
        : `Mendesak, sudah menunggu balasan selama ${duration}: “${quote}”`,
    request: (quote) => `Seorang pelanggan menulis: “${quote}”`,
    summary: ({ messages, inbound, conversations, waiting, waitingBefore }) =>
      `${messages} pesan (${inbound} dari pelanggan) dalam ${conversations} percakapan; ${waiting} menunggu balasan (sebelumnya ${waitingBefore}).`,
    sampled: (selected, messages) =>
      `Disusun dari sampel ${selected} dari ${messages} pesan.`,
    leftOut: (conversations) =>
      `${conversations} percakapan yang kurang penting tidak disertakan.`,
    extractive: "Kutipan dipilih menurut aturan, tanpa AI.",
    empty: "Tidak ada yang menonjol.",
  },
};
