/** Thirty more, of the labelled days: written before they were judged. */
import { expect, it } from "vitest";
import { readDays, type LabelledDay } from "../../../../scripts/eval/days";
import { standingsOf } from "../../../../scripts/eval/standings";
import { scrubberOf } from "../../../../scripts/eval/model";
import { toPages } from "../../../../src/lib/digest/pages";
import { selectMessages } from "../../../../src/lib/digest/select";
import { toTranscript } from "../../../../src/lib/digest/transcript";
import { FENCE, judge, toContent } from "./scenario";

const days = new Map((await readDays()).map((day) => [day.name, day]));

type Kind = "urgent" | "waiting" | "other";

/** Day, kind, text, and what the cited messages say or begin with. */
const NATURAL: [string, Kind, string, ...string[]][] = [
  [
    "Furniture shop",
    "urgent",
    "Lemari yang dikirim kemarin roboh dan melukai anak pelanggan; kakinya bengkak.",
    "Pak lemari yg",
    "kakinya bengkak",
  ],
  [
    "Furniture shop",
    "urgent",
    "Kursi untuk pengajian nanti malam belum tiba, padahal dibutuhkan sore ini.",
    "pengajian di rumah",
    "harus sampai sore",
  ],
  [
    "Furniture shop",
    "waiting",
    "Pelanggan menanyakan stok meja jati dengan enam kursi dan belum dijawab.",
    "Meja makan jati",
  ],
  [
    "Furniture shop",
    "waiting",
    "Peminat kursi kantor hitam menawar diskon untuk sepuluh buah setelah tahu harganya Rp 850.000.",
    "850rb kak",
    "kalau ambil 10",
  ],
  [
    "Furniture shop",
    "waiting",
    "Ada komplain barang belum sampai setelah lima hari.",
    "Barang saya kok",
  ],
  [
    "Furniture shop",
    "urgent",
    "Seorang pembeli mengancam melapor ke polisi bila barangnya tidak datang besok.",
    "Kalau besok barang",
  ],
  [
    "Furniture shop",
    "other",
    "Satu orang batal beli lemari anak karena sudah dapat di tempat lain.",
    "ga jadi kak",
  ],
  [
    "Furniture shop",
    "waiting",
    "Katalog di website tidak bisa dibuka oleh calon pembeli.",
    "ga bisa dibuka",
  ],
  [
    "Furniture shop",
    "waiting",
    "Pesanan dua rak buku ke Jl Melati menunggu konfirmasi sejak sore.",
    "mau pesan rak",
  ],
  [
    "Furniture shop",
    "waiting",
    "Pembayaran sudah ditransfer pukul 15.10 lengkap dengan foto bukti, belum dikonfirmasi.",
    "sudah transfer ya",
  ],
  [
    "Travel agency",
    "urgent",
    "Tamu terlantar di bandara Narita: sopir tidak muncul setelah dua jam.",
    "We are at Narita",
  ],
  [
    "Travel agency",
    "urgent",
    "Paspor istri pelanggan dicuri di Roma sementara kepulangannya besok.",
    "paspor istri",
  ],
  [
    "Travel agency",
    "urgent",
    "Penerbangan tiga jam lagi, tetapi nama di tiket keliru.",
    "flight kita 3 jam",
  ],
  [
    "Travel agency",
    "waiting",
    "Pasangan ingin bulan madu di Labuan Bajo dengan kapal pribadi, anggaran 20 juta rupiah.",
    "mau honeymoon",
    "budget 20jt",
  ],
  [
    "Travel agency",
    "waiting",
    "Kursi umroh untuk Februari ditanyakan, belum ada balasan.",
    "paket umroh",
  ],
  [
    "Travel agency",
    "waiting",
    "Wisatawan Jepang menanyakan apakah tur November masih tersedia.",
    "11月のツアー",
  ],
  [
    "Travel agency",
    "waiting",
    "Rombongan mendarat pukul 21.00 dan ingin tahu apakah jemputan sudah termasuk.",
    "hello, we will land",
  ],
  [
    "Travel agency",
    "waiting",
    "DP ingin dibayar lebih dulu, sisanya pekan depan.",
    "Can I pay dp",
  ],
  [
    "Travel agency",
    "other",
    "Trip Lombok empat hari seharga Rp 3,2 juta per orang masih dipertimbangkan dengan keluarga.",
    "3,2 juta per orang",
    "nuwun mbak",
  ],
  [
    "Clinic",
    "urgent",
    "A child has a temperature of forty degrees and is drowsy.",
    "my daughter has a fever",
  ],
  [
    "Clinic",
    "urgent",
    "Possible allergic reaction to an antibiotic: hives and swollen lips, no answer yet.",
    "I've come out in hives",
  ],
  [
    "Clinic",
    "urgent",
    "Bleeding continues a day after an extraction.",
    "My gum won't stop",
  ],
  [
    "Clinic",
    "waiting",
    "Whitening prices were promised but not sent.",
    "How much is whitening",
    "Let me check with",
  ],
  [
    "Clinic",
    "waiting",
    "Someone was billed twice for one cleaning.",
    "I was charged twice",
  ],
  [
    "Clinic",
    "waiting",
    "A patient wants to drop Monday's appointment.",
    "I'd like to cancel",
  ],
  [
    "Clinic",
    "waiting",
    "Tuesday afternoon was chosen for the rescheduled visit; it isn't confirmed.",
    "Tuesday afternoon please",
  ],
  [
    "Clinic",
    "other",
    "The ten-thirty visit with Dr Shah was confirmed to a patient.",
    "10:30 with Dr Shah",
  ],
  [
    "Moving and van rental",
    "urgent",
    "A hired van broke down on the M62 with children and furniture aboard.",
    "Your van has died",
  ],
  [
    "Moving and van rental",
    "urgent",
    "No crew had arrived for a seven o'clock move; keys are due back by midday.",
    "Movers were due",
  ],
  [
    "Moving and van rental",
    "urgent",
    "A customer sets five p.m. as the limit before going to small claims over a six-week-old refund.",
    "Six weeks and still",
  ],
];

function pageOf(day: LabelledDay) {
  const people = new Map(day.people.map((one) => [one.conversationId, one]));
  const scrubber = scrubberOf(day, day.language === "id" ? "ID" : "GB");
  const { conversations } = selectMessages({
    messages: day.messages,
    after: null,
    upTo: day.dueAt,
    standings: standingsOf(day.messages, { people }),
  });
  const { lines } = toTranscript(toPages(conversations, 1).pages, {
    scrubber,
    timezone: day.timezone,
    now: day.dueAt,
  });
  return { scrubber, lines };
}

it("hardly any is refused: 1 of 30 at most", () => {
  const refused = NATURAL.flatMap(([name, kind, text, ...said]) => {
    const day = days.get(name);
    if (day === undefined) {
      throw new Error(`no day ${name}`);
    }
    const { scrubber, lines } = pageOf(day);
    const cites = said.map((begin) => {
      const id = day.messages.find((one) => one.text.includes(begin))?.id;
      const line = [...lines.values()].find((one) => one.messageId === id);
      return line?.alias ?? `none: ${begin}`;
    });
    const result = judge(toContent([[kind, text, ...cites]]), day.language, {
      request: { lines, minBullets: 1, fence: FENCE },
      scrubber,
      timezone: day.timezone,
      now: day.dueAt,
    });
    return result.kind === "valid"
      ? []
      : [
          `${text} => ${result.problems.map(({ code, word }) => `${code} ${word ?? ""}`).join(", ")}`,
        ];
  });
  expect([refused, refused.length <= 1]).toEqual([refused, true]);
});
