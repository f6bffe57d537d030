/** Opens engines on temporary folders and shortens common calls. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ValidatorJSON } from "convex/values";
import { onTestFinished } from "vitest";
import {
  type DocumentStream,
  Engine,
  type EngineOptions,
  type IndexJson,
  type QueryJson,
  type QueryOperator,
  type QueryOrder,
  type RangeExpression,
  type SchemaJson,
  type SearchIndexJson,
  type StoredDocument,
  type TableJson,
  type Transaction,
} from "../src/engine";
import type { JSONObject } from "../src/values/json";

/** Removed when the test ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "local-convex-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Closed when the test ends. */
export async function openEngine(
  options: Partial<EngineOptions> = {},
): Promise<Engine> {
  const directory = options.directory ?? temporaryDirectory();
  const engine = await Engine.open({
    durability: "process",
    limits: "production",
    systemTables: [],
    ...options,
    directory,
  });
  onTestFinished(() => engine.close());
  return engine;
}

export function tableJson(
  tableName: string,
  options: {
    indexes?: Record<string, string[]>;
    staged?: Record<string, string[]>;
    searchIndexes?: SearchIndexJson[];
    documentType?: ValidatorJSON;
  } = {},
): TableJson {
  const toJson = (indexes: Record<string, string[]> = {}): IndexJson[] =>
    Object.entries(indexes).map(([indexDescriptor, fields]) => ({
      indexDescriptor,
      fields,
    }));
  return {
    tableName,
    indexes: toJson(options.indexes),
    stagedDbIndexes: toJson(options.staged),
    searchIndexes: options.searchIndexes ?? [],
    documentType: options.documentType ?? { type: "any" },
  };
}

export function schemaOf(...tables: TableJson[]): SchemaJson {
  return { tables, schemaValidation: true };
}

export async function applySchema(
  engine: Engine,
  schema: SchemaJson | null,
  component = "",
) {
  const { value } = await engine.write("schema", (tx) =>
    engine.catalog.applySchema(tx, component, schema),
  );
  return value;
}

export function fullScan(
  tableName: string,
  order: QueryOrder = null,
  ...operators: QueryOperator[]
): QueryJson {
  return { source: { type: "FullTableScan", tableName, order }, operators };
}

export function indexRange(
  indexName: string,
  range: RangeExpression[],
  order: QueryOrder = null,
  ...operators: QueryOperator[]
): QueryJson {
  return { source: { type: "IndexRange", indexName, range, order }, operators };
}

export function drain(stream: DocumentStream): StoredDocument[] {
  const documents: StoredDocument[] = [];
  for (let next = stream.next(); next !== null; next = stream.next()) {
    documents.push(next);
  }
  return documents;
}

export function run(
  tx: Transaction,
  query: QueryJson,
  component = "",
): JSONObject[] {
  return drain(tx.openStream(component, query)).map(({ value }) => value);
}

export async function query(
  engine: Engine,
  json: QueryJson,
  component = "",
): Promise<JSONObject[]> {
  const { value } = await engine.read((tx) => run(tx, json, component));
  return value;
}

export async function insert(
  engine: Engine,
  table: string,
  value: JSONObject,
  component = "",
): Promise<string> {
  const result = await engine.write("insert", (tx) =>
    tx.insert(component, table, value),
  );
  return result.value;
}
