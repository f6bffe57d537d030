/** One transaction, or a savepoint within one. */
import type { TransactionLimits, TransactionMetrics } from "convex/server";
import type { ReadSet } from "../overlay/readSet";
import type { TransactionKind } from "../overlay/types";
import type { View } from "../overlay/view";
import { decodeId, encodeId } from "../values/ids";
import { Documents } from "./documents";
import type { Savepoint } from "./savepoint";
import { SchemaEditor } from "../catalog/schemaChange";

/** A child is a savepoint: use the parent again only after `merge` or `discard`. */
export class Transaction extends Documents {
  /** The host's own use of tables: no limit and no schema hold for it. */
  readonly system: Documents;

  constructor(savepoint: Savepoint) {
    super(savepoint, "guest");
    this.system = new Documents(savepoint, "host");
  }

  /** Snapshot timestamp, ns. */
  get beginTs(): bigint {
    return this.savepoint.scope.beginTs;
  }

  /** Frozen wall clock, ms. */
  get now(): number {
    return this.savepoint.scope.now;
  }

  /** What the whole call tree read. */
  get readSet(): ReadSet {
    return this.savepoint.scope.readSet;
  }

  /** What schema changes and validation read. */
  get view(): View {
    return this.savepoint.view;
  }

  normalizeId(component: string, table: string, id: string): string | null {
    const found = this.view.catalog.find(component, table);
    const decoded = decodeId(id);
    return decoded.kind === "id" && decoded.id.tableNumber === found?.number
      ? encodeId(decoded.id.tableNumber, decoded.id.internal)
      : null;
  }

  /** The component's table of that number, for `checkValue` of `v.id()`. */
  tableName(component: string, tableNumber: number): string | undefined {
    return this.view.catalog.resolver(component)(tableNumber);
  }

  metrics(): TransactionMetrics {
    return this.savepoint.budget.metrics();
  }

  /** Counts one scheduled function; `argsBytes` is the size of its arguments. */
  recordScheduled(argsBytes: number): void {
    const { budget } = this.savepoint;
    budget.add("functionsScheduled", 1);
    budget.add("scheduledFunctionArgsBytes", argsBytes);
  }

  child(
    options: { kind?: TransactionKind; limits?: TransactionLimits } = {},
  ): Transaction {
    return new Transaction(this.savepoint.child(options.kind, options.limits));
  }

  /** Folds the writes into the parent. */
  merge(): void {
    this.savepoint.merge();
  }

  /** Drops the writes; what was read stays in the read set and the counters. */
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
