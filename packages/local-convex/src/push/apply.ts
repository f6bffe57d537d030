/**
 * The switch to a new push: schema, indexes, crons, the set of mounted
 * components and the record of what serves change in one transaction.
 */
import { z } from "zod";
import {
  type EngineApi,
  type SchemaChange,
  SchemaDefinitionError,
  type SchemaJson,
  type StoredDocument,
  type Transaction,
} from "../engine";
import { PushError } from "../errors";
import { applyCrons, type CronDiff } from "../scheduler/cronTable";
import { systemRows, tableScan } from "../systemTables";
import type { EvaluatedPush } from "./evaluate";

const pushRow = z.object({ pushId: z.string(), sha256: z.string() });
/** The push that serves; `sha256` is of its saved request. */
export type ActivePush = z.infer<typeof pushRow>;

interface ComponentDiff {
  diffType: { type: "create" | "modify" | "unmount" };
  moduleDiff: { added: string[]; removed: string[] };
  udfConfigDiff: null;
  cronDiff: CronDiff;
  indexDiff: IndexDiff;
  schemaDiff: null;
}

interface IndexDiff {
  added_indexes: { name: string; type: "database"; fields: string[] }[];
  removed_indexes: { name: string; type: "database"; fields: string[] }[];
}

/** `finish_push`'s answer but for who may issue tokens. */
export interface DataDiff {
  definitionDiffs: Record<string, never>;
  componentDiffs: Record<string, ComponentDiff>;
}

/** The documents do not fit the pushed schema. */
export interface SchemaFailure {
  error: string;
  componentPath: string;
  tableName: string | null;
}

/** Checks every stored document; null when all fit. */
export function findSchemaFailure(
  engine: EngineApi,
  tx: Transaction,
  push: EvaluatedPush,
): SchemaFailure | null {
  for (const { node } of push.deployment.mounts.values()) {
    const schema = push.schemas.get(node.definitionPath);
    if (!schema?.schemaValidation) continue;
    try {
      engine.catalog.validateDocuments(tx, node.path, schema);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return {
        error: error.message,
        componentPath: node.path,
        tableName: tableOf(error),
      };
    }
  }
  return null;
}

/** The engine's mismatch error names its table. */
function tableOf(error: Error): string | null {
  return "table" in error && typeof error.table === "string"
    ? error.table
    : null;
}

/** @throws PushError when a document does not fit or the schema cannot be; the transaction must then be dropped. */
export function applyPush(
  engine: EngineApi,
  tx: Transaction,
  push: EvaluatedPush,
  active: ActivePush,
): DataDiff {
  const failure = findSchemaFailure(engine, tx, push);
  if (failure !== null) throw new PushError("SchemaMismatch", failure.error);
  const known = new Set(engine.catalog.components(tx));
  const hadPush = readActivePush(tx) !== null;
  const componentDiffs: Record<string, ComponentDiff> = {};
  for (const { node, crons } of push.deployment.mounts.values()) {
    const schema = push.schemas.get(node.definitionPath) ?? null;
    const existed = node.path === "" ? hadPush : known.has(node.path);
    componentDiffs[node.path] = {
      ...emptyDiff(existed ? "modify" : "create"),
      indexDiff: indexDiff(applySchema(engine, tx, node.path, schema), schema),
      cronDiff: applyCrons(tx, node.path, crons),
    };
  }
  for (const path of known) {
    if (path === "" || push.deployment.mounts.has(path)) continue;
    engine.catalog.removeComponent(tx, path);
    const cronDiff = applyCrons(tx, path, {});
    componentDiffs[path] = { ...emptyDiff("unmount"), cronDiff };
  }
  writeActivePush(tx, active);
  return { definitionDiffs: {}, componentDiffs };
}

function applySchema(
  engine: EngineApi,
  tx: Transaction,
  component: string,
  schema: SchemaJson | null,
): SchemaChange {
  try {
    return engine.catalog.applySchema(tx, component, schema);
  } catch (error) {
    if (!(error instanceof SchemaDefinitionError)) throw error;
    throw new PushError("SchemaDefinitionError", error.message);
  }
}

function emptyDiff(type: ComponentDiff["diffType"]["type"]): ComponentDiff {
  return {
    diffType: { type },
    moduleDiff: { added: [], removed: [] },
    udfConfigDiff: null,
    cronDiff: { added: [], updated: [], deleted: [] },
    indexDiff: { added_indexes: [], removed_indexes: [] },
    schemaDiff: null,
  };
}

function indexDiff(change: SchemaChange, schema: SchemaJson | null): IndexDiff {
  const fields = new Map(
    (schema?.tables ?? []).flatMap((table) =>
      table.indexes.map((index) => [
        `${table.tableName}.${index.indexDescriptor}`,
        [...index.fields],
      ]),
    ),
  );
  const named = (name: string) => ({
    name,
    type: "database" as const,
    fields: fields.get(name) ?? [],
  });
  return {
    added_indexes: change.addedIndexes.map(named),
    removed_indexes: change.removedIndexes.map(named),
  };
}

function activeRow(tx: Transaction): StoredDocument | null {
  const [row = null] = systemRows(tx, "", tableScan("_pushes"));
  return row;
}

export function readActivePush(tx: Transaction): ActivePush | null {
  const row = activeRow(tx);
  return row === null ? null : pushRow.parse(row.value);
}

function writeActivePush(tx: Transaction, active: ActivePush): void {
  const row = activeRow(tx);
  if (row !== null) tx.system.remove("", row.id);
  tx.system.insert("", "_pushes", { ...active });
}
