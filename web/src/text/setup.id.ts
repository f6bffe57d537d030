/** Texts of the first-run checklist, in Indonesian. */
export const setupId = {
  day: {
    load: "Muat hari contoh",
    help: "30 pelanggan rekaan menulis, dijawab dan menunggu, lewat webhook yang sebenarnya. Untuk melihat-lihat; kira-kira satu menit.",
    telling: "Hari contoh sedang dimuat…",
    tellingHelp:
      "Orang, pesan dan prospek berdatangan. Tunggu atau lihat-lihat dulu.",
    told: "Hari contoh sudah dimuat",
    notEmpty: "Tidak dimuat: sudah ada orang yang menulis.",
    failed: "Hari contoh tidak dapat dimuat. Coba lagi.",
  },
  title: "Mulai",
  intro:
    "Dari nol sampai kontak pertama. Tiap langkah membuktikan dirinya sendiri.",
  done: "selesai",
  doneAt: (time: string) => `selesai ${time}`,
  waiting: "menunggu…",
  failed: "gagal",
  allDone: "Semua berjalan. Kontak Anda muncul di daftar kontak.",
  signIn: "Masuk",
  signInDone: "Anda sudah masuk.",
  webhook: "Alamat webhook bisa dijangkau",
  webhookHelp:
    "Tempel alamat ini di Kapso sebagai webhook, lalu tekan tombol uji di sana.",
  copyUrl: "Salin alamat",
  noSecret: "Alamat ini belum punya rahasia. Buat satu untuk ruang kerja ini.",
  makeEndpoint: "Buat alamat dan rahasia",
  secretThere: "Rahasianya sudah ada.",
  rotate: "Rahasia baru",
  delivery: "Kiriman pertama dengan tanda tangan",
  deliveryHelp:
    "Kirim pesan WhatsApp ke nomor bisnis Anda. Kiriman pertama tampak di sini.",
  deliveryLast: (time: string) => `Terakhir ${time}.`,
  wrongSignature: (time: string) =>
    `Sebuah kiriman ditolak ${time}: tanda tangannya tidak cocok. Biasanya rahasia di Kapso berbeda dengan yang di sini; tempel lagi atau buat yang baru.`,
  missingSignature: (time: string) =>
    `Sebuah kiriman ditolak ${time}: tanpa tanda tangan. Isi rahasia webhook di Kapso.`,
  number: "Nomor diklaim",
  numberDone: (id: string) => `ID nomor ${id}.`,
  numberHelp:
    "Nomor yang mengirim sesuatu ke alamat di atas muncul di sini untuk diklaim.",
  claim: (id: string) => `Klaim ${id}`,
  claimed: "Nomor diklaim; yang menunggu sekarang diproses",
  contact: "Kontak pertama tampak",
  contactHelp: "Begitu ada yang menulis, kontaknya ada di sini.",
  contactSample: "Ini contoh; orangnya tidak ada.",
  openContact: "Buka kontak",
  sample: "Kirim contoh bertanda tangan",
  sampleHelp:
    "Menguji tanda tangan sampai kontak tanpa WhatsApp. Apakah alamat bisa dijangkau dari luar, tidak terbukti olehnya.",
  sampleSent: "Contoh diterima",
  next: "Berikutnya",
  invite: "Undang tim",
  schedule: "Jam ringkasan dan zona waktu",
  budget: "Batas biaya AI",
};
