/** Plays a model that writes digests: reads the request, quotes what it cites. */
import type { ChatCall, Reply } from "./fakeProvider";
import { replies } from "./fakeProvider";

const MESSAGE_LINE = /^(m\d+) < \d+\/\d+ \d\d:\d\d (.+)$/;
const MAX_BULLETS = 5;
const QUOTED_WORDS = 10;

export interface ShownMessage {
  alias: string;
  text: string;
}

/** The customers' messages that a request shows. */
export function shownMessages(call: ChatCall): ShownMessage[] {
  return call.body.messages
    .filter(({ role }) => role === "user")
    .flatMap(({ content }) => content.split("\n"))
    .flatMap((line) => {
      const [, alias, text] = MESSAGE_LINE.exec(line) ?? [];
      return alias === undefined || text === undefined ? [] : [{ alias, text }];
    });
}

/** Ten words at most: the model quotes them whole. */
const QUESTIONS = [
  "Apakah kopi bubuk hitam masih ada stok untuk minggu depan",
  "Kapan paket gula aren saya dikirim ke alamat kantor",
  "Tolong kirim daftar harga susu segar untuk warung kecil",
  "Saya ingin tukar tepung rusak karena kemasannya sobek",
  "Bisa bayar beras organik lewat transfer bank setelah barang sampai",
  "Mohon jadwal kunjungan petugas untuk memasang mesin kasir",
  "Kenapa tagihan langganan bulan ini lebih besar dari kemarin",
];

/** What the customer with this number asks for; neighbours differ in every word. */
export const questionOf = (number: number): string =>
  QUESTIONS[number % QUESTIONS.length] ?? "";

/** A line of a partial digest, in the request that merges them. */
const PARTIAL_LINE = /^([a-z]+) \((m[\dm, ]*)\) (.+)$/;

interface WrittenBullet {
  kind: string;
  text: string;
  cites: string[];
}

/** The bullets of the pages' digests that a merging request shows. */
function shownBullets(call: ChatCall): WrittenBullet[] {
  return call.body.messages
    .flatMap(({ content }) => content.split("\n"))
    .flatMap((line) => {
      const [, kind, cites, text] = PARTIAL_LINE.exec(line) ?? [];
      return kind === undefined || cites === undefined || text === undefined
        ? []
        : [{ kind, text, cites: cites.split(", ") }];
    });
}

/** A digest in Indonesian of what the request shows. */
export function writeDigest(call: ChatCall): string {
  const quoted = shownMessages(call)
    .slice(0, MAX_BULLETS)
    .map(({ alias, text }) => {
      const quote = text.split(" ").slice(0, QUOTED_WORDS).join(" ");
      return {
        kind: "request",
        text: `Seorang pelanggan menulis kepada kami: ${quote}`,
        cites: [alias],
      };
    });
  const merged = shownBullets(call).slice(0, MAX_BULLETS);
  return JSON.stringify({ bullets: quoted.length > 0 ? quoted : merged });
}

/** Answers as a good model would, with a change if one is given. */
export const asModel =
  (change: (text: string) => string = (text) => text): Reply =>
  (call, response) =>
    replies.well({ text: change(writeDigest(call)) })(call, response);
