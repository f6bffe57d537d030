/**
 * Evaluates a push without applying it: definitions, tree, schemas and modules,
 * each in a folder of its own. What throws here leaves the serving code alone.
 */
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import { z } from "zod";
import {
  type AuthProvider,
  parseAuthConfig,
  strictEnvironment,
} from "../auth/providers";
import {
  type DefinitionExport,
  definitionExport,
  EMPTY_APP,
} from "../components/definition";
import {
  allNodes,
  buildTree,
  type ComponentNode,
  type Environment,
} from "../components/tree";
import type { SchemaJson } from "../engine";
import {
  DeveloperError,
  messageOf,
  PushError,
  toFunctionFailure,
} from "../errors";
import type { GuestContext, Runtime } from "../execution/context";
import type { Deployment, Mount } from "../execution/deployment";
import {
  cronsOf,
  functionsOf,
  type LoadedFunction,
  routerOf,
} from "../execution/functions";
import {
  importModule,
  linkNodeModules,
  type ModuleNamespace,
  type ModuleSource,
  withImports,
  writeModules,
} from "../execution/loader";
import { type HostLog, logFailure } from "../execution/logs";
import { SeededRandom } from "../execution/random";
import { frameMapper } from "../execution/stackTraces";
import { nextTurn } from "../host/hostGlobals";
import type { PushRequest } from "./wire";

export interface EvaluationOptions {
  /** A fresh folder for the files of this evaluation. */
  directory: string;
  env: Environment;
  systemEnv: Environment;
  nodeModules: string;
  /** Milliseconds; what `Date.now()` says while modules are imported. */
  now: number;
  log: HostLog;
}

export interface EvaluatedPush {
  /** Holds its modules. */
  directory: string;
  definitions: ReadonlyMap<string, DefinitionExport>;
  /** By definition path; null = no schema. */
  schemas: ReadonlyMap<string, SchemaJson | null>;
  /** Of the app's `auth.config.ts`; none without it. */
  authProviders: readonly AuthProvider[];
  deployment: Deployment;
}

/** What `schema.export()` of convex/server writes; the engine checks the rest. */
const schemaJson = z.custom<SchemaJson>(
  (value) => typeof value === "object" && value !== null && "tables" in value,
);

/** One definition's files, the app and the components alike. */
interface Definition {
  definitionPath: string;
  definition: ModuleSource | null;
  dependencies: readonly string[];
  schema: ModuleSource | null;
  functions: readonly ModuleSource[];
}

/** @throws PushError with a text for the developer. */
export async function evaluatePush(
  request: PushRequest,
  options: EvaluationOptions,
): Promise<EvaluatedPush> {
  const evaluation = new Evaluation(request, options);
  const definitions = await evaluation.evaluateDefinitions();
  const root = buildTree(definitions, options.env, options.systemEnv);
  const schemas = await evaluation.evaluateSchemas();
  const authProviders = await evaluation.evaluateAuthConfig();
  const mounts = new Map<string, Mount>();
  for (const node of allNodes(root)) {
    mounts.set(node.path, await evaluation.loadMount(node, mounts.size));
  }
  const { directory } = options;
  const mapFrames = frameMapper(directory);
  const deployment = { root, mounts, mapFrames };
  return { directory, definitions, schemas, authProviders, deployment };
}

/**
 * The query of `convex run --inline-query`, as if it were a function of the mount.
 * @throws PushError when the module does not load or is no query.
 */
export function evaluateInlineQuery(
  request: PushRequest,
  options: EvaluationOptions,
  source: string,
  mount: Mount,
): Promise<LoadedFunction> {
  return new Evaluation(request, options).inlineQuery(source, mount);
}

/** What such a module may import, under the name the CLI gives it. */
const REPL_WRAPPERS = "convex:/_system/repl/wrappers.js";
const wrappers: ModuleSource = {
  path: "wrappers.js",
  source:
    'export { queryGeneric as query, internalQueryGeneric as internalQuery } from "convex/server";',
  environment: "isolate",
  isTrusted: true,
};

class Evaluation {
  readonly #definitions: Map<string, Definition>;
  readonly #random = SeededRandom.fresh();
  readonly #require: NodeJS.Require;
  #isLoading = false;
  /** What a module that was being imported let go. */
  #uncaught: { error: unknown } | null = null;
  readonly #options: EvaluationOptions;

