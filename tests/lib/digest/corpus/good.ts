/** Sentences that a careful reader of the scenario could have written. */
import type { BulletDraft } from "./scenario";

export const GOOD_BULLETS: Record<"id" | "en", BulletDraft[]> = {
  id: [
    [
      "urgent",
      "Pelanggan mengeluh pesanannya belum sampai setelah 5 hari dan minta dicek.",
      "m1",
    ],
    [
      "urgent",
      "Pelanggan akan membatalkan dan meminta refund Rp 450.000 bila hari ini barang belum datang.",
      "m2",
    ],
    [
      "waiting",
      "Seorang pelanggan menunggu 1 jam untuk tahu apakah paket bisa dicicil dan berapa DP-nya.",
      "m5",
    ],
    [
      "request",
      "Ada yang bertanya apakah kursi paket umrah bulan depan masih tersedia.",
      "m3",
    ],
    [
      "change",
      "Kami menyampaikan tinggal 4 kursi dengan harga 32,5 juta per orang.",
      "m4",
    ],
    [
      "urgent",
      "Seorang pelanggan ingin berbicara dengan petugas karena invoice INV-204 salah.",
      "m6",
    ],
    [
      "waiting",
      "Pelanggan mengirim foto dan menanyakan apakah warnanya ready; belum ada balasan.",
      "m7",
      "m8",
    ],
    [
      "request",
      "Pelanggan menanyakan diskon 10% dan gratis ongkir untuk pesanan 20 porsi.",
      "m9",
    ],
    [
      "change",
      "Diskon 10 persen disetujui untuk minimal 20 porsi, total 1.500.000.",
      "m10",
    ],
    [
      "change",
      "Pelanggan berjanji transfer hari ini pukul 15.00 untuk pesanan makanannya.",
      "m11",
    ],
    [
      "change",
      "Pembayaran dijanjikan pada 21 November jam 3 sore; kami menunggu transfernya.",
      "m11",
      "m12",
    ],
    ["request", "Ada permintaan untuk reschedule ke hari Sabtu pagi.", "m13"],
    [
      "change",
      "Jadwal baru dicatat untuk Sabtu, 28 November pukul 09.30.",
      "m14",
    ],
    [
      "other",
      "Pelanggan yang mengubah jadwal sudah mengucapkan terima kasih atas catatan kami.",
      "m14",
      "m15",
    ],
    [
      "waiting",
      "Dua pelanggan masih menunggu jawaban: soal cicilan dan soal pesanan yang belum datang.",
      "m5",
      "m1",
      "m2",
    ],
    [
      "urgent",
      "Keluhan pengiriman dari tanggal 20/11 pukul 16.00 belum dijawab.",
      "m1",
    ],
    [
      "request",
      "Seorang pelanggan menanyakan ketersediaan barang dari fotonya: “Warna ini ready?”",
      "m8",
    ],
    [
      "waiting",
      "Permintaan bicara dengan orang sudah menunggu 50 menit tanpa balasan.",
      "m6",
    ],
    [
      "change",
      "Total pesanan makanan 1,5 juta setelah diskon, dengan minimal dua puluh porsi.",
      "m10",
    ],
    ["other", "Nomor faktur yang dipersoalkan pelanggan adalah INV-204.", "m6"],
    [
      "waiting",
      "Pesanan yang belum sampai sudah menunggu jawaban selama 17 jam.",
      "m1",
      "m2",
    ],
    [
      "request",
      "Calon jamaah menanyakan kursi dan kemudian cara mencicil paketnya.",
      "m3",
      "m5",
    ],
    [
      "change",
      "Harga paket disampaikan sebagai Rp32.500.000 untuk setiap orang.",
      "m4",
    ],
    [
      "urgent",
      "Ancaman batal: pelanggan menuntut uang kembali 450 ribu bila barang tidak datang.",
      "m2",
    ],
    [
      "other",
      "Kami mencatat jadwal kunjungan pada 28/11/2026 pukul 09:30.",
      "m14",
    ],
  ],
  en: [
    [
      "urgent",
      "A customer complains that an order has not arrived after 5 days and asks us to check.",
      "m1",
    ],
    [
      "urgent",
      "One customer will cancel and wants a refund of IDR 450,000 if nothing arrives today.",
      "m2",
    ],
    [
      "waiting",
      "A customer has been waiting 1 hour to hear about instalments and the deposit (DP).",
      "m5",
    ],
    [
      "request",
      "Somebody asked whether seats for next month's umrah package are still available.",
      "m3",
    ],
    [
      "change",
      "We offered the last 4 seats at a price of Rp 32.5 million per person.",
      "m4",
    ],
    [
      "urgent",
      "A customer wants to talk to a person because invoice INV-204 is wrong.",
      "m6",
    ],
    [
      "waiting",
      "A photo was sent with the question whether this colour is ready; there is no answer yet.",
      "m7",
      "m8",
    ],
    [
      "request",
      "A customer asked for a 10% discount and free shipping on 20 portions.",
      "m9",
    ],
    [
      "change",
      "The discount of 10 percent was agreed for 20 portions, 1.5 million in total.",
      "m10",
    ],
    ["change", "The customer promised the transfer for today at 3 pm.", "m11"],
    [
      "change",
      "Payment is expected by transfer on 21 November at 15:00.",
      "m11",
      "m12",
    ],
    ["request", "There was a wish to reschedule to Saturday morning.", "m13"],
    [
      "change",
      "The new appointment is on Saturday, November 28 at 9:30.",
      "m14",
    ],
    [
      "other",
      "The customer who moved the appointment was content with the schedule.",
      "m14",
      "m15",
    ],
    [
      "waiting",
      "Two customers are waiting: one about instalments, one about an order that has not arrived.",
      "m5",
      "m1",
    ],
    [
      "urgent",
      "The delivery complaint of 20/11 at 16:00 was not answered.",
      "m1",
    ],
    [
      "request",
      "A customer asked “Warna ini ready?” about the colour in a photo.",
      "m8",
    ],
    [
      "waiting",
      "The wish to talk to a person has been waiting for 50 minutes.",
      "m6",
    ],
    [
      "change",
      "The food order comes to 1,500,000 after the discount for twenty portions.",
      "m10",
    ],
    ["other", "The invoice that is said to be wrong is INV-204.", "m6"],
    [
      "waiting",
      "The order that did not arrive has been waiting for a reply for 17 hours.",
      "m1",
      "m2",
    ],
    [
      "request",
      "A prospect asked about seats and then about instalments for the package.",
      "m3",
      "m5",
    ],
    [
      "change",
      "The price of the package was given as Rp32.500.000 per person.",
      "m4",
    ],
    [
      "urgent",
      "A cancellation is threatened, with 450k to refund to the customer.",
      "m2",
    ],
    [
      "other",
      "The visit was noted for 28/11/2026 at 09.30 on our schedule.",
      "m14",
    ],
  ],
};

/** 25 digests a language: from each sentence on, 3 to 6 in a row. */
export function goodDigests(language: "id" | "en"): BulletDraft[][] {
  const bullets = GOOD_BULLETS[language];
  return bullets.map((_, i) =>
    [...bullets, ...bullets].slice(i, i + 3 + (i % 4)),
  );
}
