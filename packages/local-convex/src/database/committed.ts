/** The committed state and how it is read from and written to the store. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import {
  CatalogState,
  componentRecord,
  FIRST_COUNTERS,
  tableRecord,
} from "../catalog/catalogState";
import {
  COMPONENT_RECORD_PREFIX,
  COUNT_PREFIX,
  STATE_KEY,
  TABLE_RECORD_PREFIX,
} from "../storage/layout";
import type { Snapshot } from "../storage/snapshot";
import type { Layer } from "../overlay/layer";
import type { View } from "../overlay/view";
import { prefixEnd } from "../values/orderKey";

/** What is written with every commit, so that a restart goes on from it. */
export interface EngineState {
  /** The last timestamp given out. */
  lastTs: bigint;
  lastCreationTime: number;
  /** Encrypts cursors; made once per database. */
  readonly cursorSecret: Buffer;
}

const CURSOR_SECRET_BYTES = 32;

const stateRecord = z.object({
  lastTs: z.string(),
  lastCreationTime: z.number(),
  cursorSecret: z.base64(),
  nextTable: z.number(),
  nextIndex: z.number(),
});

/** Reads the catalog, the counts and the clock of the last commit. */
export function loadCommitted(snapshot: Snapshot): {
  catalog: CatalogState;
  state: EngineState;
} {
  const text = snapshot.get(STATE_KEY);
  const record =
    text === undefined ? null : stateRecord.parse(JSON.parse(text));
  const tables = records(snapshot, TABLE_RECORD_PREFIX, tableRecord);
  const components = records(
    snapshot,
    COMPONENT_RECORD_PREFIX,
    componentRecord,
  );
  const { nextTable, nextIndex } = record ?? FIRST_COUNTERS;
  const catalog = new CatalogState(
    new Map(tables.map((table) => [table.number, table])),
    new Map(components.map((component) => [component.path, component])),
    { nextTable, nextIndex },
  );
  const state = {
    lastTs: BigInt(record?.lastTs ?? 0),
    lastCreationTime: record?.lastCreationTime ?? 0,
    cursorSecret:
      record === null
        ? randomBytes(CURSOR_SECRET_BYTES)
        : Buffer.from(record.cursorSecret, "base64"),
  };
  return { catalog, state };
}

/** The store entries that make `layer` part of the committed state. */
export function* changesOf(
  layer: Layer,
  base: View,
  state: EngineState,
): Generator<readonly [string, string | null]> {
  for (const prefix of layer.droppedPrefixes) {
    const keys = base.snapshot.keys(prefix, prefixEnd(prefix), false);
    for (const key of keys) {
      yield [key, null];
    }
  }
  for (const [key, document] of layer.documents) {
    yield [key, document === null ? null : document.stored];
  }
  for (const { keys, present } of layer.entries.values()) {
    for (const [at, key] of keys.entries()) {
      yield [key, present[at] === true ? "" : null];
    }
  }
  for (const [table, change] of layer.counts) {
    const key = COUNT_PREFIX + table;
    yield [key, String(Number(base.snapshot.get(key) ?? 0) + change)];
  }
  if (layer.catalog !== base.catalog) {
    yield* catalogEntries(layer.catalog, base.catalog);
  }
  yield [STATE_KEY, stateText(layer.catalog, state)];
}

function* catalogEntries(
  catalog: CatalogState,
  before: CatalogState,
): Generator<readonly [string, string]> {
  for (const table of catalog.tables.values()) {
    if (before.tables.get(table.number) === table) {
      continue;
    }
    yield [TABLE_RECORD_PREFIX + table.number, JSON.stringify(table)];
  }
  for (const component of catalog.components.values()) {
    if (before.components.get(component.path) === component) {
      continue;
    }
    yield [COMPONENT_RECORD_PREFIX + component.path, JSON.stringify(component)];
  }
}

function stateText(catalog: CatalogState, state: EngineState): string {
  const record: z.infer<typeof stateRecord> = {
    lastTs: String(state.lastTs),
    lastCreationTime: state.lastCreationTime,
    cursorSecret: state.cursorSecret.toString("base64"),
    nextTable: catalog.counters.nextTable,
    nextIndex: catalog.counters.nextIndex,
  };
  return JSON.stringify(record);
}

function records<T>(
  snapshot: Snapshot,
  prefix: string,
  schema: z.ZodType<T>,
): T[] {
  const keys = [...snapshot.keys(prefix, prefixEnd(prefix), false)];
  return keys.map((key) =>
    schema.parse(JSON.parse(snapshot.get(key) ?? "null")),
  );
}