  constructor(request: PushRequest, options: EvaluationOptions) {
    this.#options = options;
    this.#require = createRequire(join(options.nodeModules, "index.js"));
    const { changedModules, ...app } = request.appDefinition;
    this.#definitions = new Map(
      [
        { ...app, definitionPath: "", functions: changedModules },
        ...request.componentDefinitions,
      ].map((definition) => [definition.definitionPath, definition]),
    );
  }

  /** Leaves first: a definition imports the names of the ones it mounts. */
  async evaluateDefinitions(): Promise<Map<string, DefinitionExport>> {
    const exports = new Map<string, DefinitionExport>();
    const visit = async (path: string): Promise<void> => {
      const definition = this.#definitions.get(path);
      if (definition === undefined || exports.has(path)) {
        return;
      }
      for (const dependency of definition.dependencies) {
        await visit(dependency);
      }
      exports.set(path, await this.#evaluateDefinition(definition, exports));
    };
    for (const path of this.#definitions.keys()) {
      await visit(path);
    }
    return exports;
  }

  async #evaluateDefinition(
    { definition, definitionPath, dependencies }: Definition,
    known: ReadonlyMap<string, DefinitionExport>,
  ): Promise<DefinitionExport> {
    if (definition === null) {
      return EMPTY_APP;
    }
    const names = dependencies.map((path) => {
      const type = known.get(path)?.definitionType;
      const defaultName =
        type?.type === "childComponent" ? type.name : undefined;
      return importedDefinition(path, defaultName);
    });
    // Their files have an ending, on disk.
    const source = await withImports(definition.source, (specifier) =>
      specifier.startsWith("./_componentDeps/") ? `${specifier}.js` : specifier,
    );
    const namespace = await this.#importAlone(
      `definition${known.size}`,
      { ...definition, source },
      names,
    );
    const exported = callExport(namespace, definition.path);
    return parseExport(exported, definitionPath);
  }

  async evaluateSchemas(): Promise<Map<string, SchemaJson | null>> {
    const schemas = new Map<string, SchemaJson | null>();
    for (const [path, { schema }] of this.#definitions) {
      if (schema === null) {
        schemas.set(path, null);
        continue;
      }
      const name = `schema${schemas.size}`;
      const namespace = await this.#importAlone(name, schema, []);
      const exported = schemaJson.parse(
        JSON.parse(String(callExport(namespace, schema.path))),
      );
      schemas.set(path, exported);
    }
    return schemas;
  }

  async evaluateAuthConfig(): Promise<AuthProvider[]> {
    const modules = this.#definitions.get("")?.functions ?? [];
    const module = modules.find(({ path }) => path === "auth.config.js");
    if (module === undefined) {
      return [];
    }
    const env = strictEnvironment(this.#appEnv());
    const namespace = await this.#importAlone("auth", module, [], env);
    return parseAuthConfig(namespace["default"]);
  }

  /** What the app itself sees. */
  #appEnv(): Environment {
    return { ...this.#options.env, ...this.#options.systemEnv };
  }

  async #importAlone(
    folder: string,
    module: ModuleSource,
    companions: readonly ModuleSource[],
    env = this.#appEnv(),
  ): Promise<ModuleNamespace> {
    const directory = join(this.#options.directory, folder);
    const context = this.#importContext("isolate", env);
    return this.#guarded(module.path, async () => {
      await writeModules(directory, [module, ...companions]);
      return importModule(directory, module, context);
    });
  }

  async loadMount(node: ComponentNode, index: number): Promise<Mount> {
    const definition = this.#definitions.get(node.definitionPath);
    const modules = definition?.functions ?? [];
    const directory = join(this.#options.directory, `mount${index}`);
    await this.#guarded(node.definitionPath, async () => {
      await writeModules(directory, modules);
      await linkNodeModules(directory, this.#options.nodeModules);
    });
    const functions = new Map<string, LoadedFunction>();
    const mount: Mount = {
      node,
      functions,
      router: null,
      crons: {},
      require: this.#require,
    };
    for (const module of modules.filter(isEntryPoint)) {
      const context = this.#importContext(module.environment, node.env);
      await this.#guarded(module.path, async () => {
        const namespace = await importModule(directory, module, context);
        if (module.path === "http.js") {
          mount.router = routerOf(namespace);
        }
        if (module.path === "crons.js") {
          mount.crons = cronsOf(namespace);
        }
        const name = module.path.replace(/\.js$/, "");
        for (const fn of functionsOf(namespace, name, module.environment)) {
          functions.set(fn.path, fn);
        }
      });
    }
    return mount;
  }

  inlineQuery(source: string, { node }: Mount): Promise<LoadedFunction> {
    const { directory, nodeModules } = this.#options;
    const path = "testQuery.js";
    const context = this.#importContext("isolate", node.env);
    return this.#guarded(path, async () => {
      const rewritten = await withImports(source, (specifier) =>
        specifier === REPL_WRAPPERS ? `./${wrappers.path}` : specifier,
      );
      const environment = "isolate";
      const module: ModuleSource = { path, source: rewritten, environment };
      await writeModules(directory, [module, wrappers]);
      await linkNodeModules(directory, nodeModules);
      const namespace = await importModule(directory, module, context);
      const functions = functionsOf(namespace, "testQuery", environment);
      const query = functions.find((fn) => fn.path === "testQuery:default");
      if (query !== undefined) {
        return query;
      }
      throw new DeveloperError("The module must export a query by default.");
    });
  }

  #importContext(runtime: Runtime, env: Environment): GuestContext {
    const deterministic = runtime === "isolate";
    return {
      runtime,
      activity: "import",
      frozenNow: deterministic ? this.#options.now : null,
      random: deterministic ? this.#random : null,
      env,
      syscalls: null,
      require: this.#require,
      log: () => undefined,
      fail: (error) => this.#fail(error),
    };
  }

  /** An error that nobody caught fails the import, or what comes later is told. */
  #fail(error: unknown): void {
    if (this.#isLoading) {
      this.#uncaught ??= { error };
    } else {
      logFailure(this.#options.log, "push.stray_error", error);
    }
  }

  /** Names the module in whatever its evaluation threw. */
  async #guarded<T>(module: string, body: () => Promise<T>): Promise<T> {
    this.#isLoading = true;
    try {
      const value = await body();
      await nextTurn();
      if (this.#uncaught !== null) {
        throw this.#uncaught.error;
      }
      return value;
    } catch (error) {
      if (error instanceof PushError) {
        throw error;
      }
      const { message } = toFunctionFailure(
        error,
        frameMapper(this.#options.directory),
      );
      throw new PushError(
        "InvalidModules",
        `Loading the pushed modules encountered the following error:\nFailed to analyze ${module}: ${message}`,
      );
    } finally {
      this.#isLoading = false;
    }
  }
}

