/**
 * The elements of a delivery before they are read. Listing them costs no more
 * than the JSON parser, reading one of them costs a schema: whoever answers a
 * delivery lists, whoever applies it reads a slice at a time.
 */
import type { ParsedItem } from "./parsedItem";

/** One complete Kapso body: a single delivery, or an element of a batch. */
export type RawKapsoItem = {
  kind: "kapso";
  value: unknown;
  /** From the header or the batch; without one the body's shape decides. */
  eventName?: string;
};

/** Where in a change of Meta's form an element stood. */
export const META_LISTS = [
  "message",
  "status",
  "echo",
  "standby_echo",
  "history",
  "history_echo",
] as const;
export type MetaList = (typeof META_LISTS)[number];

/** What one change says about all of its elements, which share the object. */
export type RawChange = {
  phoneNumberId: string;
  displayPhoneNumber?: unknown;
  contacts: unknown[];
  /** All messages that customers sent came from one of them. */
  hasOneSender?: boolean;
};

/** What a history thread says about all of its messages, which share it. */
export type RawThread = { id?: unknown; context?: unknown };

export type RawMetaItem = {
  kind: "meta";
  list: MetaList;
  value: unknown;
  change: RawChange;
  thread?: RawThread;
};

/** An element whose outcome is known without reading it. */
export type RawKnownItem = {
  kind: "known";
  item: Exclude<ParsedItem, { kind: "event" }>;
  phoneNumberId?: string;
};

export type RawItem = RawKapsoItem | RawMetaItem | RawKnownItem;
