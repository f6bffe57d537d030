/** The facade of the storage engine: everything above it uses only this. */
import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs, ConflictError, type OccMode } from "./database/contention";
import {
  Database,
  type EngineStatistics,
  type Result,
} from "./database/database";
import { EngineTransaction } from "./database/engineTransaction";
import { validateDocuments } from "./database/schemaChange";
import { SystemTables } from "./database/systemTables";
import { Writer } from "./database/writer";
import type { Urgency } from "./database/writeQueue";
import type { Durability } from "./storage/store";
import type {
  Commit,
  SchemaChange,
  SchemaJson,
  SystemTable,
  Transaction,
} from "./transaction/types";

export { ConflictError, OCC_MAX_RETRIES } from "./database/contention";
export type { ConflictCount, OccMode } from "./database/contention";
export type { EngineStatistics } from "./database/database";
export type * from "./transaction/types";
export {
  SchemaDefinitionError,
  SchemaMismatchError,
} from "./database/schemaChange";
export { InvalidCursorError } from "./query/cursor";
export { EngineLockedError } from "./storage/lockFile";
export {
  type Durability,
  StoreFormatError,
  StoreWriteError,
} from "./storage/store";
export { TransactionLimitError } from "./transaction/budget";
export { qualifiedTable } from "./transaction/types";

export type FaultPoint = "before-sync" | "after-sync";

export interface EngineOptions {
  /** Data folder, created when missing. */
  directory: string;
  durability: Durability;
  limits: "production" | "off";
  systemTables: readonly SystemTable[];
  /** Wall clock in ms; default `Date.now`. */
  now?: () => number;
  faultPoint?: (name: FaultPoint) => void;
  /** What to do about conflicts that production would have had. Default "off". */
  occ?: OccMode;
  /** Waits before the next try of a conflicting transaction; default: as production. */
  backoff?: (failures: number) => Promise<unknown>;
}

/** What there is to use of an engine, whoever made it. */
export type EngineApi = Pick<Engine, keyof Engine>;

export class Engine {
  readonly catalog = engineCatalog;
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #backoff: (failures: number) => Promise<unknown>;
  #closing: Promise<void> | null = null;

  private constructor(database: Database, options: EngineOptions) {
    this.#database = database;
    this.#backoff =
      options.backoff ?? ((failures) => sleep(backoffMs(failures)));
    this.#writer = new Writer(database);
  }

  /** Throws EngineLockedError or StoreFormatError. */
  static async open(options: EngineOptions): Promise<Engine> {
    const systemTables = new SystemTables(options.systemTables);
    const database = await Database.open({
      directory: options.directory,
      durability: options.durability,
      limits: options.limits,
      systemTables,
      now: options.now ?? Date.now,
      faultPoint: options.faultPoint ?? (() => undefined),
      occ: options.occ ?? "off",
    });
    const engine = new Engine(database, options);
    await engine.#writer.write("engine:open", (tx) =>
      updateSystemIndexes(tx, systemTables),
    );
    return engine;
  }

  get latestTs(): bigint {
    return this.#database.latestTs;
  }

  async read<T>(body: (tx: Transaction) => T | Promise<T>): Promise<Result<T>> {
    this.#requireOpen();
    return this.#database.read(body);
  }

  /**
   * @param urgency who waits for the answer; "interactive" unless given
   * @param retries how often a conflict may be tried again; without limit unless given
   * @throws ConflictError after the last, with `occ: "strict"`
   */
  async write<T>(
    label: string,
    body: (tx: Transaction) => T | Promise<T>,
    urgency?: Urgency,
    retries = Infinity,
  ): Promise<Result<T>> {
    for (let failures = 0; ; failures += 1) {
      this.#requireOpen();
      try {
        return await this.#writer.write(label, body, urgency);
      } catch (error) {
        if (!(error instanceof ConflictError) || failures >= retries) {
          throw error;
        }
      }
      await this.#backoff(failures);
    }
  }

  /** Background writes stand back until the result is called, but not for long. */
  expectRequest(): () => void {
    return this.#writer.expectRequest();
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    return this.#writer.onCommit(listener);
  }

  statistics(): EngineStatistics {
    return this.#database.statistics();
  }

  /**
   * Copies the last commit into a new folder, while writes go on; `addFiles` puts
   * others beside it. The folder appears when it is complete.
   * @throws Error when the folder exists or cannot be written.
   */
  async backUp(
    target: string,
    addFiles = async (_folder: string): Promise<void> => {},
  ): Promise<void> {
    this.#requireOpen();
    await this.#database.backUp(target, addFiles);
  }

  /** Waits for queued writes, then releases the data folder. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#writer.idle().then(() => this.#database.close());
    return this.#closing;
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new Error("The engine is closed");
  }
}

const engineCatalog = {
  /** Creates tables and indexes (backfilled), drops removed indexes; null = no schema. */
  applySchema: (
    tx: Transaction,
    component: string,
    schema: SchemaJson | null,
  ): SchemaChange =>
    internals(tx).schemaEditor().applySchema(component, schema),
  /** Throws a SchemaMismatchError that names table, document and reason. */
  validateDocuments(
    tx: Transaction,
    component: string,
    schema: SchemaJson,
  ): void {
    const { view, catalog } = internals(tx);
    validateDocuments(view, catalog, component, schema);
  },
  /** Names of a component's tables, system tables included. */
  tables: (tx: Transaction, component: string): string[] =>
    internals(tx)
      .catalog.tablesOf(component)
      .map(({ name }) => name),
  /** Paths of the mounted components. */
  components: (tx: Transaction): string[] =>
    [...internals(tx).catalog.components.values()]
      .filter((component) => component.mounted)
      .map((component) => component.path),
  /** Marks the component unmounted; its data stays and remounts by path. */
  removeComponent: (tx: Transaction, component: string): void =>
    internals(tx).schemaEditor().unmount(component),
};

/** Existing system tables get the indexes this version of the host declares. */
function updateSystemIndexes(
  tx: EngineTransaction,
  systemTables: SystemTables,
): void {
  for (const table of tx.catalog.tables.values()) {
    const definition = systemTables.find(table.component, table.name);
    if (definition !== undefined) {
      tx.schemaEditor().setIndexes(table, definition.indexes);
    }
  }
}

function internals(tx: Transaction): EngineTransaction {
  if (tx instanceof EngineTransaction) return tx;
  throw new Error("not a transaction of this engine -- invariant");
}
