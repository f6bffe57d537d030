/** Reads and writes of single documents on one level of a transaction. */
import { countRead } from "../query/reads";
import { isSystemName, type TableDefinition } from "../storage/catalogState";
import { documentPrefix, tableNameKey } from "../storage/layout";
import { Document } from "../transaction/document";
import type { Layer } from "../transaction/layer";
import { encodeId, newInternalId } from "../values/ids";
import { type JSONObject, mergePatch } from "../values/json";
import { prefixEnd } from "../values/orderKey";
import { checkDocumentSize } from "../values/storable";
import {
  checkFields,
  type DocumentAddress,
  resolveId,
  sortFields,
  withoutSystemFields,
} from "./documentRules";
import type { Access, Savepoint } from "./savepoint";
import { SchemaEditor } from "./schemaChange";

export interface Target {
  readonly component: string;
  readonly id: string;
  /** The table the caller named, if any. */
  readonly table?: string | undefined;
}

type Operation = "get" | "patch" | "replace" | "delete";

const NONEXISTENT: Record<Exclude<Operation, "get">, string> = {
  patch: "Update on nonexistent document ID",
  replace: "Replace on nonexistent document ID",
  delete: "Delete on nonexistent document ID",
};

const READ_ONLY = "System tables (prefixed with `_`) are read-only.";

export class Documents {
  readonly #savepoint: Savepoint;
  readonly #access: Access;

  constructor(savepoint: Savepoint, access: Access) {
    this.#savepoint = savepoint;
    this.#access = access;
  }

  /** `wantsSystem` says which of `db` and `db.system` the guest called. */
  get(target: Target, wantsSystem: boolean): Document | null {
    const address = this.#resolve("get", target);
    if (address === null || this.isHidden(address.table.name)) return null;
    const isSystem = isSystemName(address.table.name);
    if (this.#access === "user" && isSystem !== wantsSystem) {
      throw new Error(
        wantsSystem
          ? "User tables cannot be accessed with db.system."
          : "System tables can only be accessed with db.system.",
      );
    }
    return this.#read(address.key);
  }

  insert(component: string, name: string, value: JSONObject): string {
    const { scope } = this.#savepoint;
    const layer = this.#savepoint.writableLayer();
    if (this.#access === "user" && isSystemName(name)) {
      throw new Error(READ_ONLY);
    }
    const table =
      this.#savepoint.catalog.find(component, name) ??
      this.#createTable(component, name);
    const fields = withoutSystemFields(value, null);
    this.#check(table, fields);
    const internal = newInternalId(scope.now);
    const _id = encodeId(table.number, internal);
    const key = documentPrefix(table.number) + internal;
    const _creationTime = scope.nextCreationTime();
    const after = Document.fromValue(key, { _creationTime, _id, ...fields });
    this.#write(layer, table, null, after);
    return _id;
  }

  update(
    operation: "patch" | "replace",
    target: Target,
    value: JSONObject,
  ): Document {
    const layer = this.#savepoint.writableLayer();
    const { table, before } = this.#existing(operation, target);
    const given = withoutSystemFields(value, before);
    const fields =
      operation === "replace"
        ? given
        : withoutSystemFields(mergePatch(before.value, given), before);
    this.#check(table, fields);
    const after = Document.fromValue(before.key, {
      _creationTime: before.creationTime,
      _id: before.id,
      ...sortFields(fields),
    });
    this.#write(layer, table, before, after);
    return after;
  }

  /** Returns the document as it was. */
  remove(target: Target): Document {
    const layer = this.#savepoint.writableLayer();
    const { table, before } = this.#existing("delete", target);
    this.#write(layer, table, before, null);
    return before;
  }

  count(component: string, name: string): number {
    const reads = this.#savepoint.reads(this.#access);
    reads.budget?.add("databaseQueries", 1);
    const table = reads.catalog.find(component, name);
    if (table === undefined || this.isHidden(name)) {
      reads.recorder?.point(tableNameKey(component, name));
      return 0;
    }
    const start = documentPrefix(table.number);
    reads.recorder?.range(start, prefixEnd(start));
    return reads.view.count(table.number);
  }

  /** A system table that guests may not even see. */
  isHidden(name: string): boolean {
    return (
      this.#access === "user" &&
      isSystemName(name) &&
      !this.#savepoint.scope.systemTables.isVisibleToGuests(name)
    );
  }

  #resolve(operation: Operation, target: Target): DocumentAddress | null {
    const { component, id, table } = target;
    return resolveId(this.#savepoint.catalog, component, id, operation, table);
  }

  #read(key: string): Document | null {
    const reads = this.#savepoint.reads(this.#access);
    reads.budget?.add("databaseQueries", 1);
    reads.recorder?.point(key);
    const document = reads.view.document(key);
    if (document !== null) countRead(reads, document);
    return document;
  }

  #existing(
    operation: Exclude<Operation, "get">,
    target: Target,
  ): { table: TableDefinition; before: Document } {
    const address = this.#resolve(operation, target);
    if (
      this.#access === "user" &&
      address !== null &&
      isSystemName(address.table.name)
    ) {
      throw new Error(READ_ONLY);
    }
    const before = address && this.#read(address.key);
    if (address === null || before === null) {
      throw new Error(`${NONEXISTENT[operation]} ${target.id}`);
    }
    return { table: address.table, before };
  }

  #check(table: TableDefinition, fields: JSONObject): void {
    if (this.#access === "user") {
      checkFields(this.#savepoint.catalog, table, fields);
    }
  }

  #write(
    layer: Layer,
    table: TableDefinition,
    before: Document | null,
    after: Document | null,
  ): void {
    if (this.#access === "user") {
      const size = after?.size ?? 0;
      checkDocumentSize(size);
      this.#savepoint.budget.add("documentsWritten", 1);
      this.#savepoint.budget.add("bytesWritten", size);
    }
    layer.write(table, before, after);
  }

  #createTable(component: string, name: string): TableDefinition {
    const { scope, view } = this.#savepoint;
    const layer = this.#savepoint.writableLayer();
    const editor = new SchemaEditor(layer, view);
    const table = editor.createTable(component, name);
    if (!isSystemName(name)) return table;
    const definition = scope.systemTables.find(component, name);
    if (definition === undefined) {
      throw new Error(`Unknown system table ${name} -- invariant`);
    }
    return editor.setIndexes(table, definition.indexes);
  }
}