/** Shared chunks hold no functions of their own. */
function isEntryPoint({ path }: ModuleSource): boolean {
  return !path.startsWith("_deps/") && !path.endsWith(".config.js");
}

/** What `import child from "child/convex.config"` gives a definition. */
function importedDefinition(
  componentDefinitionPath: string,
  defaultName: string | undefined,
): ModuleSource {
  const encoded = Buffer.from(componentDefinitionPath).toString("base64url");
  return {
    path: posix.join("_componentDeps", `${encoded}.js`),
    source: `export default ${JSON.stringify({ componentDefinitionPath, defaultName })};`,
    environment: "isolate",
  };
}

function hasExport(value: unknown): value is { export(): unknown } {
  return typeof value === "object" && value !== null && "export" in value;
}

function callExport(namespace: ModuleNamespace, path: string): unknown {
  const value = namespace["default"];
  if (!hasExport(value)) {
    throw new PushError(
      "InvalidModules",
      `${path} must have a default export made by convex/server.`,
    );
  }
  try {
    return value.export();
  } catch (error) {
    throw new PushError("InvalidModules", `${path}: ${messageOf(error)}`);
  }
}

function parseExport(exported: unknown, path: string): DefinitionExport {
  const parsed = definitionExport.safeParse(exported);
  if (parsed.success) {
    return parsed.data;
  }
  throw new DeveloperError(
    `The component definition of "${path}" has an unknown shape: ${parsed.error.message}`,
  );
}
