/**
 * A raw body for the eyes of an admin: its structure, its ids and its times,
 * without what tells who somebody is. Pseudonymised, not anonymised.
 */
import { createScrubber, type Scrubber } from "../digest/personal/scrub";

/** What says what an event is, and of which of our numbers: never a person's. */
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  "batch",
  "direction",
  "event",
  "kind",
  "mime_type",
  "object",
  "origin",
  "phone_number_id",
  "status",
  "timestamp",
  "type",
  "workflow_execution_id",
  "workflow_id",
]);
/** A plain value: a word, a number, a time; no sentence and no address. */
const PLAIN_VALUE = /^[\w.:+/-]{0,64}$/;
/** Times by their keys, whatever the provider writes them as. */
const TIME_KEY = /(?:_at|time|timestamp)$/;
/** Keys whose text is a name. */
const NAME_KEY = /(?:name|username|author|customer|contact)$/;
/** Keys whose value says where somebody is, or who, in numbers. */
const PLACE_KEY = /^(?:latitude|longitude|address)$/;
const MESSAGE_ID = /wamid\.[\w=+/-]+/g;
/** Digits that can be a phone number. */
const LONG_NUMBER = 1_000_000;

interface Masking {
  scrubber: Scrubber;
}

/**
 * The body as indented JSON with what is personal masked; a body that is no JSON
 * is not shown.
 *
 * @param region ISO 3166 alpha-2: whose local spellings of phone numbers count.
 */
export function maskBody(body: string, region: string): string {
  const parsed = parse(body);
  if (parsed === undefined) {
    return "[no JSON]";
  }
  const names = [...namesIn(parsed.value, "")];
  const scrubber = createScrubber(region, {
    names,
    phones: [],
    emails: [],
    handles: [],
  });
  return JSON.stringify(maskValue(parsed.value, "", { scrubber }), null, 2);
}

function parse(body: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

const isName = (key: string, text: string): boolean =>
  NAME_KEY.test(key) && text.trim() !== "";

/** Every name that the body gives somebody: a message may repeat it. */
function* namesIn(value: unknown, key: string): Generator<string> {
  if (typeof value === "string") {
    if (isName(key, value)) {
      yield value;
    }
  } else if (Array.isArray(value)) {
    for (const one of value) {
      yield* namesIn(one, key);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      yield* namesIn(one, name);
    }
  }
}

function maskValue(value: unknown, key: string, masking: Masking): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => maskValue(one, key, masking));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        maskValue(one, name, masking),
      ]),
    );
  }
  if (typeof value === "string") {
    return maskText(value, key, masking);
  }
  return typeof value === "number" ? maskNumber(value, key) : value;
}

function maskText(text: string, key: string, { scrubber }: Masking): string {
  const isPlain = PLAIN_KEYS.has(key) || TIME_KEY.test(key);
  if (isPlain && PLAIN_VALUE.test(text)) {
    return text;
  }
  if (isName(key, text)) {
    return "[name]";
  }
  if (PLACE_KEY.test(key)) {
    return "[address]";
  }
  // The provider's message ids hold the number that they went to.
  return scrubber.scrub(text.replace(MESSAGE_ID, "[id]"));
}

function maskNumber(value: number, key: string): number | string {
  if (PLACE_KEY.test(key)) {
    return "[address]";
  }
  const isTime = PLAIN_KEYS.has(key) || TIME_KEY.test(key);
  return !isTime && Math.abs(value) >= LONG_NUMBER ? "[phone]" : value;
}
