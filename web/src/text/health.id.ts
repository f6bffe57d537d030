/** Texts of the health screen, in Indonesian. */
import type { AlertKind } from "../../../src/lib/alerts/kinds";
import type { Topic } from "../../../src/lib/notifications/events";

export interface AlertText {
  what: string;
  todo: string;
}

const alerts: Record<AlertKind, AlertText> = {
  v1_webhook: {
    what: "Webhook bentuk lama masih mengirim",
    todo: "Ubah webhook ke versi 2 di Kapso.",
  },
  unclaimed_phone_number: {
    what: "Pesan menunggu nomor yang belum dimiliki",
    todo: "Tambahkan nomornya ke ruang kerja yang tepat.",
  },
  digest_failed: {
    what: "Ringkasan tidak dapat dibuat",
    todo: "Buat lagi di layar Ringkasan; bila gagal lagi, lihat log.",
  },
  ai_budget: {
    what: "Anggaran AI bulan ini hampir habis",
    todo: "Naikkan batasnya, atau biarkan: ringkasan dibuat tanpa model.",
  },
  ai_provider_refused: {
    what: "Penyedia AI menolak",
    todo: "Periksa kunci, nama model, dan akun di penyedia.",
  },
  ai_model_substituted: {
    what: "Model AI lain yang menjawab",
    todo: "Tentukan model di AI_MODEL, atau terima harganya.",
  },
  ai_model_unpriced: {
    what: "Harga model AI tidak diketahui",
    todo: "Isi AI_UNKNOWN_MODEL_PRICE dengan harganya.",
  },
  ai_reservation_exceeded: {
    what: "Panggilan AI lebih mahal dari perkiraan",
    todo: "Bandingkan biaya bulan ini dengan tagihan penyedia.",
  },
  ai_unusable: {
    what: "AI diminta, tetapi pengaturannya salah",
    todo: "Perbaiki variabel AI; GET /health menyebut yang salah.",
  },
  ai_unanswered: {
    what: "Penyedia AI tidak menjawab tepat waktu",
    todo: "Tunggu; bila berlanjut, lihat status penyedia.",
  },
  secret_unusable: {
    what: "Sebuah rahasia tidak dapat dipakai",
    todo: "Perbaiki variabel yang disebut GET /health.",
  },
  settings_drift: {
    what: "Workflow di Kapso berbeda dari versi yang dikonfirmasi",
    todo: "Lihat bedanya di pengaturan; konfirmasi, atau kembalikan di Kapso.",
  },
  webhook_paused: {
    what: "Kapso mematikan sebuah webhook",
    todo: "Nyalakan webhook di Kapso, lalu ambil pesan yang terlewat.",
  },
  webhook_misconfigured: {
    what: "Tidak ada webhook Kapso yang menuju ke sini, atau kurang lengkap",
    todo: "Perbaiki alamat, versi, dan peristiwa webhook di Kapso.",
  },
  messages_missing: {
    what: "Ada pesan di Kapso yang belum ada di sini",
    todo: "Ambil pesannya dari Kapso.",
  },
  refused_signatures: {
    what: "Banyak kiriman ditolak karena tanda tangannya",
    todo: "Bandingkan rahasia di Kapso dengan di sini; bila berbeda, ganti.",
  },
  traffic_spike: {
    what: "Kiriman jauh lebih banyak dari biasanya",
    todo: "Lihat apa yang datang. Kampanye tidak apa-apa; hentikan workflow yang berulang di Kapso.",
  },
  traffic_silence: {
    what: "Tidak ada kiriman pada jam yang biasanya ramai",
    todo: "Periksa di Kapso apakah webhook aktif, lalu kirim uji cobanya.",
  },
  failure_rate: {
    what: "Banyak kiriman gagal diproses",
    todo: "Lihat yang gagal; setelah diperbaiki, proses lagi.",
  },
  deliveries_stuck: {
    what: "Kiriman menunggu dan tidak ada yang maju",
    todo: "Lihat kesalahan di log, lalu mulai ulang layanan.",
  },
  cron_lost: {
    what: "Pekerjaan terjadwal tidak berjalan pada waktunya",
    todo: "Sudah dijalankan lagi. Bila bertahan, lihat log, lalu mulai ulang layanan.",
  },
  disk_low: {
    what: "Disk hampir penuh",
    todo: "Kosongkan atau perbesar disk: bila penuh, kiriman dijawab 503.",
  },
  channel_failing: {
    what: "Saluran notifikasi tidak sampai",
    todo: "Perbaiki alamat atau penerimanya, kirim uji coba, lalu kirim ulang yang gagal.",
  },
};

