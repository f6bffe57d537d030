/** Every text of the page in Indonesian; `Dictionary` is its shape. */
export const id = {
  language: "Bahasa Indonesia",
  otherLanguage: "English",
  skip: "Langsung ke isi",
  roles: {
    owner: "Pemilik",
    admin: "Admin",
    agent: "Agen",
    viewer: "Pembaca",
  },
  nav: {
    main: "Bagian",
    contacts: "Kontak",
    duplicates: "Duplikat",
    leads: "Tinjau prospek",
    leadsShort: "Tinjau",
    digests: "Ringkasan",
    operations: "Operasional",
    deliveries: "Kiriman webhook",
    usage: "Biaya AI",
    settings: "Pengaturan",
    members: "Anggota",
    data: "Impor dan ekspor",
    more: "Lainnya",
    switchWorkspace: "Ganti ruang kerja",
    signOut: "Keluar",
  },
  connection: {
    live: "Langsung",
    lost: (time: string) =>
      `Terputus sejak ${time}. Data di bawah mungkin sudah lama. Menyambung lagi…`,
    back: "Tersambung lagi",
  },
  errors: {
    unauthenticated: "Anda perlu masuk lagi.",
    forbidden: "Peran Anda tidak mengizinkan ini. Mintalah kepada admin.",
    not_found: "Tidak ditemukan, atau Anda tidak punya akses.",
    rate_limited: (seconds: number) =>
      `Terlalu sering. Coba lagi dalam ${seconds} detik.`,
    offline: "Tidak tersambung. Coba lagi setelah tersambung.",
    unknown: (code: string) =>
      `Ada yang tidak beres. Kode untuk dukungan: ${code}`,
    retry: "Coba lagi",
    region: "Bagian ini tidak dapat dimuat.",
  },
  undo: "Urungkan",
  close: "Tutup",
  cancel: "Batal",
  save: "Simpan",
  search: {
    label: "Cari kontak",
    placeholder: "Nama, nomor, atau 4 angka terakhir",
    none: "Tidak ada kontak yang cocok.",
    first: (count: number) => `${count} pertama`,
  },
  signIn: {
    title: "Masuk",
    intro: "Kami kirimkan tautan masuk ke email Anda. Tidak perlu kata sandi.",
    email: "Email",
    send: "Kirim tautan",
    sent: (email: string) =>
      `Jika ${email} terdaftar, tautan sedang dikirim. Tautan berlaku 15 menit dan hanya sekali.`,
    company: "Masuk dengan akun perusahaan",
    continueTitle: "Masuk ke kapso-crm",
    continueText: "Tekan untuk masuk dengan tautan ini.",
    continue: "Lanjutkan",
    failed: "Tautan ini sudah dipakai atau kedaluwarsa. Mintalah yang baru.",
    askFailed: "Tautan tidak dapat dikirim. Coba lagi sebentar lagi.",
    noWorkspace: "Anda belum tergabung di ruang kerja mana pun.",
    noWorkspaceHelp: (email: string) =>
      `Mintalah undangan kepada admin untuk ${email}.`,
  },
  contacts: {
    title: "Kontak",
    noNumber: "tidak dibagikan",
    unnamed: "Tanpa nama",
    empty: "Belum ada kontak",
    emptyHelp:
      "Kontak muncul di sini begitu pesan WhatsApp pertama masuk melalui webhook.",
    nobody: "belum ada",
    columns: {
      contact: "Kontak",
      phone: "Telepon",
      status: "Status",
      waiting: "Menunggu",
      lastMessage: "Pesan terakhir",
      time: "Waktu",
      tags: "Tag",
      owner: "Pemilik",
    },
  },
  status: {
    none: "Kontak",
    unqualified: "Belum dinilai",
    qualified: "Prospek",
    customer: "Pelanggan",
    archived: "Arsip",
    duplicate: "Duplikat",
    spam: "Spam",
  },
  time: {
    today: "Hari ini",
    yesterday: "Kemarin",
    minutes: (n: number) => `${n} mnt`,
    hours: (h: number, m: number) => (m === 0 ? `${h} j` : `${h} j ${m} mnt`),
    days: (d: number) => `${d} hr`,
  },
};

/** What every language must have: the same keys with the same arguments. */
export type Dictionary = typeof id;
