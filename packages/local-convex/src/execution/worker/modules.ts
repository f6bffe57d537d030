/** The modules of one mount, imported as they are when something of them is first called. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { nextTurn } from "../../host/hostGlobals";
import {
  describeFunction,
  type DescribedFunction,
  isGuestFunction,
  isNamespace,
  type ModuleNamespace,
  type Runtime,
} from "../guestFunctions";
import { moduleFile } from "../moduleFile";
import { SeededRandom } from "../random";
import { type GuestContext, runAsGuest } from "./context";
import type { MountFiles } from "./messages";
import { Refusal } from "./refusal";

export class MountModules {
  /** Of the default runtime. */
  readonly env: Readonly<Record<string, string>>;
  readonly require: NodeJS.Require;
  readonly #files: MountFiles;
  readonly #imports = new Map<string, Promise<ModuleNamespace>>();
  readonly #random = SeededRandom.fresh();
  readonly #failedLate: (error: unknown) => void;
  readonly #imported: () => void;

  /**
   * @param failedLate takes what modules let go after their import
   * @param imported called after each import
   */
  constructor(
    files: MountFiles,
    failedLate: (error: unknown) => void,
    imported: () => void,
  ) {
    this.#files = files;
    this.#failedLate = failedLate;
    this.#imported = imported;
    this.env = Object.freeze({ ...files.env });
    this.require = createRequire(join(files.nodeModules, "index.js"));
  }

  /** With the clock, chance and refusals of import time. */
  load(
    path: string,
    runtime: Runtime,
    fail = this.#failedLate,
  ): Promise<ModuleNamespace> {
    const file = moduleFile(this.#files.directory, runtime, path);
    const known = this.#imports.get(file);
    if (known !== undefined) {
      return known;
    }
    const { href } = pathToFileURL(file);
    const importing = runAsGuest(this.#context(runtime, fail), () =>
      importNamespace(href),
    );
    void importing.then(this.#imported, this.#imported);
    this.#imports.set(file, importing);
    return importing;
  }

  #context(runtime: Runtime, fail: (error: unknown) => void): GuestContext {
    const isFrozen = runtime === "isolate";
    return {
      runtime,
      activity: "import",
      frozenNow: isFrozen ? this.#files.now : null,
      random: isFrozen ? this.#random : null,
      env: isFrozen ? this.env : { ...this.env },
      syscalls: null,
      require: this.require,
      log: () => undefined,
      fail,
    };
  }

  /**
   * The functions of a "use node" module.
   * @throws what the module throws, or lets go, while it is imported
   */
  async describe(path: string): Promise<DescribedFunction[]> {
    let isLoading = true;
    let lost: { error: unknown } | null = null;
    const fail = (error: unknown) => {
      if (isLoading) {
        lost ??= { error };
      } else {
        this.#failedLate(error);
      }
    };
    try {
      const namespace = await this.load(path, "node", fail);
      const described = Object.entries(namespace).flatMap(([name, value]) =>
        isGuestFunction(value) ? [describeFunction(name, value)] : [],
      );
      await nextTurn();
      throwLost(lost);
      return described;
    } finally {
      isLoading = false;
    }
  }
}

function throwLost(lost: { error: unknown } | null): void {
  if (lost !== null) {
    throw lost.error;
  }
}

async function importNamespace(href: string): Promise<ModuleNamespace> {
  const namespace: unknown = await import(href);
  if (!isNamespace(namespace)) {
    throw new Refusal(`${href} is no module.`);
  }
  return namespace;
}
