/** Documents and queries on one level of a transaction. */
import { readPage } from "../query/paginate";
import { countRead, type Reads } from "../query/reads";
import { QueryStream } from "../query/stream";
import { isSystemName, type TableDefinition } from "../catalog/catalogState";
import { documentPrefix, tableNameKey } from "../storage/layout";
import { Document } from "../overlay/document";
import type { Layer } from "../overlay/layer";
import type {
  QueryJson,
  QueryPageJson,
  QueryPageResult,
} from "../overlay/types";
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
import type { Savepoint } from "./savepoint";
import { SchemaEditor } from "../catalog/schemaChange";

const NONEXISTENT = {
  patch: "Update on nonexistent document ID",
  replace: "Replace on nonexistent document ID",
  delete: "Delete on nonexistent document ID",
};

const READ_ONLY = "System tables (prefixed with `_`) are read-only.";

/** A document that is to be changed, and where. */
interface Existing {
  layer: Layer;
  table: TableDefinition;
  before: Document;
}

/**
 * Everything is synchronous; `component` is the component path ("" is the app).
 * Ids are the public base32 strings. The host's own reads and writes are
 * uncounted and unvalidated, its own tables included.
 */
export class Documents {
  readonly #access: "guest" | "host";

  constructor(
    protected readonly savepoint: Savepoint,
    access: "guest" | "host",
  ) {
    this.#access = access;
  }

  /** `isSystem` says which of `db` and `db.system` the guest called. */
  get(
    component: string,
    id: string,
    options: { isSystem?: boolean; table?: string } = {},
  ): Document | null {
    const { isSystem = false, table } = options;
    const address = this.#resolve("get", component, id, table);
    if (address === null || this.#isHidden(address.table.name)) {
      return null;
    }
    if (
      this.#access === "guest" &&
      isSystemName(address.table.name) !== isSystem
    ) {
      throw new Error(
        isSystem
          ? "User tables cannot be accessed with db.system."
          : "System tables can only be accessed with db.system.",
      );
    }
    return this.#read(address.key);
  }

  insert(component: string, name: string, value: JSONObject): string {
    const { scope, view } = this.savepoint;
    const layer = this.savepoint.writableLayer();
    if (this.#access === "guest" && isSystemName(name)) {
      throw new Error(READ_ONLY);
    }
    const table =
      view.catalog.find(component, name) ??
      this.#createTable(layer, component, name);
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

  /** Shallow merge; `{"$undefined":null}` removes a field. Returns the new document. */
  patch(
    component: string,
    id: string,
    patch: JSONObject,
    table?: string,
  ): Document {
    const found = this.#existing("patch", component, id, table);
    const { before } = found;
    const given = withoutSystemFields(patch, before);
    const merged = mergePatch(before.value, given);
    return this.#update(found, withoutSystemFields(merged, before));
  }

  replace(
    component: string,
    id: string,
    value: JSONObject,
    table?: string,
  ): Document {
    const found = this.#existing("replace", component, id, table);
    return this.#update(found, withoutSystemFields(value, found.before));
  }

  /** Returns the document as it was. */
  remove(component: string, id: string, table?: string): Document {
    const found = this.#existing("delete", component, id, table);
    this.#write(found.layer, found.table, found.before, null);
    return found.before;
  }

  count(component: string, name: string): number {
    const { view, budget, readSet } = this.#reads();
    budget?.add("databaseQueries", 1);
    const table = view.catalog.find(component, name);
    if (table === undefined || this.#isHidden(name)) {
      readSet?.point(tableNameKey(component, name));
      return 0;
    }
    const start = documentPrefix(table.number);
    readSet?.range(start, prefixEnd(start));
    return view.count(table.number);
  }

  /** Close the stream when abandoning it early. */
  openStream(component: string, query: QueryJson): QueryStream {
    this.#requireReadable(query);
    const stream = new QueryStream(this.#reads(), component, query);
    this.savepoint.streams.add(stream);
    return stream;
  }

  /** Throws InvalidCursorError. */
  page(component: string, request: QueryPageJson): QueryPageResult {
    this.#requireReadable(request.query);
    const { cursorSecret } = this.savepoint.scope;
    return readPage(this.#reads(), component, request, cursorSecret);
  }

  #reads(): Reads {
    const { view, budget, readSet } = this.savepoint;
    this.savepoint.requireOpen();
    return { view, readSet, budget: this.#access === "guest" ? budget : null };
  }

  #requireReadable({ source }: QueryJson): void {
    const name =
      source.type === "FullTableScan"
        ? source.tableName
        : (source.indexName.split(".")[0] ?? "");
    if (this.#isHidden(name)) {
      throw new Error(`System table ${name} is not readable by functions.`);
    }
  }

  /** A system table that guests may not even see. */
  #isHidden(name: string): boolean {
    return (
      this.#access === "guest" &&
      isSystemName(name) &&
      !this.savepoint.scope.systemTables.isVisibleToGuests(name)
    );
  }

  #resolve(
    operation: "get" | keyof typeof NONEXISTENT,
    component: string,
    id: string,
    table: string | undefined,
  ): DocumentAddress | null {
    const { catalog } = this.savepoint.view;
    return resolveId(catalog, component, id, operation, table);
  }

  #read(key: string): Document | null {
    const reads = this.#reads();
    reads.budget?.add("databaseQueries", 1);
    reads.readSet?.point(key);
    const document = reads.view.document(key);
    if (document !== null) {
      countRead(reads, document);
    }
    return document;
  }

  #existing(
    operation: keyof typeof NONEXISTENT,
    component: string,
    id: string,
    expectedTable: string | undefined,
  ): Existing {
    const layer = this.savepoint.writableLayer();
    const address = this.#resolve(operation, component, id, expectedTable);
    if (
      this.#access === "guest" &&
      address !== null &&
      isSystemName(address.table.name)
    ) {
      throw new Error(READ_ONLY);
    }
    const before = address && this.#read(address.key);
    if (address === null || before === null) {
      throw new Error(`${NONEXISTENT[operation]} ${id}`);
    }
    return { layer, table: address.table, before };
  }

  #update({ layer, table, before }: Existing, fields: JSONObject): Document {
    this.#check(table, fields);
    const after = Document.fromValue(before.key, {
      _creationTime: before.creationTime,
      _id: before.id,
      ...sortFields(fields),
    });
    this.#write(layer, table, before, after);
    return after;
  }

  #check(table: TableDefinition, fields: JSONObject): void {
    if (this.#access === "guest") {
      checkFields(this.savepoint.view.catalog, table, fields);
    }
  }

  #write(
    layer: Layer,
    table: TableDefinition,
    before: Document | null,
    after: Document | null,
  ): void {
    if (this.#access === "guest") {
      const size = after?.size ?? 0;
      checkDocumentSize(size);
      this.savepoint.budget.add("documentsWritten", 1);
      this.savepoint.budget.add("bytesWritten", size);
    }
    layer.write(table, before, after);
  }

  #createTable(layer: Layer, component: string, name: string): TableDefinition {
    const { scope, view } = this.savepoint;
    const editor = new SchemaEditor(layer, view);
    const table = editor.createTable(component, name);
    if (!isSystemName(name)) {
      return table;
    }
    const definition = scope.systemTables.find(component, name);
    if (definition === undefined) {
      throw new Error(`Unknown system table ${name} -- invariant`);
    }
    return editor.setIndexes(table, definition.indexes);
  }
}
