/** What a list shows of a message: one short line. */
import { cutByCodePoint } from "../text/cut";
import type { Content, Direction } from "./events";

/** Longest preview, in code points. */
export const MAX_PREVIEW_CHARACTERS = 120;

/** What is previewed of a message. */
export type PreviewedMessage = Pick<
  Content,
  "text" | "media" | "place" | "choice_id" | "unsupported_type"
> & { type: string; direction: Direction };

/**
 * Controls and marks of direction (UAX #9): a preview stands between other
 * texts, and a cut one would leave them open.
 */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LINE_ENDS = /[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const WHITE_SPACE = /\s/u;

/**
 * The first line with words, at most 120 code points, after what a message is
 * when it is no text: "[image] ini kak", "[document denah.pdf]", "[location]".
 */
export function previewOf(message: PreviewedMessage): string {
  const label = labelOf(message);
  const line = firstLineOf(message.text ?? "");
  const whole = [label, line].filter((part) => part !== "").join(" ");
  return cutByCodePoint(whole, MAX_PREVIEW_CHARACTERS).text.trimEnd();
}

/** What a message is when it is no text: "[voice]"; "" for a plain text. */
export function labelOf(message: PreviewedMessage): string {
  const { type, direction, media, place, choice_id } = message;
  switch (type) {
    case "text":
    case "template":
      return "";
    case "audio":
      return media?.is_voice === true ? "[voice]" : "[audio]";
    case "document":
      return named("document", media?.filename);
    case "location":
      return named("location", place?.name ?? place?.address);
    case "button":
      return "[button]";
    case "interactive":
      // An answer to our buttons; what we sent is a text with buttons.
      return choice_id !== undefined
        ? "[button]"
        : direction === "inbound"
          ? "[form]"
          : "";
    case "contacts":
      return "[contact]";
    default:
      return plainWord(message.unsupported_type ?? type);
  }
}

function named(kind: string, name: string | undefined): string {
  const line = firstLineOf(name ?? "");
  return line === "" ? `[${kind}]` : `[${kind} ${line}]`;
}

/** Types are the provider's words, so they are shown only if they look it. */
function plainWord(type: string): string {
  return /^[a-z_]{2,20}$/.test(type) ? `[${type}]` : "[message]";
}

/** Without what is not seen, single spaces between words. */
function firstLineOf(text: string): string {
  const lines = text.replace(BIDI_CONTROLS, "").split(LINE_ENDS);
  const line = lines.find((one) => one.trim() !== "") ?? "";
  return line
    .split(WHITE_SPACE)
    .filter((word) => word !== "")
    .join(" ");
}
