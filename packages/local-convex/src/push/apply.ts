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
  SchemaMismatchError,
  type Transaction,
} from "../engine";
import { PushError } from "../errors";
import { applyCrons, type CronDiff } from "../scheduler/cronTable";
import { parsedRows } from "../host/systemTables";
import type { EvaluatedPush } from "./evaluate";

const pushRow = z.object({ pushId: z.string(), sha256: z.string() });
/** The push that serves; `sha256` is of its saved request. */
export type ActivePush = z.infer<typeof pushRow>;

/** `finish_push`'s answer but for who may issue tokens. */
export type DataDiff = ReturnType<typeof applyPush>;

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
    if (!schema?.schemaValidation) {
      continue;
    }
    try {
      engine.catalog.validateDocuments(tx, node.path, schema);
    } catch (error) {
      if (!(error instanceof Error)) {
        throw error;
      }
      return {
        error: error.message,
        componentPath: node.path,
        tableName: error instanceof SchemaMismatchError ? error.table : null,
      };
    }
  }
  return null;
}

/** @throws PushError when a document does not fit or the schema cannot be; the transaction must then be dropped. */
export function applyPush(
  engine: EngineApi,
  tx: Transaction,
  push: EvaluatedPush,
  active: ActivePush,
) {
  const failure = findSchemaFailure(engine, tx, push);
  if (failure !== null) {
    throw new PushError("SchemaMismatch", failure.error);
  }
  const known = new Set(engine.catalog.components(tx));
  const hadPush = readActivePush(tx) !== null;
  const componentDiffs: Record<string, ReturnType<typeof componentDiff>> = {};
  for (const { node, crons } of push.deployment.mounts.values()) {
    const schema = push.schemas.get(node.definitionPath) ?? null;
    const existed = node.path === "" ? hadPush : known.has(node.path);
    componentDiffs[node.path] = componentDiff(
      existed ? "modify" : "create",
      indexDiff(applySchema(engine, tx, node.path, schema), schema),
      applyCrons(tx, node.path, crons),
    );
  }
  for (const path of known) {
    if (path === "" || push.deployment.mounts.has(path)) {
      continue;
    }
    engine.catalog.removeComponent(tx, path);
    const noIndexes = { added_indexes: [], removed_indexes: [] };
    const cronDiff = applyCrons(tx, path, {});
    componentDiffs[path] = componentDiff("unmount", noIndexes, cronDiff);
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
    if (!(error instanceof SchemaDefinitionError)) {
      throw error;
    }
    throw new PushError("SchemaDefinitionError", error.message);
  }
}

function componentDiff(
  type: "create" | "modify" | "unmount",
  indexDiff: IndexDiff,
  cronDiff: CronDiff,
) {
  return {
    diffType: { type },
    moduleDiff: { added: [], removed: [] },
    udfConfigDiff: null,
    cronDiff,
    indexDiff,
    schemaDiff: null,
  };
}

type IndexDiff = ReturnType<typeof indexDiff>;

function indexDiff(change: SchemaChange, schema: SchemaJson | null) {
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
    type: "database",
    fields: fields.get(name) ?? [],
  });
  return {
    added_indexes: change.addedIndexes.map(named),
    removed_indexes: change.removedIndexes.map(named),
  };
}

/** The push that serves; null before the first. */
export function readActivePush(tx: Transaction) {
  const [row = null] = parsedRows(tx, "_pushes", pushRow);
  return row;
}

function writeActivePush(tx: Transaction, active: ActivePush): void {
  const row = readActivePush(tx);
  if (row !== null) {
    tx.system.remove("", row.rowId);
  }
  tx.system.insert("", "_pushes", { ...active });
}