const topics: Record<Topic, string> = {
  alerts: "Peringatan",
  leads: "Prospek baru",
  digests: "Ringkasan",
};

export const healthId = {
  well: (time: string) => `Sehat: webhook terakhir ${time} lalu`,
  wellQuiet: "Sehat: belum ada webhook",
  attention: (count: number) =>
    count === 1
      ? "Perlu perhatian: 1 peringatan"
      : `Perlu perhatian: ${count} peringatan`,
  cards: {
    last: "Webhook terakhir",
    oldest: "Tertua belum diproses",
    queue: "Antrean",
    failed: "Gagal",
    ai: "Biaya AI hari ini",
    aiMonth: (month: string, limit: string) =>
      `Bulan ini ${month} dari ${limit}`,
    gap: "Selisih dengan Kapso",
    gapMissing: (count: string) => `${count} hilang`,
    gapStale: (count: string) => `${count} usang`,
    gapRepaired: (count: string) => `${count} diambil`,
    gapLag: (time: string) => `tertinggal ${time}`,
    gapAge: (time: string) => `${time} lalu`,
    gapOff: "Mati",
    gapOffHelp: "Pesan yang tidak sampai dari Kapso tidak dicari.",
    channels: "Saluran bermasalah",
    none: "Tidak ada",
    never: "Belum pernah",
  },
  hoursTitle: "24 jam terakhir",
  hours: {
    accepted: "Kiriman",
    failed: "Gagal",
    duplicates: "Duplikat diabaikan",
    refused: "Tanda tangan ditolak",
    lag_p50_ms: "Jeda, separuh dari semua",
    lag_p99_ms: "Jeda, 99 dari 100",
  },
  longLag: "> 5 mnt",
  range: (low: string, high: string) => `${low} sampai ${high}`,
  usual: (range: string) => `Biasanya ${range} per jam`,
  usualLag: (range: string) => `Biasanya ${range}`,
  spark: (min: string, max: string, now: string) =>
    `Terendah ${min}, tertinggi ${max}, terakhir ${now}`,
  alertsTitle: "Peringatan",
  noAlerts: "Tidak ada peringatan.",
  resolvedTitle: "Sudah selesai",
  since: "Sejak",
  times: (count: number) => `${count} kali`,
  lasted: (time: string) => `berlangsung ${time}`,
  deployment: "Seluruh layanan: diurus operator",
  acknowledge: "Saya tangani",
  acknowledged: "Sudah ditangani",
  release: "Lepaskan",
  mute: "Bisukan 24 jam",
  unmute: "Bunyikan lagi",
  muted: "Dibisukan",
  alerts,
  channels: {
    title: "Notifikasi",
    none: "Belum ada saluran.",
    noneHelp:
      "Beri tahu tim di luar halaman ini: lewat webhook, surel, atau ruang obrolan.",
    add: "Saluran baru",
    name: "Nama",
    kind: "Jenis",
    kinds: {
      webhook: "Webhook bertanda tangan",
      slack: "Slack dan yang sejenis",
      email: "Surel",
    },
    target: "Alamat",
    targetHelp: {
      webhook: "Dimulai dengan https://, di internet publik.",
      slack: "Alamat incoming webhook dari ruang obrolan.",
      email: "Satu alamat surel.",
    },
    topicsLabel: "Beri tahu tentang",
    topics,
    create: "Buat saluran",
    works: "Berfungsi",
    untried: "Belum dicoba",
    failing: "Gagal",
    off: "Mati",
    gone: "Mati: penerima sudah tidak ada (410)",
    waiting: (count: number) => `${count} menunggu`,
    test: "Kirim uji coba",
    tested: "Uji coba dikirim",
    turnOff: "Matikan",
    turnOn: "Nyalakan",
    rotate: "Rahasia baru",
    remove: "Hapus",
    removed: "Saluran dihapus",
    removeTitle: (name: string) => `Hapus ${name}?`,
    removeHelp: "Yang menunggu tidak dikirim lagi.",
    moreOf: (name: string) => `Lainnya untuk ${name}`,
    history: "Yang dikirim",
    noHistory: "Belum ada yang dikirim.",
    status: { waiting: "Menunggu", sent: "Terkirim", dead_letter: "Menyerah" },
    attempts: (count: number) => `${count} percobaan`,
    again: "Kirim lagi",
    sentAgain: "Dikirim lagi",
    events: {
      "alert.raised": "Peringatan",
      "alert.resolved": "Peringatan selesai",
      "lead.qualified": "Prospek baru",
      "digest.ready": "Ringkasan",
      "channel.test": "Uji coba",
    },
  },
};
