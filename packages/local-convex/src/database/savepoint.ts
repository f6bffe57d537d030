/** One level of a call tree: what it sees, where it writes, what it may use. */
import type { TransactionLimits } from "convex/server";
import type { QueryStream } from "../query/stream";
import { Budget } from "../overlay/budget";
import { Layer } from "../overlay/layer";
import type { ReadSet } from "../overlay/readSet";
import type { TransactionKind } from "../overlay/types";
import type { View } from "../overlay/view";
import type { SystemTables } from "./systemTables";

/** What a whole call tree shares. */
export interface TransactionScope {
  readonly beginTs: bigint;
  /** Ms, frozen. */
  readonly now: number;
  /** The state at the start, before any write of this call tree. */
  readonly base: View;
  readonly limits: "production" | "off";
  readonly systemTables: SystemTables;
  readonly cursorSecret: Buffer;
  readonly readSet: ReadSet;
  nextCreationTime(): number;
}

/** What one level of nested calls has read, written and may still use. */
export class Savepoint {
  /** One left open would keep the snapshot's cursor past its end. */
  readonly streams = new Set<QueryStream>();
  #running: Savepoint | null = null;
  #finished = false;
  readonly #parent: Savepoint | null;

  private constructor(
    readonly scope: TransactionScope,
    readonly kind: TransactionKind,
    readonly view: View,
    readonly budget: Budget,
    /** Null for stale reads, which nothing depends on. */
    readonly readSet: ReadSet | null,
    parent: Savepoint | null,
  ) {
    this.#parent = parent;
  }

  /** The outermost level; without a layer it can only read. */
  static root(scope: TransactionScope, layer: Layer | null): Savepoint {
    const { base, limits, readSet } = scope;
    const kind = layer === null ? "query" : "mutation";
    const view = layer === null ? base : base.over(layer);
    return new Savepoint(scope, kind, view, Budget.root(limits), readSet, null);
  }

  child(kind = this.kind, limits?: TransactionLimits): Savepoint {
    this.#requireAlone();
    if (kind === "mutation" && this.#layer === null) {
      throw new Error("A query cannot call a mutation");
    }
    const { scope, view } = this;
    const stale = kind === "snapshotQuery";
    const current =
      kind === "mutation"
        ? view.over(new Layer(this.#layer, view.catalog))
        : view;
    this.#running = new Savepoint(
      scope,
      kind,
      stale ? scope.base : current,
      this.budget.child(limits),
      stale ? null : this.readSet,
      this,
    );
    return this.#running;
  }

  merge(): void {
    const parent = this.#leave();
    parent.budget.merge(this.budget);
    if (parent.#layer !== null) {
      this.#layer?.mergeInto(parent.#layer);
    }
  }

  discard(): void {
    this.#leave().budget.discard(this.budget);
  }

  /** Ends this level and those within: later use throws, streams are closed. */
  finish(): void {
    this.#running?.finish();
    this.#finished = true;
    for (const stream of this.streams) {
      stream.close();
    }
    this.streams.clear();
  }

  writableLayer(): Layer {
    this.#requireAlone();
    if (this.#layer === null) {
      throw new Error("A query cannot write");
    }
    return this.#layer;
  }

  requireOpen(): void {
    if (this.#finished) {
      throw new Error(
        "The function has already returned: database calls must be awaited before it ends.",
      );
    }
  }

  /** Null for queries, although they may see one. */
  get #layer(): Layer | null {
    return this.kind === "mutation" ? this.view.layer : null;
  }

  /** Calls of one function run one after another; the host sees to that. */
  #requireAlone(): void {
    this.requireOpen();
    if (this.#running !== null) {
      throw new Error("A nested call is still running -- invariant");
    }
  }

  #leave(): Savepoint {
    const parent = this.#parent;
    if (parent === null || parent.#running !== this) {
      throw new Error("Not the running nested call -- invariant");
    }
    this.finish();
    parent.#running = null;
    return parent;
  }
}
