/**
 * Keyword signals of a message (complaint, handover, money, date, question), by
 * which conversations are told in order. Indonesian and English.
 */

type Signal = "complaint" | "handover" | "money" | "date" | "question";

const PATTERNS: Record<Signal, RegExp> = {
  complaint:
    /\b(komplain|keluhan|kecewa|rusak|cacat|salah kirim|refund|uang kembali|belum (?:sampai|datang|diterima|dikirim|ada kabar)|batal(?:kan)?|parah|penipu(?:an)?|lambat|complain(?:t|ing)?|disappointed|broken|damaged|wrong (?:item|order|size)|money back|not (?:arrived|received|working)|has(?: not|n't) (?:arrived|come)|cancel|late|scam|unacceptable)\b/iu,
  handover:
    /\b(bicara (?:dengan|sama) (?:orang|manusia|admin|cs|sales)|hubungi saya|telepon saya|tolong telepon|minta (?:dihubungi|ditelepon)|admin(?:nya)? mana|talk to (?:a|an|some)\s?(?:person|human|agent|body|one)|speak (?:to|with)|call me|real person|human)\b/iu,
  money:
    /(?:\b(?:rp|idr|usd)\b|[$€£]|\b\d+(?:[.,]\d+)?\s?(?:rb|ribu|k|jt|juta|rupiah|dollars?)\b|\b(?:harga(?:nya)?|biaya|ongkir|transfer|bayar|pembayaran|dp|cicilan|diskon|promo|invoice|price|cost|pay(?:ment)?|discount|instal?lment|deposit)\b)/iu,
  date: /(?:\b\d{1,2}[/-]\d{1,2}\b|\b(?:jam|pukul|tanggal|tgl|besok|lusa|hari ini|malam ini|jadwal|reschedule|senin|selasa|rabu|kamis|jumat|sabtu|hari minggu|minggu depan|bulan depan|today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next (?:week|month)|schedule|appointment|deadline)\b)/iu,
  question:
    /\?|\b(?:berapa|apakah|kapan|(?:di ?)?mana|bagaimana|gimana|kenapa|bisa(?:kah)?|ada(?:kah)? (?:stok|ga|gak|nggak|tidak)|how (?:much|many|long|do)|when|where|can you|could you|do you|is there|are there)\b/iu,
};

const SIGNALS: readonly Signal[] = [
  "complaint",
  "handover",
  "money",
  "date",
  "question",
];

export function signalsOf(text: string): Signal[] {
  return SIGNALS.filter((signal) => PATTERNS[signal].test(text));
}
