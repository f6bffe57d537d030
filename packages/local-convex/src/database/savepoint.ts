/** One level of a call tree: what it sees, where it writes, what it may use. */
import type { Reads } from "../query/reads";
import type { QueryStream } from "../query/stream";
import type { CatalogState } from "../storage/catalogState";
import { Budget } from "../transaction/budget";
import { Layer } from "../transaction/layer";
import type { ReadRecorder } from "../transaction/readSet";
import type { TransactionKind, TransactionLimits } from "../transaction/types";
import { View } from "../transaction/view";
import type { SystemTables } from "./systemTables";

/** What a whole call tree shares. */
export interface TransactionScope {
  readonly beginTs: bigint;
  /** Ms, frozen. */
  readonly now: number;
  /** The state at the start, before any write of this call tree. */
  readonly base: View;
  readonly catalog: CatalogState;
  readonly limits: "production" | "off";
  readonly systemTables: SystemTables;
  readonly cursorSecret: Buffer;
  readonly recorder: ReadRecorder;
  nextCreationTime(): number;
}

/** The host's own reads and writes count against no limit and no schema. */
export type Access = "user" | "system";

interface Parts {
  readonly view: View;
  /** Null for queries. */
  readonly layer: Layer | null;
  readonly budget: Budget;
  /** Null for stale reads, which nothing depends on. */
  readonly recorder: ReadRecorder | null;
  readonly parent: Savepoint | null;
}

export class Savepoint {
  readonly kind: TransactionKind;
  readonly scope: TransactionScope;
  readonly view: View;
  readonly budget: Budget;
  readonly #layer: Layer | null;
  readonly #recorder: ReadRecorder | null;
  readonly #parent: Savepoint | null;
  readonly #streams = new Set<QueryStream>();
  #child: Savepoint | null = null;
  #finished = false;

  private constructor(
    scope: TransactionScope,
    kind: TransactionKind,
    parts: Parts,
  ) {
    this.scope = scope;
    this.kind = kind;
    this.view = parts.view;
    this.budget = parts.budget;
    this.#layer = parts.layer;
    this.#recorder = parts.recorder;
    this.#parent = parts.parent;
  }

  /** The outermost level; without a layer it can only read. */
  static root(scope: TransactionScope, layer: Layer | null): Savepoint {
    const { base, recorder } = scope;
    const view = layer === null ? base : new View(layer, base.snapshot);
    const kind = layer === null ? "query" : "mutation";
    const budget = Budget.root(scope.limits);
    const parts = { view, layer, budget, recorder, parent: null };
    return new Savepoint(scope, kind, parts);
  }

  child(
    kind: TransactionKind,
    limits: TransactionLimits | undefined,
  ): Savepoint {
    this.#requireAlone();
    if (kind === "mutation" && this.#layer === null) {
      throw new Error("A query cannot call a mutation");
    }
    const layer =
      kind === "mutation" ? new Layer(this.#layer, this.catalog) : null;
    const stale = kind === "snapshotQuery";
    const current =
      layer === null ? this.view : new View(layer, this.view.snapshot);
    const child = new Savepoint(this.scope, kind, {
      view: stale ? this.scope.base : current,
      layer,
      budget: this.budget.child(limits),
      recorder: stale ? null : this.#recorder,
      parent: this,
    });
    this.#child = child;
    return child;
  }

  merge(): void {
    const parent = this.#leave();
    parent.budget.merge(this.budget);
    if (parent.#layer !== null) this.#layer?.mergeInto(parent.#layer);
  }

  discard(): void {
    this.#leave().budget.discard(this.budget);
  }

  /** Ends this level and those within: later use throws, streams are closed. */
  finish(): void {
    this.#child?.finish();
    this.#finished = true;
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  get catalog(): CatalogState {
    return this.view.layer?.catalog ?? this.scope.catalog;
  }

  reads(access: Access): Reads {
    this.#requireOpen();
    return {
      view: this.view,
      catalog: this.catalog,
      budget: access === "user" ? this.budget : null,
      recorder: this.#recorder,
    };
  }

  writableLayer(): Layer {
    this.#requireAlone();
    if (this.#layer === null) throw new Error("A query cannot write");
    return this.#layer;
  }

  /** A stream left open would keep the snapshot's cursor past its end. */
  adopt(stream: QueryStream): void {
    this.#streams.add(stream);
  }

  release(stream: QueryStream): void {
    this.#streams.delete(stream);
    stream.close();
  }

  #requireOpen(): void {
    if (this.#finished) {
      throw new Error(
        "The function has already returned: database calls must be awaited before it ends.",
      );
    }
  }

  /** Calls of one function run one after another; the host sees to that. */
  #requireAlone(): void {
    this.#requireOpen();
    if (this.#child !== null) {
      throw new Error("A nested call is still running -- invariant");
    }
  }

  #leave(): Savepoint {
    const parent = this.#parent;
    if (parent === null || parent.#child !== this) {
      throw new Error("Not the running nested call -- invariant");
    }
    this.finish();
    parent.#child = null;
    return parent;
  }
}
