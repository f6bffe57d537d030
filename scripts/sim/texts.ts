/** What customers and the company say in the simulation. All of it invented. */
import type { Random } from "./random";

const QUESTIONS = {
  id: [
    "Halo kak, paket umrah bulan depan masih ada kursi?",
    "Berapa harga yang ukuran besar?",
    "Bisa kirim ke Cimahi hari ini?",
    "Kalau pesan 20 porsi dapat diskon & gratis ongkir?",
    "Masih buka sampai jam berapa?",
    "Saya mau konsultasi soal renovasi dapur",
    "Pesanan saya belum sampai, tolong dicek ya",
    "Bisa reschedule ke hari Sabtu pagi?",
    "Ada garansi untuk tipe yang <2 tahun?",
    "Minta katalog terbaru dong kak",
    "Apakah bisa bayar cicilan?",
    "Lokasi showroom di mana?",
  ],
  en: [
    "Hi, do you still have seats for next month?",
    "How much is the larger one?",
    "Can you deliver on Saturday morning?",
    "My order has not arrived, could you check?",
    "Do you offer a discount for 20 & more?",
    "What are your opening hours?",
    "I would like to talk to a person please",
    "Is the warranty longer than <2 years>?",
  ],
} as const;

const FOLLOW_UPS = {
  id: ["Kak?", "Oke, terima kasih 🙏", "Boleh, saya pikir dulu ya", "Siap"],
  en: ["Hello?", "Great, thank you 🙏", "Let me think about it", "OK"],
} as const;

const ANSWERS = {
  id: [
    "Halo kak, terima kasih sudah menghubungi kami. Masih ada, mau pesan berapa?",
    "Bisa kak, kami kirim siang ini.",
    "Baik kak, kami cek dulu ya.",
    "Jadwal Sabtu pagi masih kosong, kami catat ya kak.",
  ],
  en: [
    "Hello, thank you for writing. Yes, how many would you like?",
    "Certainly, we can deliver this afternoon.",
    "Let us check that for you.",
    "Saturday morning is free, shall we book it?",
  ],
} as const;

const CAPTIONS = {
  id: ["Ini fotonya kak", "Seperti ini yang saya mau", ""],
  en: ["This is the photo", "Something like this", ""],
} as const;

const TRANSCRIPTS = {
  id: ["halo kak saya mau tanya harga paket untuk empat orang"],
  en: ["hello I would like to know the price for four people"],
} as const;

const BUTTONS = {
  id: ["Ya, saya mau", "Nanti saja", "Hubungi saya"],
  en: ["Yes, please", "Maybe later", "Call me"],
} as const;

export type Language = keyof typeof QUESTIONS;

export const sayQuestion = (random: Random, language: Language): string =>
  random.pick(QUESTIONS[language]);
export const sayFollowUp = (random: Random, language: Language): string =>
  random.pick(FOLLOW_UPS[language]);
export const sayAnswer = (random: Random, language: Language): string =>
  random.pick(ANSWERS[language]);
export const sayCaption = (random: Random, language: Language): string =>
  random.pick(CAPTIONS[language]);
export const sayTranscript = (random: Random, language: Language): string =>
  random.pick(TRANSCRIPTS[language]);
export const sayButton = (random: Random, language: Language): string =>
  random.pick(BUTTONS[language]);
