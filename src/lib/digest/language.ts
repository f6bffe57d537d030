/** Language detection: which of ours a text is in, by its stop words. */
import type { DigestLanguage } from "./types";
import { wordsOf } from "./words";

const MARKERS: Record<DigestLanguage, Set<string>> = {
  id: new Set(
    "yang dan di ke dari untuk dengan pada ini itu akan atau juga sudah belum tidak bisa ada karena oleh saat masih lagi pelanggan seorang harga pesanan menanyakan meminta menunggu balasan jawaban ingin mau apakah berapa kapan agar serta lain satu hari jam pukul soal tentang kirim bayar sejak setelah perlu segera kepada telah sebagai beberapa lewat jadwal paket barang".split(
      " ",
    ),
  ),
  en: new Set(
    "the a an and of to in for with is are was were has have had on at by from this that it they their there not be been will would can could about who which customer customers asks asked asking wants wanted waiting waits reply answer still since order orders needs because after please".split(
      " ",
    ),
  ),
};

/** So few words tell nothing. */
const MIN_WORDS = 8;
/** Any text in a language has at least this share of its small words. */
const MIN_SHARE = 0.05;

/** One sentence may quote a few foreign words; so many more are no quotation. */
const MIN_FOREIGN_LEAD = 3;

/** False when the text is clearly in another language. Quotations do not count. */
export function isWrittenIn(text: string, language: DigestLanguage): boolean {
  const { words, expected, other } = countMarkers(text, language);
  return (
    words < MIN_WORDS || (other <= expected && expected / words >= MIN_SHARE)
  );
}

/** True for a sentence that is clearly in our other language. */
export function isForeign(sentence: string, language: DigestLanguage): boolean {
  const { expected, other } = countMarkers(sentence, language);
  return other - expected >= MIN_FOREIGN_LEAD;
}

function countMarkers(
  text: string,
  language: DigestLanguage,
): { words: number; expected: number; other: number } {
  const own = text.replace(/["“”«»][^"“”«»]*["“”«»]/g, " ");
  const words = wordsOf(own);
  return {
    words: words.length,
    expected: countIn(words, MARKERS[language]),
    other: countIn(words, MARKERS[language === "id" ? "en" : "id"]),
  };
}

function countIn(
  words: readonly string[],
  markers: ReadonlySet<string>,
): number {
  return words.filter((word) => markers.has(word)).length;
}
