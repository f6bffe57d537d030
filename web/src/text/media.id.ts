/** Texts of messages' files, in Indonesian. */
export const mediaId = {
  picture: "Gambar",
  loading: "Memuat…",
  open: "Buka berkas",
  media_gone: "Berkas sudah tidak ada di Kapso maupun WhatsApp.",
  media_too_large: "Berkas lebih dari 16 MB. Lihat di WhatsApp.",
  media_unavailable: "Berkas tidak dapat diambil sekarang.",
};
