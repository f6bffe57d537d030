/** Content words (no stop words), to tell whether two texts speak of one thing. */
import { fold } from "./personal/fold";

const STOP_WORDS = new Set(
  "yang untuk dengan dari pada dalam akan atau juga sudah belum tidak bisa agar oleh karena saya kami kita anda dia mereka ini itu ada adalah sebagai seorang satu pelanggan customer customers kakak halo hello please tolong terima kasih thanks thank have this that with from they their there about what when which would could will been were your want wants wanted need needs also some asks asked asking menanyakan ingin minta meminta menunggu balasan waiting reply chat chats pesan message messages customer's seseorang beberapa several another other lain lagi still masih serta the and for are has was not mau soal tentang apakah bagaimana".split(
    " ",
  ),
);

/** Words of one meaning in both languages, for digests in another one. */
const CONCEPTS = [
  "harga price prices pricing cost costs biaya tarif",
  "kirim deliver delivery delivers delivered shipping ship shipped ongkir antar sampai arrive arrived arrival tiba datang",
  "pesan order orders ordered pesanan orderan",
  "bayar pay payment paid pembayaran transfer lunas",
  "jadwal schedule reschedule appointment jadwalkan booking book booked",
  "rusak broken damaged cacat defective",
  "kembali refund return uang retur",
  "batal cancel cancelled cancellation batalkan",
  "stok stock available availability tersedia ready",
  "diskon discount promo potongan",
  "buka open opening hours tutup",
  "lokasi location alamat address showroom",
  "garansi warranty",
  "ukuran size larger besar bigger smaller kecil",
  "katalog catalog catalogue brochure brosur",
  "cicilan cicil instalment installment installments credit kredit",
  "kursi seat seats tempat",
  "paket package packages packet",
  "konsultasi consultation consult renovasi renovation",
  "dapur kitchen",
  "orang person human manusia telepon call phone hubungi people",
  "warna color colour",
  "dp deposit",
  "faktur invoice kuitansi receipt nota",
  "keluhan complaint komplain kecewa disappointed complains",
  "foto photo gambar picture image",
  "pagi morning",
  "siang afternoon sore",
  "malam evening night",
  "porsi portion portions",
].map((line) => line.split(" "));

const CONCEPT_OF = new Map(
  CONCEPTS.flatMap((words, i) => words.map((word) => [word, `=${i}`])),
);

const PREFIX =
  /^(?:meng|meny|mem|men|me|peng|peny|pem|pen|per|pe|di|ber|ter|se|ke)(?=\p{L}{3})/u;
const SUFFIX = /(?<=\p{L}{3})(?:nya|kan|an|lah|i|ing|ed|es|s)$/u;
const MIN_WORD_LETTERS = 3;
const MIN_STEM_LETTERS = 4;

export function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}]+/gu) ?? [];
}

/** Words without filler, in lower case. */
export function contentWordsOf(text: string): Set<string> {
  return new Set(
    wordsOf(text.replace(/\[[a-z_]+\]/g, " ")).filter(
      (word) => word.length >= MIN_WORD_LETTERS && !STOP_WORDS.has(word),
    ),
  );
}

/** True when a content word, its stem or its translation stands in both. */
export function shareContentWord(a: string, b: string): boolean {
  const [ours, theirs] = [contentWordsOf(a), contentWordsOf(b)];
  const [ourConcepts, theirConcepts] = [conceptsOf(ours), conceptsOf(theirs)];
  return (
    shareAny(ours, theirs) ||
    shareAny(ourConcepts, theirConcepts) ||
    holdsStemOf(ours, theirs) ||
    holdsStemOf(theirs, ours)
  );
}

function shareAny(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return Array.from(a).some((one) => b.has(one));
}

function conceptsOf(words: ReadonlySet<string>): Set<string> {
  return new Set(Array.from(words, (word) => conceptOf(word) ?? []).flat());
}

/** True when a word has the stem of another one in it; both stems are long. */
function holdsStemOf(
  words: ReadonlySet<string>,
  others: ReadonlySet<string>,
): boolean {
  const isLong = (word: string) => stemOf(word).length >= MIN_STEM_LETTERS;
  const text = Array.from(words).filter(isLong).join(" ");
  return Array.from(others).some(
    (word) => isLong(word) && text.includes(stemOf(word)),
  );
}

function conceptOf(word: string): string | undefined {
  const stem = stemOf(word);
  return [word, stem, ...SWALLOWED.map((letter) => letter + stem)]
    .map((form) => CONCEPT_OF.get(form))
    .find((concept) => concept !== undefined);
}

/** Indonesian prefixes swallow these: kirim, pengiriman; tanya, menanyakan. */
const SWALLOWED = ["k", "s", "t", "p"];

/** Rough: "pengiriman" becomes "irim", which "kirim" contains. */
function stemOf(word: string): string {
  return word.replace(SUFFIX, "").replace(PREFIX, "");
}
