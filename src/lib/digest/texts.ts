/** Our own words in a digest, in each of its languages. */
import type { ChangeKind } from "./changes";
import type { DigestCounts, DigestLanguage } from "./types";

interface Texts {
  urgent(count: number): string;
  waiting(count: number): string;
  changed: string;
  /** Weekdays from Sunday. */
  weekdays: readonly string[];
  since(when: string): string;
  sinceBefore(when: string): string;
  messages(count: number): string;
  promised(when: string): string;
  older(count: number, names: string): string;
  andMore(count: number): string;
  nameless: string;
  changes: Record<ChangeKind, string>;
  newPeople(count: number): string;
  spam(count: number): string;
  summary(counts: DigestCounts, waitingBefore: number): string;
  sampled(selected: number, messages: number): string;
  nobody: string;
  /** What media are called; the provider's word where there is none. */
  media: Readonly<Record<string, string>>;
}

const plural = (count: number, word: string) =>
  `${count} ${word}${count === 1 ? "" : "s"}`;

export const TEXTS: Record<DigestLanguage, Texts> = {
  en: {
    urgent: (count) => `Urgent (${count})`,
    waiting: (count) => `Waiting for a reply (${count})`,
    changed: "Since the last digest",
    weekdays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
    since: (when) => `since ${when}`,
    sinceBefore: (when) => `since before ${when}`,
    messages: (count) => plural(count, "message"),
    promised: (when) => `we promised an answer ${when}`,
    older: (count, names) => `+${count} older: ${names}`,
    andMore: (count) => `and ${count} more`,
    nameless: "No name",
    changes: {
      answered: "Answered",
      ordered: "Ordered",
      paid: "Reported a payment",
      withdrawn: "Withdrew",
    },
    newPeople: (count) => plural(count, "new lead"),
    spam: (count) => `Suspected spam: ${count}`,
    summary: (
      { messages, inbound, conversations, waiting, urgent },
      waitingBefore,
    ) =>
      `${plural(messages, "message")} (${inbound} from customers) in ${plural(conversations, "conversation")}. ${waiting} waiting for a reply${waitingBefore > 0 ? ` (${waitingBefore} last time)` : ""}${urgent > 0 ? `, ${urgent} urgent` : ""}.`,
    sampled: (selected, messages) =>
      `The model read ${selected} of ${plural(messages, "message")}.`,
    nobody: "Nobody is waiting for a reply.",
    media: { image: "photo" },
  },
  id: {
    urgent: (count) => `Mendesak (${count})`,
    waiting: (count) => `Menunggu balasan (${count})`,
    changed: "Sejak ringkasan terakhir",
    weekdays: ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
    since: (when) => `sejak ${when}`,
    sinceBefore: (when) => `sejak sebelum ${when}`,
    messages: (count) => `${count} pesan`,
    promised: (when) => `kita janji mengabari ${when}`,
    older: (count, names) => `+${count} yang lebih lama: ${names}`,
    andMore: (count) => `dan ${count} lainnya`,
    nameless: "Tanpa nama",
    changes: {
      answered: "Sudah dibalas",
      ordered: "Memesan",
      paid: "Mengabarkan pembayaran",
      withdrawn: "Batal",
    },
    newPeople: (count) => `${count} prospek baru`,
    spam: (count) => `Diduga spam: ${count}`,
    summary: (
      { messages, inbound, conversations, waiting, urgent },
      waitingBefore,
    ) =>
      `${messages} pesan (${inbound} dari pelanggan) dalam ${conversations} percakapan. ${waiting} menunggu balasan${waitingBefore > 0 ? ` (sebelumnya ${waitingBefore})` : ""}${urgent > 0 ? `, ${urgent} mendesak` : ""}.`,
    sampled: (selected, messages) =>
      `Model membaca ${selected} dari ${messages} pesan.`,
    nobody: "Tidak ada yang menunggu balasan.",
    media: {
      image: "foto",
      video: "video",
      voice: "pesan suara",
      audio: "audio",
      document: "dokumen",
      location: "lokasi",
      contact: "kontak",
      button: "tombol",
      form: "formulir",
      sticker: "stiker",
    },
  },
};
