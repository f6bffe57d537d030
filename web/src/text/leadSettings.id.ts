/** Texts of leads, lead forms and retention in the settings, in Indonesian. */
export const leadSettingsId = {
  leads: {
    intro:
      "Semua yang menulis adalah kontak; prospek adalah yang layak dilayani penjual. Keputusan orang tentang kontak selalu berlaku.",
    message_threshold: {
      label: "Jadi prospek setelah",
      help: "Pesan dari pelanggan sendiri.",
    },
    greeting_hours: {
      label: "Jawaban atas pesan pertama kita menjadikan prospek dalam",
      help: "Untuk orang yang kita hubungi lebih dulu.",
    },
    archive_hours: {
      label: "Arsipkan prospek setelah diam selama",
      help: "Pesan berikutnya dari pelanggan membawanya kembali.",
    },
    messages: "pesan",
    hours: "jam",
    phones: "Nomor tim, satu per baris",
    phonesHelp: "Tidak pernah menjadi prospek.",
    classifier: "Belajar mengenali spam dari penandaan anggota",
    classifierHelp:
      "Per bahasa, mulai 50 pesan tiap jenis. Spam hanya label: tidak ada yang ditolak atau dihapus.",
  },
  forms: {
    none: "Belum ada formulir prospek",
    noneHelp:
      "Pasang formulir di halaman Anda: yang mengisinya menjadi prospek di sini.",
    add: "Formulir baru",
    name: "Nama",
    nameHelp: "Untuk tim Anda; pengunjung tidak melihatnya.",
    origins: "Halaman Anda, satu alamat per baris",
    originsHelp: "Formulir hanya bekerja di situs ini.",
    label: "Label",
    type: "Jenis",
    types: {
      name: "Nama",
      phone: "Telepon",
      email: "E-mail",
      text: "Teks pendek",
      long_text: "Teks panjang",
      choice: "Pilihan",
    },
    required: "Wajib diisi",
    addField: "Tambah bidang",
    fieldNo: (n: number) => `Bidang ${n}`,
    fieldCount: (count: number) => `${count} bidang`,
    up: (label: string) => `Naikkan ${label}`,
    remove: (label: string) => `Buang ${label}`,
    consent: "Yang disetujui orang",
    consentHelp:
      "Ada di samping kotak yang harus dicentang; teks dan waktunya disimpan. Kosongkan kalau tidak perlu.",
    redirect: "Halaman terima kasih",
    redirectHelp:
      "Di halaman Anda; untuk pengunjung tanpa JavaScript. Boleh kosong.",
    problems: {
      no_reach: "Tanyakan telepon atau e-mail, supaya bisa dijawab.",
      foreign_redirect: "Halaman terima kasih harus di salah satu alamat Anda.",
    },
    first: {
      name: "Nama",
      phone: "Nomor WhatsApp",
      long_text: "Pesan",
      consent: "Saya boleh dijawab lewat WhatsApp.",
    },
    isOff: "dimatikan",
    turnOff: "Matikan",
    turnOn: "Nyalakan",
    turnedOff: "Formulir tidak menerima apa pun lagi",
    turnedOn: "Formulir menerima kiriman lagi",
    editOf: (name: string) => `Ubah ${name}`,
    moreOf: (name: string) => `Lainnya untuk ${name}`,
    rotate: "Alamat baru",
    rotateTitle: (name: string) => `Alamat baru untuk ${name}`,
    rotateHelp:
      "Alamat lama tidak menerima apa pun mulai sekarang. Segera pasang kode yang baru di halaman Anda.",
    snippet: "Kode",
    snippetOf: (name: string) => `Kode ${name}`,
    snippetHelp: (origins: string) =>
      `Salin ini ke halaman Anda (${origins}). Setelah bidangnya berubah, salin lagi.`,
    copySnippet: "Salin kode",
    words: {
      send: "Kirim",
      thanks: "Terima kasih. Kami akan menghubungi Anda.",
      failed: "Tidak berhasil. Silakan coba lagi.",
      leaveEmpty: "Biarkan kosong",
    },
  },
  retention: {
    payloads: {
      label: "Kiriman mentah disimpan selama",
      help: "Seperti yang dikirim Kapso, untuk dicoba lagi dan dilihat. 1 sampai 365; kosong berarti 30. Untuk yang datang mulai sekarang.",
    },
    messages: {
      label: "Pesan disimpan selama",
      help: "14 sampai 3.650; kosong berarti sampai kontaknya dihapus. Yang lebih lama dihapus tiap jam, untuk selamanya; kontaknya tetap.",
    },
    days: "hari",
  },
};
