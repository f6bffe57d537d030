/**
 * A slice of a large delivery as text: unread elements together with what they
 * share, so that the body is parsed once and every slice alone can be read.
 */
import { z } from "zod";
import { isJsonObject } from "./forms";
import { IGNORED_REASONS, INVALID_REASONS } from "./parsedItem";
import {
  META_LISTS,
  type RawChange,
  type RawItem,
  type RawMetaItem,
  type RawThread,
} from "./rawItems";

const knownItemSchema = z.union([
  z.object({ kind: z.literal("ignored"), reason: z.enum(IGNORED_REASONS) }),
  z.object({ kind: z.literal("invalid"), reason: z.enum(INVALID_REASONS) }),
]);

/** Changes and threads are named by their place in the lists beside the items. */
const sliceSchema = z.object({
  changes: z.array(
    z.object({
      phoneNumberId: z.string(),
      displayPhoneNumber: z.unknown().optional(),
      contacts: z.array(z.unknown()),
      hasOneSender: z.boolean().optional(),
    }),
  ),
  threads: z.array(
    z.object({
      id: z.unknown().optional(),
      context: z.unknown().optional(),
    }),
  ),
  items: z.array(
    z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("kapso"),
        value: z.unknown(),
        eventName: z.string().optional(),
      }),
      z.object({
        kind: z.literal("meta"),
        list: z.enum(META_LISTS),
        value: z.unknown(),
        change: z.number(),
        thread: z.number().optional(),
      }),
      z.object({
        kind: z.literal("known"),
        item: knownItemSchema,
        phoneNumberId: z.string().optional(),
      }),
    ]),
  ),
});

/** Writes elements as JSON text that `decodeItems` reads back. */
export function encodeItems(items: readonly RawItem[]): string {
  const metaItems = items.filter((item) => item.kind === "meta");
  const changes = [...new Set(metaItems.map(({ change }) => change))];
  const threads = [...new Set(metaItems.map(({ thread }) => thread))].filter(
    (thread) => thread !== undefined,
  );
  const changeIndexes = new Map(changes.map((change, i) => [change, i]));
  const threadIndexes = new Map(threads.map((thread, i) => [thread, i]));
  const slice = {
    changes: changes.map((change) => ({
      ...change,
      contacts: contactsFor(
        change,
        metaItems.filter((item) => item.change === change),
      ),
    })),
    threads,
    items: items.map((item) =>
      item.kind === "meta"
        ? {
            ...item,
            change: changeIndexes.get(item.change),
            thread:
              item.thread === undefined
                ? undefined
                : threadIndexes.get(item.thread),
          }
        : item,
    ),
  };
  return stringify(slice);
}

/** Far deeper than any provider nests, far from where the stack ends. */
const MAX_DEPTH = 64;

function stringify(slice: object): string {
  try {
    return JSON.stringify(slice);
  } catch {
    // The engine's stack ran out: thousands of nested brackets in some detail.
    return JSON.stringify(withoutDepths(slice, MAX_DEPTH));
  }
}

/** A copy in which what is nested deeper than `depth` is null. */
function withoutDepths(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) {
    return depth === 0
      ? null
      : value.map((part) => withoutDepths(part, depth - 1));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  return depth === 0
    ? null
    : Object.fromEntries(
        Object.entries(value).map(([key, part]) => [
          key,
          withoutDepths(part, depth - 1),
        ]),
      );
}

/**
 * The elements that `encodeItems` wrote.
 *
 * @throws Error when the text is not from there.
 */
export function decodeItems(text: string): RawItem[] {
  const { changes, threads, items } = sliceSchema.parse(JSON.parse(text));
  return items.map((item): RawItem => {
    if (item.kind !== "meta") {
      return item;
    }
    const change: RawChange | undefined = changes[item.change];
    if (change === undefined) {
      throw new Error("a slice holds the changes of its items -- invariant");
    }
    const thread: RawThread | undefined =
      item.thread === undefined ? undefined : threads[item.thread];
    return { ...item, change, thread };
  });
}

/** Up to so many contact entries go with every slice, needed or not. */
const MAX_SHARED_CONTACTS = 50;
/** Two spellings of one number end in the same digits. */
const COMPARED_DIGITS = 6;

/**
 * A change's contact entries that its elements may be about. Thousands of
 * entries in every slice would grow with the square of the body. This only
 * narrows down: who is who is decided by whole numbers when an item is read.
 */
function contactsFor(change: RawChange, items: RawMetaItem[]): unknown[] {
  if (change.contacts.length <= MAX_SHARED_CONTACTS) {
    return change.contacts;
  }
  const named = new Set(
    items.flatMap(({ value, thread }) => [
      ...idsIn(value),
      ...idsIn(thread),
      ...idsIn(thread?.context),
    ]),
  );
  return change.contacts.filter((contact) =>
    idsIn(contact).some((id) => named.has(id)),
  );
}

/** Every short text of an object's own level that could be somebody's id. */
function idsIn(value: unknown): string[] {
  return isJsonObject(value)
    ? Object.values(value).flatMap((part) =>
        typeof part === "string" && part.length <= MAX_ID_CHARACTERS
          ? [idOf(part)]
          : [],
      )
    : [];
}

/** Longer than any id of a person. */
const MAX_ID_CHARACTERS = 160;

function idOf(text: string): string {
  return /\p{L}/u.test(text)
    ? text
    : text.replace(/\D/g, "").slice(-COMPARED_DIGITS);
}
