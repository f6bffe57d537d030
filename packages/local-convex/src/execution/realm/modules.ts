/** The modules of one folder of a push, loaded into a realm on first use. */
import { posix } from "node:path";
import vm from "node:vm";
import { DeveloperError } from "../../errors";
import { isNamespace, type ModuleNamespace } from "../guestFunctions";
import type { Realm } from "./realm";
import type { CompiledModule } from "./scripts";

/** What the body of a script is a function of. */
const PREFIX = "(function (exports, require, module) {";

interface NamedModule extends CompiledModule {
  /** As stack traces have it. */
  name: string;
}

interface Loaded {
  exports: unknown;
}

/** Loads each module once, as an import does. */
export class RealmModules {
  readonly #realm: Realm;
  readonly #scripts: ReadonlyMap<string, NamedModule>;
  readonly #loaded = new Map<string, Loaded>();

  constructor(realm: Realm, modules: readonly NamedModule[]) {
    this.#realm = realm;
    this.#scripts = new Map(modules.map((each) => [each.module.path, each]));
  }

  /** To be called inside of the realm. */
  load(path: string): ModuleNamespace {
    const known = this.#loaded.get(path);
    const { exports } = known ?? this.#evaluate(path);
    if (!isNamespace(exports)) {
      throw new DeveloperError(`${path} is no module.`);
    }
    return exports;
  }

  #evaluate(path: string): Loaded {
    const named = this.#scripts.get(path);
    if (named === undefined) {
      throw new DeveloperError(`${path} is not bundled.`);
    }
    const compiled = new vm.Script(`${PREFIX}${named.script.code}\n})`, {
      filename: named.name,
      columnOffset: -PREFIX.length,
    });
    const body = this.#realm.script(compiled);
    if (typeof body !== "function") {
      throw new DeveloperError(`${path} is no module.`);
    }
    const loaded: Loaded = { exports: {} };
    this.#loaded.set(path, loaded);
    const require = (specifier: string) =>
      this.load(posix.join(posix.dirname(path), specifier));
    try {
      Reflect.apply(body, undefined, [loaded.exports, require, loaded]);
    } catch (error) {
      this.#loaded.delete(path);
      throw error;
    }
    return loaded;
  }
}
