/** The host's tables: which exist, where, and who may read them. */
import type { SystemTable } from "../overlay/types";

/** Looks up the host's tables by name. */
export class SystemTables {
  readonly #tables: ReadonlyMap<string, SystemTable>;

  constructor(tables: readonly SystemTable[]) {
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  /** The definition, if such a table belongs into the component. */
  find(component: string, name: string): SystemTable | undefined {
    const table = this.#tables.get(name);
    return table?.scope === "root" && component !== "" ? undefined : table;
  }

  isVisibleToGuests(name: string): boolean {
    return this.#tables.get(name)?.visibleToGuests === true;
  }
}
