/** The file that belongs to a message. */
import { withoutAbsent } from "../values/withoutAbsent";
import type { Media } from "../crm/events";
import type { ProviderMessage } from "./payload";

/**
 * Kapso's copy first, then the links beside it. Meta's own `url` is left out: it
 * needs Meta's key and dies within minutes. A template or button message may
 * have a file too, which only Kapso's part tells.
 */
export function mediaOf(
  message: ProviderMessage,
  type: string,
): Media | undefined {
  const { kapso } = message;
  const own = mediaObjectOf(message, type);
  const copy = kapso?.media_data;
  const media = withoutAbsent<Media>({
    media_id: own?.id,
    url: copy?.url ?? own?.link ?? kapso?.media_url,
    filename:
      copy?.filename ?? own?.filename ?? kapso?.message_type_data?.filename,
    content_type: copy?.content_type ?? own?.mime_type,
    byte_size: copy?.byte_size,
    is_voice: own?.voice,
  });
  return Object.keys(media).length === 0 ? undefined : media;
}

function mediaObjectOf(message: ProviderMessage, type: string) {
  switch (type) {
    case "image":
      return message.image;
    case "video":
      return message.video;
    case "audio":
      return message.audio;
    case "document":
      return message.document;
    case "sticker":
      return message.sticker;
    default:
      return undefined;
  }
}
