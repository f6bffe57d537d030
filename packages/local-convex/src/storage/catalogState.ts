/**
 * Which tables and indexes exist, per component. Immutable: a change makes a new
 * state, so every transaction and snapshot keeps the one it began with.
 */
import type { ValidatorJSON } from "convex/values";
import { FIRST_USER_TABLE_NUMBER } from "../values/ids";
import type { TableResolver } from "../values/validator";

export interface IndexDefinition {
  readonly number: number;
  readonly name: string;
  readonly kind: "database" | "search";
  /** A database index ends with `_creationTime`; a search index has one field. */
  readonly fields: readonly string[];
  readonly filterFields: readonly string[];
  /** Maintained, but not yet open to queries. */
  readonly staged: boolean;
}

export interface TableDefinition {
  readonly number: number;
  readonly component: string;
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
  /** Enforced on writes; null = anything goes. */
  readonly documentType: ValidatorJSON | null;
}

export interface ComponentDefinition {
  readonly path: string;
  readonly mounted: boolean;
}

/** The part of the state that is written to disk besides the records. */
export interface CatalogCounters {
  readonly nextTable: number;
  readonly nextIndex: number;
}

export const CREATION_TIME_INDEX = "by_creation_time";
export const ID_INDEX = "by_id";
export const CREATION_TIME_FIELD = "_creationTime";

/** Letters, digits and underscores, starting with a letter (or "_" for ours). */
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;

export class CatalogState {
  readonly tables: ReadonlyMap<number, TableDefinition>;
  readonly components: ReadonlyMap<string, ComponentDefinition>;
  readonly counters: CatalogCounters;
  readonly #byName = new Map<string, TableDefinition>();
  readonly #resolvers = new Map<string, TableResolver>();

  constructor(
    tables: ReadonlyMap<number, TableDefinition>,
    components: ReadonlyMap<string, ComponentDefinition>,
    counters: CatalogCounters,
  ) {
    this.tables = tables;
    this.components = components;
    this.counters = counters;
    for (const table of tables.values()) {
      this.#byName.set(nameKey(table.component, table.name), table);
    }
  }

  static empty(): CatalogState {
    return new CatalogState(new Map(), new Map(), {
      nextTable: FIRST_USER_TABLE_NUMBER,
      nextIndex: 1,
    });
  }

  find(component: string, name: string): TableDefinition | undefined {
    return this.#byName.get(nameKey(component, name));
  }

  tablesOf(component: string): TableDefinition[] {
    return [...this.tables.values()].filter(
      (table) => table.component === component,
    );
  }

  /** Names table numbers for id validators of one component. */
  resolver(component: string): TableResolver {
    let resolver = this.#resolvers.get(component);
    if (resolver === undefined) {
      resolver = (tableNumber) => {
        const table = this.tables.get(tableNumber);
        return table?.component === component ? table.name : undefined;
      };
      this.#resolvers.set(component, resolver);
    }
    return resolver;
  }

  withTable(table: TableDefinition): CatalogState {
    const tables = new Map(this.tables).set(table.number, table);
    return new CatalogState(tables, this.components, this.counters);
  }

  withComponent(component: ComponentDefinition): CatalogState {
    const components = new Map(this.components);
    components.set(component.path, component);
    return new CatalogState(this.tables, components, this.counters);
  }

  /** Adds a table with its creation-time index; it must not exist yet. */
  createTable(
    component: string,
    name: string,
  ): [CatalogState, TableDefinition] {
    if (!IDENTIFIER.test(name)) {
      throw new Error(
        `Invalid table name "${name}": table names must be identifiers of at most 64 letters, digits or underscores`,
      );
    }
    const [state, index] = this.allocateIndex({
      name: CREATION_TIME_INDEX,
      kind: "database",
      fields: [CREATION_TIME_FIELD],
      filterFields: [],
      staged: false,
    });
    const table: TableDefinition = {
      number: state.counters.nextTable,
      component,
      name,
      indexes: [index],
      documentType: null,
    };
    const counters = { ...state.counters, nextTable: table.number + 1 };
    const tables = new Map(state.tables).set(table.number, table);
    return [new CatalogState(tables, state.components, counters), table];
  }

  /** Gives the index a number no other index ever had. */
  allocateIndex(
    index: Omit<IndexDefinition, "number">,
  ): [CatalogState, IndexDefinition] {
    const number = this.counters.nextIndex;
    const counters = { ...this.counters, nextIndex: number + 1 };
    const state = new CatalogState(this.tables, this.components, counters);
    return [state, { ...index, number }];
  }
}

export function isSystemName(table: string): boolean {
  return table.startsWith("_");
}

function nameKey(component: string, name: string): string {
  return `${component}\0${name}`;
}
