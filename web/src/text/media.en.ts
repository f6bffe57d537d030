/** Texts of messages' files, in English. */
import type { mediaId } from "./media.id";

export const mediaEn: typeof mediaId = {
  picture: "Picture",
  loading: "Loading…",
  open: "Open the file",
  media_gone: "Neither Kapso nor WhatsApp has the file any more.",
  media_too_large: "The file is over 16 MB. See it in WhatsApp.",
  media_unavailable: "The file could not be fetched just now.",
};
