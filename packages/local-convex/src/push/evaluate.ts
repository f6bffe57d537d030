/**
 * Evaluates a push without applying it: definitions, tree, schemas and modules,
 * each in a folder of its own. What throws here leaves the serving code alone.
 */
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
import {
  ActionWorkers,
  type ThreadOptions,
} from "../execution/actions/actionWorkers";
import { toError } from "../execution/actions/guestWorker";
import type { Deployment, Mount, Target } from "../execution/deployment";
import {
  cronsOf,
  functionsOf,
  type LoadedFunction,
  nodeFunctionsOf,
  routerOf,
} from "../execution/functions";
import type {
  DescribedFunction,
  ModuleNamespace,
} from "../execution/guestFunctions";
import {
  checkModules,
  linkNodeModules,
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
  /** Of the threads of actions. */
  threads: ThreadOptions;
}

export interface EvaluatedPush {
  /** Holds its modules. */
  directory: string;
  definitions: ReadonlyMap<string, DefinitionExport>;
  /** By definition path; null = no schema. */
  schemas: ReadonlyMap<string, SchemaJson | null>;
  /** Of the app's `auth.config.ts`; none without it. */
  authProviders: readonly AuthProvider[];
  deployment: Deployment & { actions: ActionWorkers };
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
  const { mapFrames, actions } = evaluation;
  const deployment = { root, mounts, mapFrames, actions };
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
  readonly actions: ActionWorkers;
  readonly #options: EvaluationOptions;
  readonly #frames: Frames;
  readonly #importer: Importer;

  constructor(request: PushRequest, options: EvaluationOptions) {
    this.#options = options;
    this.#frames = new Frames(options.directory);
    const { now, log, nodeModules, threads } = options;
    const mapFrames = this.#frames.map;
    this.#importer = new Importer({ now, log, mapFrames });
    this.actions = new ActionWorkers({
      ...{ ...threads, nodeModules, now, log, mapFrames },
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
      const realm = new Realm(env);
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
    const realm = new Realm(node.env);
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
      directory,
      realm,
    };
    const entryPoints = modules.filter(isEntryPoint);
    const inNode = await this.#describe(mount, entryPoints);
    for (const module of entryPoints) {
      await this.#importer.guarded(module.path, async () => {
        const name = nameOf(module);
        const found =
          module.environment === "node"
            ? nodeFunctionsOf(inNode.get(module.path)?.() ?? [], name)
            : await this.#importer.inRealm(realm, () => {
                const namespace = loaded.load(module.path);
                if (module.path === "crons.js") {
                  mount.crons = cronsOf(namespace);
                }
                if (module.path === "http.js") {
                  mount.router = routerOf(namespace);
                }
                return functionsOf(namespace, name);
              });
        for (const fn of found) {
          functions.set(fn.path, fn);
        }
      });
    }
    realm.keep();
    return mount;
  }

  /** What the "use node" modules hold, by path; each throws what its import did. */
  async #describe(
    mount: Mount,
    modules: readonly ModuleSource[],
  ): Promise<ReadonlyMap<string, () => readonly DescribedFunction[]>> {
    const paths = modules
      .filter(({ environment }) => environment === "node")
      .map(({ path }) => path);
    if (paths.length === 0) {
      return new Map();
    }
    const described = await this.#importer.guarded(paths.join(", "), () =>
      this.actions.describe(mount, paths),
    );
    return new Map(
      described.map((each, index) => [
        paths[index] ?? "",
        () => {
          if ("failure" in each) {
            throw toError(each.failure);
          }
          return each.functions;
        },
      ]),
    );
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
      const realm = new Realm(mount.node.env);
      const modules = await this.#load(realm, directory, [module, wrappers]);
      const functions = await this.#importer.inRealm(realm, () =>
        functionsOf(modules.load(path), "testQuery"),
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
