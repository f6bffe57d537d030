/** Texts of settings with versions and the switch of automations, in Indonesian. */
import type { KapsoFailureCode } from "../../../src/lib/kapso/api/failure";

const failures: Record<KapsoFailureCode, string> = {
  kapso_no_key: "Belum ada kunci API Kapso.",
  kapso_bad_address: "KAPSO_API_URL bukan alamat yang boleh menerima kunci.",
  kapso_key_unreadable: "Kunci tersimpan tidak dapat dibuka; simpan lagi.",
  kapso_unauthorized: "Kapso menolak kunci ini.",
  kapso_not_found: "Kapso tidak mengenal yang diminta.",
  kapso_refused: "Kapso menolak permintaan ini.",
  kapso_cursor_expired: "Daftar di Kapso berubah saat dibaca; coba lagi.",
  kapso_rate_limited: "Terlalu banyak permintaan ke Kapso.",
  kapso_unavailable: "Kapso sedang bermasalah.",
  kapso_unreachable: "Kapso tidak terhubung.",
  kapso_timeout: "Kapso terlalu lama menjawab.",
  kapso_too_large: "Jawaban Kapso terlalu besar.",
  kapso_unreadable: "Jawaban Kapso tidak dapat dibaca.",
  kapso_too_many_pages: "Daftar di Kapso terlalu panjang.",
};

export const versionsId = {
  switch: {
    title: "Sakelar otomasi",
    running: "Otomasi berjalan: prospek dan ringkasan dibuat sendiri.",
    paused: (since: string, who: string) =>
      `Otomasi dijeda sejak ${since} oleh ${who}.`,
    operator: "operator",
    stays: "Pesan tetap masuk dan disimpan.",
    held: (contacts: string, digests: number) =>
      `Tertahan: ${contacts} kontak yang menunggu diperiksa, ${digests} ringkasan.`,
    reason: "Alasan (boleh kosong)",
    pause: "Jeda otomasi",
    resume: "Jalankan lagi…",
    resumeTitle: "Jalankan otomasi lagi",
    resumeAsk: "Bagaimana dengan yang tertahan?",
    process: "Proses yang tertahan",
    skip: "Lewati yang tertahan",
  },
  kapso: {
    title: "Alur kerja di Kapso",
    key: "Kunci API Kapso",
    keyHelp:
      "Disimpan tersegel; sesudahnya hanya empat huruf terakhir yang terlihat.",
    keyOf: {
      workspace: (end: string) => `Kunci ruang kerja ini berakhiran ${end}.`,
      environment: () => "Kunci server dipakai.",
      none: () => "Belum ada kunci; tanpa kunci tidak ada yang dibaca.",
    },
    saveKey: "Simpan kunci",
    dropKey: "Hapus kunci",
    pull: "Ambil dari Kapso",
    states: {
      never: "Belum pernah diambil.",
      syncing: "Sedang diambil…",
      synced: (time: string) => `Diambil ${time}.`,
      retry: (time: string) => `Dicoba lagi ${time}.`,
    },
    identical: (version: number) =>
      `Tidak ada perubahan sejak versi ${version}.`,
    differs: (count: string) => `${count} perubahan terhadap versi aktif`,
    first: "Belum ada versi: yang diambil menjadi yang pertama.",
    confirm: "Jadikan versi baru",
    stored: (version: number) => `Versi ${version} disimpan`,
    changed: "Kapso berubah sejak ditampilkan. Periksa perbedaan yang baru.",
    failures,
  },
  diff: {
    label: "Perbedaan",
    next: "Perubahan berikutnya",
    previous: "Perubahan sebelumnya",
    kinds: { added: "ditambah", changed: "diubah", removed: "dihapus" },
    parts: {
      workflow: "Alur kerja",
      node: "Simpul",
      edge: "Garis",
      setting: "Pengaturan layanan",
    },
    whole: "seluruhnya",
    from: "dari",
    to: "menjadi",
    more: "Ada lebih banyak perubahan daripada yang ditampilkan.",
  },
  list: {
    title: "Versi",
    none: "Belum ada versi.",
    version: (version: number) => `Versi ${version}`,
    sources: { kapso: "Kapso", local: "Layanan ini" },
    active: "aktif",
    restoredFrom: (version: number) => `isi versi ${version}`,
    look: (version: number) => `Bandingkan versi ${version}`,
    lookShort: "Bandingkan",
    restoreTitle: (version: number) => `Kembali ke versi ${version}`,
    restoreHelp:
      "Menjadi versi baru dengan isi lama. Di Kapso tidak ada yang diubah; pengaturan layanan ini diubah.",
    same: "Isinya sama dengan versi aktif.",
    restore: "Kembalikan",
    restored: (version: number) => `Versi ${version} sekarang aktif`,
  },
};
