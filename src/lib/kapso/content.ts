/**
 * What a message says, per type (contract, section 7). `text` holds words of a
 * person only. `kapso.content` is Kapso's rendering and is used for two types:
 * plain text, where it is the body, and templates that we sent, where it is the
 * text our customer saw.
 */
import { withoutAbsent } from "../values/withoutAbsent";
import { cutByCodePoint } from "../text/cut";
import { MAX_TEXT_CHARACTERS } from "../text/limits";
import type { Content, Media } from "../crm/events";
import { isJsonObject, type JsonObject } from "./forms";
import { parseJson, toDataJson } from "./json";
import type { ProviderMessage } from "./payload";

type Parts = Omit<Content, "data_json" | "referral_json"> & {
  data?: Record<string, unknown>;
};

/**
 * @param raw The message as received, for types this file does not know.
 * @param type Its type, already checked to be a plain word.
 */
export function contentOf(
  message: ProviderMessage,
  raw: JsonObject,
  type: string,
): Content {
  const { data, text, ...parts } = partsOf(message, raw, type);
  const content: Content = {
    ...cutText(text),
    ...parts,
    media: mediaOf(message, type),
    reply_to: message.context?.id,
    data_json: toDataJson({
      ...data,
      referred_product: message.context?.referred_product,
    }),
    referral_json: isJsonObject(message.referral)
      ? toDataJson(message.referral)
      : undefined,
  };
  return withoutAbsent(content);
}

function partsOf(
  message: ProviderMessage,
  raw: JsonObject,
  type: string,
): Parts {
  const { kapso } = message;
  switch (type) {
    case "text":
      return { text: message.text?.body ?? kapso?.content };
    case "image":
      return { text: message.image?.caption ?? captionOf(message) };
    case "video":
      return { text: message.video?.caption ?? captionOf(message) };
    case "document":
      return { text: message.document?.caption ?? captionOf(message) };
    case "audio":
      return kapso?.transcript === undefined
        ? {}
        : { text: kapso.transcript, is_machine_text: true };
    case "location":
      return { place: placeOf(message) };
    case "interactive":
      return interactiveParts(message, raw);
    case "button":
      return {
        text: message.button?.text,
        choice_id: message.button?.payload,
      };
    case "template":
      // Our own words, sent by us: the rendering is the only place they stand.
      return { text: kapso?.content, data: { template: message.template } };
    case "contacts":
      return { data: { contacts: message.contacts } };
    case "order":
      return orderParts(message);
    case "unsupported":
      return {
        unsupported_type: message.unsupported?.type,
        data: { errors: message.errors },
      };
    case "sticker":
    case "media_placeholder":
      return {};
    default:
      return {
        data: { errors: message.errors, [type]: ownObject(raw, type) },
      };
  }
}

function captionOf(message: ProviderMessage): string | undefined {
  return message.kapso?.message_type_data?.caption;
}

function placeOf(message: ProviderMessage): Content["place"] {
  const { latitude, longitude, name, address } = message.location ?? {};
  return latitude === undefined || longitude === undefined
    ? undefined
    : withoutAbsent({ latitude, longitude, name, address });
}

function interactiveParts(message: ProviderMessage, raw: JsonObject): Parts {
  const { button_reply, list_reply, nfm_reply, body } =
    message.interactive ?? {};
  if (button_reply !== undefined) {
    return { text: button_reply.title, choice_id: button_reply.id };
  }
  if (list_reply !== undefined) {
    return {
      text: list_reply.title,
      choice_id: list_reply.id,
      data: { list_description: list_reply.description },
    };
  }
  if (nfm_reply !== undefined) {
    // A form's answers. Its `body` is WhatsApp's word ("Sent"), not a person's.
    return {
      data: {
        flow_name: message.kapso?.flow_name ?? nfm_reply.name,
        flow_response: flowResponseOf(message),
      },
    };
  }
  // Buttons and lists that we sent, and kinds of answers nobody has named yet.
  return {
    text: body?.text,
    data: { interactive: ownObject(raw, "interactive") },
  };
}

/** The answers as an object; text that is no JSON object stays text. */
function flowResponseOf(message: ProviderMessage): unknown {
  const text = message.interactive?.nfm_reply?.response_json;
  if (text === undefined) {
    return message.kapso?.flow_response;
  }
  const parsed = parseJson(text);
  return isJsonObject(parsed) ? parsed : text;
}

function orderParts(message: ProviderMessage): Parts {
  const { text, catalog_id, product_items } = message.order ?? {};
  const hasItems = catalog_id !== undefined || product_items !== undefined;
  return {
    text,
    data: { order: hasItems ? { catalog_id, product_items } : undefined },
  };
}

/** A part as received. What is inherited are functions, so never an object. */
function ownObject(raw: JsonObject, key: string): unknown {
  return isJsonObject(raw[key]) ? raw[key] : undefined;
}

function cutText(
  text: string | undefined,
): Pick<Content, "text" | "full_text_length"> {
  if (text === undefined) {
    return {};
  }
  const cut = cutByCodePoint(text, MAX_TEXT_CHARACTERS);
  return { text: cut.text, full_text_length: cut.fullLength };
}

/**
 * The file that belongs to a message: Kapso's copy first, then the links beside
 * it. Meta's own `url` is left out: it needs Meta's key and dies within minutes.
 * A template or button message may have a file too, which only Kapso's part
 * tells.
 */
function mediaOf(message: ProviderMessage, type: string): Media | undefined {
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
