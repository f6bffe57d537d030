/** The committed state and how it is read from and written to the store. */
import { randomBytes } from "node:crypto";
import type { ValidatorJSON } from "convex/values";
import { z } from "zod";
import {
  CatalogState,
  type ComponentDefinition,
  type TableDefinition,
} from "../storage/catalogState";
import {
  COMPONENT_RECORD_PREFIX,
  COUNT_PREFIX,
  STATE_KEY,
  TABLE_RECORD_PREFIX,
} from "../storage/layout";
import type { Snapshot } from "../storage/snapshot";
import type { Layer } from "../transaction/layer";
import type { View } from "../transaction/view";
import { isJsonObject } from "../values/json";
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

const componentRecord: z.ZodType<ComponentDefinition> = z.object({
  path: z.string(),
  mounted: z.boolean(),
});

const tableRecord: z.ZodType<TableDefinition> = z.object({
  number: z.number(),
  component: z.string(),
  name: z.string(),
  indexes: z.array(
    z.object({
      number: z.number(),
      name: z.string(),
      kind: z.enum(["database", "search"]),
      fields: z.array(z.string()),
      filterFields: z.array(z.string()),
      staged: z.boolean(),
    }),
  ),
  // Checked when it was pushed.
  documentType: z.custom<ValidatorJSON>(isJsonObject).nullable(),
});

export function loadCommitted(snapshot: Snapshot): {
  catalog: CatalogState;
  state: EngineState;
} {
  const text = snapshot.get(STATE_KEY);
  if (text === undefined) {
    const cursorSecret = randomBytes(CURSOR_SECRET_BYTES);
    return {
      catalog: CatalogState.empty(),
      state: { lastTs: 0n, lastCreationTime: 0, cursorSecret },
    };
  }
  const record = stateRecord.parse(JSON.parse(text));
  const tables = new Map<number, TableDefinition>();
  for (const table of records(snapshot, TABLE_RECORD_PREFIX, tableRecord)) {
    tables.set(table.number, table);
  }
  const components = new Map<string, ComponentDefinition>();
  for (const component of records(
    snapshot,
    COMPONENT_RECORD_PREFIX,
    componentRecord,
  )) {
    components.set(component.path, component);
  }
  const { nextTable, nextIndex } = record;
  return {
    catalog: new CatalogState(tables, components, { nextTable, nextIndex }),
    state: {
      lastTs: BigInt(record.lastTs),
      lastCreationTime: record.lastCreationTime,
      cursorSecret: Buffer.from(record.cursorSecret, "base64"),
    },
  };
}

/** The store entries that make `layer` part of the committed state. */
export function* changesOf(
  layer: Layer,
  base: View,
  state: EngineState,
): Generator<readonly [string, string | null]> {
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
    if (before.tables.get(table.number) === table) continue;
    yield [TABLE_RECORD_PREFIX + table.number, JSON.stringify(table)];
  }
  for (const component of catalog.components.values()) {
    if (before.components.get(component.path) === component) continue;
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

function* records<T>(
  snapshot: Snapshot,
  prefix: string,
  schema: z.ZodType<T>,
): Generator<T> {
  for (const key of snapshot.storedKeys(prefix, prefixEnd(prefix))) {
    yield schema.parse(JSON.parse(snapshot.get(key) ?? "null"));
  }
}
