/** The Transaction API over one level of a call tree. */
import { readPage } from "../query/paginate";
import { QueryStream } from "../query/stream";
import type { CatalogState } from "../storage/catalogState";
import type { Layer } from "../transaction/layer";
import type {
  ChildTransaction,
  DocumentStream,
  QueryJson,
  QueryPageJson,
  QueryPageResult,
  StoredDocument,
  SystemAccess,
  TransactionKind,
  TransactionLimits,
  TransactionMetrics,
} from "../transaction/types";
import type { View } from "../transaction/view";
import { decodeId, encodeId } from "../values/ids";
import type { JSONObject } from "../values/json";
import { Documents } from "./documents";
import {
  type Access as AccessKind,
  Savepoint,
  type TransactionScope,
} from "./savepoint";
import { SchemaEditor } from "./schemaChange";

/** Documents and queries, as guests or as the host itself may use them. */
class Access implements SystemAccess {
  protected readonly savepoint: Savepoint;
  protected readonly documents: Documents;
  readonly #kind: AccessKind;

  constructor(savepoint: Savepoint, kind: AccessKind) {
    this.savepoint = savepoint;
    this.documents = new Documents(savepoint, kind);
    this.#kind = kind;
  }

  get(
    component: string,
    id: string,
    options: { isSystem?: boolean; table?: string } = {},
  ): StoredDocument | null {
    const { table, isSystem = false } = options;
    return this.documents.get({ component, id, table }, isSystem);
  }

  insert(component: string, table: string, value: JSONObject): string {
    return this.documents.insert(component, table, value);
  }

  patch(
    component: string,
    id: string,
    patch: JSONObject,
    table?: string,
  ): StoredDocument {
    return this.documents.update("patch", { component, id, table }, patch);
  }

  replace(
    component: string,
    id: string,
    value: JSONObject,
    table?: string,
  ): StoredDocument {
    return this.documents.update("replace", { component, id, table }, value);
  }

  remove(component: string, id: string, table?: string): StoredDocument {
    return this.documents.remove({ component, id, table });
  }

  openStream(component: string, query: QueryJson): DocumentStream {
    this.requireReadable(query);
    const { savepoint } = this;
    const reads = savepoint.reads(this.#kind);
    const stream = new QueryStream(reads, component, query);
    savepoint.adopt(stream);
    return {
      next: () => stream.next(),
      close: () => savepoint.release(stream),
    };
  }

  count(component: string, table: string): number {
    return this.documents.count(component, table);
  }

  protected requireReadable({ source }: QueryJson): void {
    const name =
      source.type === "FullTableScan"
        ? source.tableName
        : (source.indexName.split(".")[0] ?? "");
    if (this.documents.isHidden(name)) {
      throw new Error(`System table ${name} is not readable by functions.`);
    }
  }
}

export class EngineTransaction extends Access implements ChildTransaction {
  #system: SystemAccess | undefined;

  private constructor(savepoint: Savepoint) {
    super(savepoint, "user");
  }

  /** Without a layer the transaction can only read. */
  static root(scope: TransactionScope, layer: Layer | null): EngineTransaction {
    return new EngineTransaction(Savepoint.root(scope, layer));
  }

  get kind(): TransactionKind {
    return this.savepoint.kind;
  }

  get beginTs(): bigint {
    return this.savepoint.scope.beginTs;
  }

  get now(): number {
    return this.savepoint.scope.now;
  }

  get catalog(): CatalogState {
    return this.savepoint.catalog;
  }

  get system(): SystemAccess {
    this.#system ??= new Access(this.savepoint, "system");
    return this.#system;
  }

  /** What schema changes and validation read. */
  get view(): View {
    return this.savepoint.view;
  }

  normalizeId(component: string, table: string, id: string): string | null {
    const found = this.catalog.find(component, table);
    const decoded = decodeId(id);
    return decoded.kind === "id" && decoded.id.tableNumber === found?.number
      ? encodeId(decoded.id.tableNumber, decoded.id.internal)
      : null;
  }

  tableName(component: string, tableNumber: number): string | undefined {
    return this.catalog.resolver(component)(tableNumber);
  }

  page(component: string, request: QueryPageJson): QueryPageResult {
    this.requireReadable(request.query);
    const reads = this.savepoint.reads("user");
    const { cursorSecret } = this.savepoint.scope;
    return readPage(reads, component, request, cursorSecret);
  }

  metrics(): TransactionMetrics {
    return this.savepoint.budget.metrics();
  }

  recordScheduled(argsBytes: number): void {
    const { budget } = this.savepoint;
    budget.add("functionsScheduled", 1);
    budget.add("scheduledFunctionArgsBytes", argsBytes);
  }

  child(
    options: { kind?: TransactionKind; limits?: TransactionLimits } = {},
  ): EngineTransaction {
    const kind = options.kind ?? this.kind;
    return new EngineTransaction(this.savepoint.child(kind, options.limits));
  }

  merge(): void {
    this.savepoint.merge();
  }

  discard(): void {
    this.savepoint.discard();
  }

  /** Ends the call tree: later use throws. */
  finish(): void {
    this.savepoint.finish();
  }

  schemaEditor(): SchemaEditor {
    return new SchemaEditor(this.savepoint.writableLayer(), this.view);
  }
}
