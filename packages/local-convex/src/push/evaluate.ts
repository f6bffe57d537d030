/**
 * Evaluates a push without applying it: definitions, tree, schemas and modules,
 * each in a folder of its own. What throws here leaves the serving code alone.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import {
  type AuthProvider,
  parseAuthConfig,
  strictEnvironment,
} from "../auth/providers";
import { type DefinitionExport, EMPTY_APP } from "../components/definition";
import {
  allNodes,
  buildTree,
  type ComponentNode,
  type Environment,
} from "../components/tree";
import { checkSchema, type SchemaJson } from "../engine";
import {
  DeveloperError,
  type FrameMapper,
  messageOf,
  PushError,
} from "../errors";
import type { Deployment, Mount, Target } from "../execution/deployment";
import {
  cronsOf,
  functionsOf,
  type LoadedFunction,
  routerOf,
} from "../execution/functions";
import {
  checkModules,
  importModule,
  linkNodeModules,
  type ModuleNamespace,
  type ModuleSource,
  withImports,
  writeModules,
} from "../execution/loader";
import type { HostLog } from "../execution/logs";
import { RealmModules } from "../execution/realm/modules";
import { Realm } from "../execution/realm/realm";
import { bundlePackages, type ScriptCache } from "../execution/realm/scripts";
import { Frames } from "../execution/stackTraces";
import { callExport, importedDefinition, parseExport } from "./exports";
import { Importer } from "./importing";
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
  scripts: ScriptCache;
  /** Past it a step of a query or mutation is taken for one that never ends. */
  stepLimitMs: number | undefined;
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
  const deployment = { root, mounts, mapFrames: evaluation.mapFrames };
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
): Promise<Target> {
  return new Evaluation(request, options).inlineQuery(source, mount);
}

/** What such a module may import, under the name the CLI gives it. */
const REPL_WRAPPERS = "convex:/_system/repl/wrappers.js";
const WRAPPERS =
  'export { queryGeneric as query, internalQueryGeneric as internalQuery } from "convex/server";';

class Evaluation {
  readonly #definitions: Map<string, Definition>;
  readonly #require: NodeJS.Require;
  readonly #options: EvaluationOptions;
  readonly #frames: Frames;
  readonly #importer: Importer;

  constructor(request: PushRequest, options: EvaluationOptions) {
    this.#options = options;
    this.#frames = new Frames(options.directory);
    this.#require = createRequire(join(options.nodeModules, "index.js"));
    this.#importer = new Importer({
      ...{ now: options.now, log: options.log },
      ...{ require: this.#require, mapFrames: this.#frames.map },
    });
    const { changedModules, ...app } = request.appDefinition;
    this.#definitions = new Map(
      [
        { ...app, definitionPath: "", functions: changedModules },
        ...request.componentDefinitions,
      ].map((definition) => [definition.definitionPath, definition]),
    );
  }

  get mapFrames(): FrameMapper {
    return this.#frames.map;
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
    // Their modules have an ending.
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
      refuseImpossible(exported);
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
    return this.#importer.guarded(module.path, async () => {
      const all = [module, ...companions];
      await checkModules(all);
      const realm = new Realm(env, this.#options.stepLimitMs);
      const modules = await this.#load(realm, directory, all);
      return this.#importer.inRealm(realm, () => modules.load(module.path));
    });
  }

  /** The modules of a folder, for a realm. */
  async #load(
    realm: Realm,
    directory: string,
    modules: readonly ModuleSource[],
  ): Promise<RealmModules> {
    const scripts = await this.#options.scripts.compile(modules);
    const named = scripts.map(({ module, script }) => {
      const file = join(directory, module.path);
      return { module, script, name: this.#frames.add(file, module, script) };
    });
    return new RealmModules(realm, named);
  }

  async loadMount(node: ComponentNode, index: number): Promise<Mount> {
    const definition = this.#definitions.get(node.definitionPath);
    const modules = definition?.functions ?? [];
    const directory = join(this.#options.directory, `mount${index}`);
    const realm = new Realm(node.env, this.#options.stepLimitMs);
    const loaded = await this.#importer.guarded(
      node.definitionPath,
      async () => {
        await writeModules(directory, modules);
        await linkNodeModules(directory, this.#options.nodeModules);
        const isolated = modules.filter(
          (each) => each.environment === "isolate",
        );
        return this.#load(realm, join(directory, "isolate"), isolated);
      },
    );
    const functions = new Map<string, LoadedFunction>();
    const mount: Mount = {
      node,
      functions,
      router: null,
      crons: {},
      require: this.#require,
      realm,
    };
    for (const module of modules.filter(isEntryPoint)) {
      const context = this.#importer.context(module.environment, node.env);
      const native = () => importModule(directory, module, context);
      await this.#importer.guarded(module.path, async () => {
        if (module.path === "http.js") {
          mount.router = routerOf(await native());
        }
        const found =
          module.environment === "node"
            ? functionsOf(await native(), nameOf(module), "node")
            : await this.#importer.inRealm(realm, () => {
                const namespace = loaded.load(module.path);
                if (module.path === "crons.js") {
                  mount.crons = cronsOf(namespace);
                }
                const name = nameOf(module);
                return functionsOf(namespace, name, "isolate", native);
              });
        for (const fn of found) {
          functions.set(fn.path, fn);
        }
      });
    }
    realm.keep();
    return mount;
  }

  inlineQuery(source: string, mount: Mount): Promise<Target> {
    const { directory, nodeModules } = this.#options;
    const path = "testQuery.js";
    return this.#importer.guarded(path, async () => {
      const rewritten = await withImports(source, (specifier) =>
        specifier === REPL_WRAPPERS ? `./wrappers.js` : specifier,
      );
      const environment = "isolate";
      const module: ModuleSource = { path, source: rewritten, environment };
      const wrappers: ModuleSource = {
        path: "wrappers.js",
        source: await bundlePackages(WRAPPERS, nodeModules),
        environment,
      };
      const realm = new Realm(mount.node.env, this.#options.stepLimitMs);
      const modules = await this.#load(realm, directory, [module, wrappers]);
      const functions = await this.#importer.inRealm(realm, () =>
        functionsOf(modules.load(path), "testQuery", environment),
      );
      const fn = functions.find(({ path: at }) => at === "testQuery:default");
      if (fn !== undefined) {
        return { mount: { ...mount, realm }, fn };
      }
      throw new DeveloperError("The module must export a query by default.");
    });
  }
}

/** @throws PushError in production's words */
function refuseImpossible(schema: SchemaJson): void {
  try {
    checkSchema(schema);
  } catch (error) {
    throw new PushError(
      "SchemaDefinitionError",
      `Hit an error while evaluating your schema:\n${messageOf(error)}`,
    );
  }
}

const nameOf = ({ path }: ModuleSource) => path.replace(/\.js$/, "");

/** Shared chunks hold no functions of their own. */
function isEntryPoint({ path }: ModuleSource): boolean {
  return !path.startsWith("_deps/") && !path.endsWith(".config.js");
}
