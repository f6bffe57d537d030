/** What refusals mean, by their code in src/lib/errors.ts, in Indonesian. */
export const refusalsId = {
  delivery_running: "Kiriman ini sedang diproses.",
  replay_running: "Sudah ada pemutaran ulang yang berjalan.",
  replay_changed: "Kirimannya berubah sejak diperkirakan. Perkirakan lagi.",
  nothing_to_replay: "Tidak ada kiriman yang perlu diputar ulang.",
  invalid_replay: "Rentang atau kecepatan ini tidak mungkin.",
  payload_expired: "Isi kiriman sudah dihapus; tidak bisa diputar ulang.",
  self_merge: "Keduanya kontak yang sama.",
  different_workspaces: "Keduanya milik ruang kerja yang berbeda.",
  different_contacts: "Keduanya milik kontak yang berbeda.",
  already_merged:
    "Salah satu dari keduanya sudah digabung. Pilih pasangan lain.",
  merge_too_large:
    "Terlalu banyak kontak akan menjadi satu (paling banyak 100).",
  invalid_choices: "Salah satu pilihan sudah tidak ada. Pilih lagi.",
  already_undone: "Penggabungan ini sudah diurungkan.",
  undo_expired: "Batas waktu untuk mengurungkan sudah lewat.",
  undo_unrecorded: "Dibuat oleh versi lama yang tidak mencatat cukup data.",
  linked_since:
    "WhatsApp sendiri sejak itu menghubungkan keduanya. Urungkan baris itu dulu.",
  role_too_high: "Peran itu di atas peran Anda.",
  last_owner: "Harus ada sedikitnya satu pemilik. Angkat pemilik lain dulu.",
  invalid_addresses: "Isi 1 sampai 50 alamat e-mail.",
  invalid_name: "Nama terdiri dari 1 sampai 100 huruf.",
  invalid_timezone: "Zona waktu ini tidak dikenal.",
  invalid_region: "Negara ini tidak dikenal.",
  invalid_digest_hour: "Jam ringkasan antara 0 dan 23.",
  invalid_retention:
    "Pesan disimpan 14 sampai 3650 hari, kiriman mentah 1 sampai 365.",
  invalid_hours: "Jumlah jam tidak berlaku.",
  invalid_phone_number_id: "Ini bukan ID nomor dari Meta.",
  phone_number_taken: "Nomor ini sudah milik ruang kerja lain.",
  too_many_channels: "Sudah ada 20 saluran; itu batasnya.",
  invalid_channel:
    "Saluran perlu nama paling panjang 100 huruf dan sesuatu untuk diberitahukan.",
  invalid_address: "Ini bukan alamat surel.",
  malformed_address: "Ini bukan alamat web.",
  address_not_https: "Alamat harus dimulai dengan https://.",
  address_not_public: "Alamat harus ada di internet publik, tanpa port khusus.",
  invalid_time: "Waktu ini tidak mungkin.",
  too_many_endpoints: "Sudah ada 20 alamat webhook; itu batasnya.",
  missing_master_key:
    "Server belum punya kunci untuk menyimpan rahasia. Hubungi pengelola server.",
  malformed_master_key:
    "Kunci rahasia server tidak benar. Hubungi pengelola server.",
  not_configured: "Alamat webhook belum punya rahasia.",
  no_number: "Belum ada nomor di ruang kerja ini. Klaim satu dulu.",
  sample_not_safe: "Sudah ada orang sungguhan; contoh tidak dikirim lagi.",
  invalid_lead_settings:
    "Salah satunya di luar batas, atau ada nomor tim yang bukan nomor.",
  invalid_form:
    "Formulir perlu nama, alamat halaman Anda, dan label untuk tiap bidang.",
  not_confirmed: "Nama yang diketik berbeda.",
  invalid_label: "Label terdiri dari 1 sampai 64 huruf.",
  label_taken: "Sudah ada bidang dengan label ini.",
  too_many_fields: "Jumlah bidang sudah mencapai batas.",
  invalid_order: "Urutan berubah sementara itu. Coba lagi.",
  wrong_import_step: "Impor ini sudah berada di langkah lain.",
  invalid_part: "Bagian berkas rusak di jalan. Unggah lagi.",
  file_too_large: "Berkas terlalu besar (paling banyak 20 MB).",
  invalid_mapping:
    "Pilih satu kolom telepon atau e-mail, dan setiap isian hanya sekali.",
  invalid_columns: "Pilih sedikitnya satu kolom yang dikenal.",
  invalid_filter: "Filter ini tidak bisa dipakai.",
  invalid_budget: "Batas itu bukan jumlah yang bisa dipakai.",
  invalid_month: "Bulan ini tidak dikenal.",
};
