/**
 * The backfill of a coexistence number: chunks of threads in any order, and a
 * second body with the media that the first could only announce.
 */
import { normalizePhone } from "../phone/normalize";
import type { Direction } from "./events";
import type { ReadableMessage } from "./message";
import {
  readMetaMessage,
  type MetaChange,
  type MetaItemReader,
  type MetaPlace,
} from "./metaMessage";
import { completeParty } from "./party";
import type { MetaValue } from "./payload";
import { ignored } from "./results";

export function listHistory(
  value: MetaValue,
  change: MetaChange,
): MetaItemReader[] {
  const direction = directionFinder(value.metadata?.display_phone_number);
  const place: MetaPlace = { direction, origin: "history_sync" };
  const list = (raws: unknown[], more?: Partial<MetaPlace>): MetaItemReader[] =>
    raws.map(
      (raw) => () => readMetaMessage(raw, change, { ...place, ...more }),
    );
  return [
    ...value.history.flatMap(({ errors, threads }) => [
      // The business declined to share its history.
      ...(errors.length > 0 ? [() => ignored("history_refused")] : []),
      ...threads.flatMap(({ id, context, messages }) => {
        const thread = completeParty({
          phone: context?.wa_id ?? id,
          bsuid: context?.user_id,
          username: context?.username,
        });
        return list(messages, { thread });
      }),
    ]),
    ...list(value.messages),
    ...list(value.message_echoes, { direction: "outbound" }),
  ];
}

/**
 * History does not tell directions: what the business's own number sent is
 * outbound. Compared as numbers, since two spellings of one number exist. Where
 * the business number is missing, only outbound messages name a receiver.
 */
function directionFinder(
  businessPhone: string | undefined,
): (readable: ReadableMessage) => Direction {
  const business = numberOf(businessPhone);
  // A thread repeats its sender in every message.
  const known = new Map<string, string | undefined>();
  const numberOfSender = (from: string): string | undefined => {
    if (!known.has(from)) {
      known.set(from, numberOf(from));
    }
    return known.get(from);
  };
  return ({ message }) => {
    const isOwn =
      business === undefined
        ? message.to !== undefined || message.to_user_id !== undefined
        : message.from !== undefined &&
          numberOfSender(message.from) === business;
    return isOwn ? "outbound" : "inbound";
  };
}

/** Both sides of the comparison have a country code, so no region is needed. */
function numberOf(phone: string | undefined): string | undefined {
  const normalized = normalizePhone(phone ?? "", "");
  switch (normalized.kind) {
    case "e164":
      return normalized.e164;
    case "raw":
      return normalized.digits;
    case "none":
      return undefined;
  }
}
