/**
 * Which tables and indexes exist, per component. Immutable: a change makes a new
 * state, so every transaction and snapshot keeps the one it began with.
 */
import type { ValidatorJSON } from "convex/values";
import { z } from "zod";
import { FIRST_USER_TABLE_NUMBER } from "../values/ids";
import { isJsonObject } from "../values/json";
import type { TableResolver } from "../values/validator";

const indexRecord = z.object({
  number: z.number(),
  name: z.string(),
  kind: z.enum(["database", "search"]),
  /** A database index ends with `_creationTime`; a search index has one field. */
  fields: z.array(z.string()).readonly(),
  filterFields: z.array(z.string()).readonly(),
  /** Leading filter fields that postings are kept behind; none in older folders. */
  keyedFilters: z.number().default(0),
  /** Maintained, but not yet open to queries. */
  staged: z.boolean(),
});
export type IndexDefinition = Readonly<z.infer<typeof indexRecord>>;

export const tableRecord = z.object({
  number: z.number(),
  component: z.string(),
  name: z.string(),
  indexes: z.array(indexRecord).readonly(),
  /** Enforced on writes; null = anything goes. Checked when it was pushed. */
  documentType: z.custom<ValidatorJSON>(isJsonObject).nullable(),
});
export type TableDefinition = Readonly<z.infer<typeof tableRecord>>;

export const componentRecord = z.object({
  path: z.string(),
  mounted: z.boolean(),
});
type ComponentDefinition = Readonly<z.infer<typeof componentRecord>>;

/** The part of the state that is written to disk besides the records. */
interface CatalogCounters {
  readonly nextTable: number;
  readonly nextIndex: number;
}

export const FIRST_COUNTERS: CatalogCounters = {
  nextTable: FIRST_USER_TABLE_NUMBER,
  nextIndex: 1,
};

export const CREATION_TIME_INDEX = "by_creation_time";
export const ID_INDEX = "by_id";
export const CREATION_TIME_FIELD = "_creationTime";

/** Letters, digits and underscores, starting with a letter (or "_" for ours). */
/** What names of tables may be. */
export const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;

/** The tables and indexes of every component at one commit. */
export class CatalogState {
  readonly #byName = new Map<string, TableDefinition>();

  constructor(
    readonly tables: ReadonlyMap<number, TableDefinition>,
    readonly components: ReadonlyMap<string, ComponentDefinition>,
    readonly counters: CatalogCounters,
  ) {
    for (const table of tables.values()) {
      this.#byName.set(nameKey(table.component, table.name), table);
    }
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
    return (tableNumber) => {
      const table = this.tables.get(tableNumber);
      return table?.component === component ? table.name : undefined;
    };
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
      keyedFilters: 0,
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

/** Whether a table is Convex's or the host's own: apps may not name one so. */
export function isSystemName(table: string): boolean {
  return table.startsWith("_");
}

function nameKey(component: string, name: string): string {
  return `${component}\0${name}`;
}
