/**
 * Shortens foreign data to what may be stored: small parts stay whole, lists
 * lose their end, long texts theirs, and every cut is written down.
 */
import { cutByCodePoint } from "../text/cut";
import { makeSafe } from "../text/makeSafe";
import { isJsonObject, type JsonObject } from "./forms";

/** How much of a part was kept: elements, keys or characters. */
export interface JsonCut {
  /** Keys and positions from the top; empty for the whole. */
  path: Path;
  kept: number;
  of: number;
}
type Path = readonly (string | number)[];

export interface FittedJson {
  value: JsonObject;
  cuts: JsonCut[];
}

/** Deeper nesting is no data of people and would cost the engine its stack. */
const MAX_DEPTH = 64;

/** Quotes, braces or brackets around a part; a comma or colon beside it. */
const AROUND = 2;
const BESIDE = 1;

/**
 * What a large part gets at least: less is no use to anybody, so of many large
 * parts some are kept rather than a few bytes of each.
 */
const MIN_SHARE_BYTES = 1024;

/** No element takes more of a long list than this part, so that others follow. */
const MAX_ELEMENT_SHARE = 1 / 4;

/** The smallest entry of an object with its comma: `"":0,`. */
const MIN_ENTRY_BYTES = 5;

/** Stands for a part of which nothing fits. */
const NOTHING = Symbol("nothing");

interface Fitting {
  cuts: JsonCut[];
  /** Bytes of JSON by part, each counted once. */
  sizes: Map<object, number>;
}

/**
 * The data in at most `maxBytes` of JSON with safe texts. Of an object the small
 * parts come before the large ones, of a list the first elements.
 */
export function fitJson(data: JsonObject, maxBytes: number): FittedJson {
  const fitting: Fitting = { cuts: [], sizes: new Map() };
  const value = fit(fitting, data, maxBytes, []);
  return { value: isJsonObject(value) ? value : {}, cuts: fitting.cuts };
}

/** As much of a part as `room` bytes hold, else `NOTHING`. */
function fit(
  fitting: Fitting,
  part: unknown,
  room: number,
  path: Path,
): unknown {
  if (sizeOf(fitting, part, path.length) <= room) {
    return part;
  }
  if (path.length >= MAX_DEPTH) {
    return NOTHING;
  }
  if (typeof part === "string") {
    return fitText(fitting, part, room, path);
  }
  if (Array.isArray(part)) {
    return fitList(fitting, part, room, path);
  }
  return isJsonObject(part) ? fitObject(fitting, part, room, path) : NOTHING;
}

function fitText(
  { cuts }: Fitting,
  text: string,
  room: number,
  path: Path,
): unknown {
  const safe = makeSafe(text);
  let left = room - AROUND;
  let kept = 0;
  for (const character of safe) {
    left -= bytesOf(character) - AROUND;
    if (left < 0) {
      break;
    }
    kept += 1;
  }
  if (kept === 0) {
    return NOTHING;
  }
  const cut = cutByCodePoint(safe, kept);
  cuts.push({ path, kept, of: cut.fullLength ?? kept });
  return cut.text;
}

function fitList(
  fitting: Fitting,
  list: readonly unknown[],
  room: number,
  path: Path,
): unknown {
  const share = Math.max(MAX_ELEMENT_SHARE, 1 / list.length);
  const mostOfOne = Math.floor(room * share) - AROUND;
  const kept: unknown[] = [];
  let left = room - AROUND;
  for (const [position, element] of list.entries()) {
    const size = sizeOf(fitting, element, path.length + 1);
    const isLarge = size > mostOfOne;
    if (!isLarge && size > left) {
      break;
    }
    const fitted = isLarge
      ? fit(fitting, element, Math.min(left, mostOfOne), [...path, position])
      : element;
    if (fitted === NOTHING) {
      continue;
    }
    kept.push(fitted);
    left -= sizeOf(fitting, fitted, path.length + 1) + BESIDE;
  }
  if (kept.length === 0) {
    return NOTHING;
  }
  if (kept.length < list.length) {
    fitting.cuts.push({ path, kept: kept.length, of: list.length });
  }
  return kept;
}

