/** The facade of the storage engine: everything above it uses only this. */
import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs, ConflictError } from "./database/contention";
import {
  type Body,
  Database,
  type EngineOptions,
  type EngineStatistics,
  type Result,
} from "./database/database";
import { validateDocuments } from "./catalog/schemaChange";
import type { SystemTables } from "./database/systemTables";
import type { Transaction } from "./database/transaction";
import { Writer } from "./database/writer";
import type { Urgency } from "./database/writeQueue";
import { Store, StoreDamagedError } from "./storage/store";
import type { Commit, SchemaChange, SchemaJson } from "./overlay/types";

export { ConflictError, OCC_MAX_RETRIES } from "./database/contention";
export type { OccMode } from "./database/contention";
export type { EngineOptions, FaultPoint } from "./database/database";
export {
  SchemaDefinitionError,
  SchemaMismatchError,
} from "./catalog/schemaChange";
export { checkSchema } from "./catalog/schemaRules";
export type { Transaction } from "./database/transaction";
export { InvalidCursorError } from "./query/cursor";
export type { QueryStream as DocumentStream } from "./query/stream";
export { EngineLockedError } from "./storage/lockFile";
export {
  type Durability,
  StoreDamagedError,
  StoreWriteError,
} from "./storage/store";
export { TransactionLimitError } from "./overlay/budget";
export type { Document as StoredDocument } from "./overlay/document";
export type { ReadSet } from "./overlay/readSet";
export * from "./overlay/types";

/** What there is to use of an engine, whoever made it. */
export type EngineApi = Pick<Engine, keyof Engine>;

/** Storage as the host uses it: open, read, write, close. */
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
    const store = await Store.open(
      options.directory,
      options.durability,
      options.checksWholeFile === true ? Infinity : undefined,
    );
    const database = await load(options, store);
    const engine = new Engine(database, options);
    await engine.#writer.write("engine:open", (tx) =>
      updateSystemIndexes(tx, database.systemTables),
    );
    return engine;
  }

  get latestTs(): bigint {
    return this.#database.latestTs;
  }

  async read<T>(body: Body<T>): Promise<Result<T>> {
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
    body: Body<T>,
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
    addFiles: (folder: string) => Promise<void>,
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
    if (this.#closing !== null) {
      throw new Error("The engine is closed");
    }
  }
}

/** @throws StoreDamagedError when the records of its tables cannot be read. */
async function load(options: EngineOptions, store: Store): Promise<Database> {
  try {
    return new Database(options, store);
  } catch {
    await store.close();
    throw new StoreDamagedError(
      `The database in ${options.directory} is damaged: what it says of its tables cannot be read.`,
    );
  }
}

const engineCatalog = {
  /** Creates tables and indexes (backfilled), drops removed indexes; null = no schema. */
  applySchema: (
    tx: Transaction,
    component: string,
    schema: SchemaJson | null,
  ): SchemaChange => tx.schemaEditor().applySchema(component, schema),
  /** Throws a SchemaMismatchError that names table, document and reason. */
  validateDocuments: (
    tx: Transaction,
    component: string,
    schema: SchemaJson,
  ): void => validateDocuments(tx.view, component, schema),
  /** Names of a component's tables, system tables included. */
  tables: (tx: Transaction, component: string): string[] =>
    tx.view.catalog.tablesOf(component).map(({ name }) => name),
  /** Paths of the mounted components. */
  components: (tx: Transaction): string[] =>
    [...tx.view.catalog.components.values()]
      .filter((component) => component.mounted)
      .map((component) => component.path),
  /** Marks the component unmounted; its data stays and remounts by path. */
  removeComponent: (tx: Transaction, component: string): void =>
    tx.schemaEditor().unmount(component),
};

/** Existing system tables get the indexes this version of the host declares. */
function updateSystemIndexes(
  tx: Transaction,
  systemTables: SystemTables,
): void {
  for (const table of tx.view.catalog.tables.values()) {
    const definition = systemTables.find(table.component, table.name);
    if (definition !== undefined) {
      tx.schemaEditor().setIndexes(table, definition.indexes);
    }
  }
}