function fitObject(
  fitting: Fitting,
  object: JsonObject,
  room: number,
  path: Path,
): unknown {
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  const entries = keys
    // More cannot fit, however small they are.
    .slice(0, Math.ceil(room / MIN_ENTRY_BYTES))
    .map((key, position) => ({
      key,
      part: object[key],
      position,
      keyBytes: bytesOf(key) + 2 * BESIDE,
      size: sizeOf(fitting, object[key], path.length + 1),
    }));
  // Of two that are nested too deep the difference is no number.
  const bySize = entries.toSorted((a, b) =>
    a.size === b.size ? 0 : a.size - b.size,
  );
  const kept: { position: number; entry: [string, unknown] }[] = [];
  let left = room - AROUND;
  for (const [
    done,
    { key, part, position, keyBytes, size },
  ] of bySize.entries()) {
    const share = Math.floor(left / (bySize.length - done));
    const roomHere =
      Math.min(left, Math.max(share, MIN_SHARE_BYTES)) - keyBytes;
    const fitted =
      size <= left - keyBytes
        ? part
        : fit(fitting, part, roomHere, [...path, key]);
    if (fitted !== NOTHING) {
      kept.push({ position, entry: [key, fitted] });
      left -= keyBytes + sizeOf(fitting, fitted, path.length + 1);
    }
  }
  if (kept.length === 0) {
    return NOTHING;
  }
  if (kept.length < keys.length) {
    fitting.cuts.push({ path, kept: kept.length, of: keys.length });
  }
  kept.sort((a, b) => a.position - b.position);
  // Defines what it is given, a foreign "__proto__" too.
  return Object.fromEntries(kept.map(({ entry }) => entry));
}

/** Bytes of a part as JSON with safe texts; Infinity when nested too deep. */
function sizeOf(fitting: Fitting, part: unknown, depth: number): number {
  if (!Array.isArray(part) && !isJsonObject(part)) {
    return bytesOf(part);
  }
  if (depth > MAX_DEPTH) {
    return Infinity;
  }
  const known = fitting.sizes.get(part);
  if (known !== undefined) {
    return known;
  }
  const size = Array.isArray(part)
    ? sizeOfList(fitting, part, depth)
    : sizeOfObject(fitting, part, depth);
  fitting.sizes.set(part, size);
  return size;
}

function sizeOfList(fitting: Fitting, list: unknown[], depth: number): number {
  let size = AROUND;
  for (const element of list) {
    size += sizeOf(fitting, element, depth + 1) + BESIDE;
  }
  return size;
}

function sizeOfObject(
  fitting: Fitting,
  object: JsonObject,
  depth: number,
): number {
  let size = AROUND;
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value !== undefined) {
      size += bytesOf(key) + sizeOf(fitting, value, depth + 1) + 2 * BESIDE;
    }
  }
  return size;
}

function bytesOf(part: unknown): number {
  return typeof part === "string"
    ? bytesOfText(part)
    : JSON.stringify(part).length;
}

/**
 * Bytes of a text as JSON in UTF-8, made safe (of a NUL, more than that).
 * Counted, not written: the texts of a body are megabytes.
 */
function bytesOfText(text: string): number {
  let bytes = AROUND;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      bytes += bytesOfAscii(unit);
    } else if (unit < 0x800) {
      bytes += 2;
    } else if (isPair(unit, text.charCodeAt(at + 1))) {
      bytes += 4;
      at += 1;
    } else {
      bytes += 3;
    }
  }
  return bytes;
}

function bytesOfAscii(unit: number): number {
  if (unit < 0x20) {
    return "\b\t\n\f\r".includes(String.fromCharCode(unit)) ? 2 : 6;
  }
  const isEscaped = unit === 0x22 || unit === 0x5c;
  return isEscaped ? 2 : 1;
}

function isPair(lead: number, trail: number): boolean {
  return lead >= 0xd800 && lead <= 0xdbff && trail >= 0xdc00 && trail <= 0xdfff;
}
