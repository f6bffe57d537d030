/**
 * The embedded runtime without its server: engine, runner and jobs over modules
 * that the test has imported itself. Knows nothing of convex-test's interface.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  GenericSchema,
  SchemaDefinition,
  TransactionLimits,
} from "convex/server";
import { expect, onTestFinished } from "vitest";
import type { ComponentNode } from "../../src/components/tree";
import {
  Engine,
  type EngineApi,
  type EngineOptions,
  type SchemaJson,
} from "../../src/engine";
import type { Deployment, Mount } from "../../src/execution/deployment";
import {
  functionsOf,
  type LoadedFunction,
  routerOf,
} from "../../src/execution/functions";
import {
  isNamespace,
  type ModuleNamespace,
} from "../../src/execution/guestFunctions";
import { Runner } from "../../src/execution/runner";
import { SigningKey } from "../../src/auth/signing";
import { systemClock } from "../../src/execution/userTime";
import { installGuestGlobals } from "../../src/execution/worker/globals";
import type { JobHost } from "../../src/scheduler/jobs";
import { SYSTEM_TABLES } from "../../src/host/systemTables";
import { JobTimers } from "./jobTimers";
import { NativeActions } from "./nativeActions";
import { nativeRealm } from "./nativeRealm";

// Before a test fakes the clock: fakes are put over ours, not under.
installGuestGlobals();

/** What `import.meta.glob` makes. */
export type Modules = Record<string, () => Promise<unknown>>;
export type Schema = SchemaDefinition<GenericSchema, boolean>;

export interface Part {
  schema: Schema | undefined;
  modules: Modules;
}

export interface TestParts {
  engine: EngineApi;
  runner: Runner;
  deployment: Deployment;
  jobs: JobTimers;
}

/** Opens on a temporary folder; closed and removed when the test ends. */
export async function openDeployment(
  parts: ReadonlyMap<string, Part>,
  limits: TransactionLimits | null,
  options: Partial<EngineOptions> = {},
): Promise<TestParts> {
  const directory = mkdtempSync(join(tmpdir(), "local-convex-"));
  const opened = await Engine.open({
    directory,
    durability: "process",
    limits: "production",
    systemTables: SYSTEM_TABLES,
    now: () => Date.now(),
    ...options,
  });
  const engine = limits === null ? opened : limited(opened, limits);
  const deployment = await loadDeployment(parts);
  await opened.write("push", (tx) => {
    for (const [path, { schema }] of parts) {
      opened.catalog.applySchema(tx, path, schemaJson(schema));
    }
  });
  const faults = () => undefined;
  const log = () => undefined;
  const runner = new Runner(engine, {
    ...{
      faults,
      log,
      clock: systemClock,
      isTimed: false,
      stepLimitMs: undefined,
    },
    signingKey: new SigningKey(engine),
  });
  const host: JobHost = {
    engine,
    runner,
    faults,
    deployment,
    log,
    report: () => undefined,
  };
  const jobs = new JobTimers(host, deployment);
  onTestFinished(async () => {
    jobs.stop();
    await opened.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { engine, runner, deployment, jobs };
}

function schemaJson(schema: Schema | undefined): SchemaJson | null {
  if (schema === undefined || !("export" in schema)) {
    return null;
  }
  const { export: toText } = schema;
  if (typeof toText !== "function") {
    return null;
  }
  const json: SchemaJson = JSON.parse(String(toText.call(schema)));
  return json;
}

/** Every transaction gets these limits on top of production's. */
function limited(engine: EngineApi, limits: TransactionLimits): EngineApi {
  const own: Pick<EngineApi, "read" | "write"> = {
    read: (body) =>
      engine.read((tx) => body(tx.child({ kind: "query", limits }))),
    write: (label, body) =>
      engine.write(label, async (tx) => {
        const child = tx.child({ kind: "mutation", limits });
        const value = await body(child);
        child.merge();
        return value;
      }),
  };
  return new Proxy(engine, {
    get(target, name): unknown {
      if (name in own) {
        return Reflect.get(own, name);
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function loadDeployment(
  parts: ReadonlyMap<string, Part>,
): Promise<Deployment> {
  const mounts = new Map<string, Mount>();
  const httpModules = new Map<string, ModuleNamespace>();
  const childrenOf = new Map<string, Map<string, ComponentNode>>();
  for (const [path, part] of parts) {
    const children = new Map<string, ComponentNode>();
    childrenOf.set(path, children);
    const node: ComponentNode = {
      path,
      definitionPath: path,
      env: {},
      httpMounts: new Map(),
      httpPrefix: "",
      children,
    };
    mounts.set(path, await loadMount(node, part.modules, httpModules));
  }
  for (const { node } of mounts.values()) {
    if (node.path === "") {
      continue;
    }
    const end = node.path.lastIndexOf("/");
    const parent = childrenOf.get(end === -1 ? "" : node.path.slice(0, end));
    parent?.set(node.path.slice(end + 1), node);
  }
  const root = mounts.get("")?.node;
  if (root === undefined) {
    throw new Error("no app -- invariant");
  }
  const actions = new NativeActions(httpModules);
  return { root, mounts, mapFrames: () => [], actions };
}

async function loadMount(
  node: ComponentNode,
  modules: Modules,
  httpModules: Map<string, ModuleNamespace>,
): Promise<Mount> {
  const functions = new Map<string, LoadedFunction>();
  const mount: Mount = {
    node,
    functions,
    router: null,
    crons: {},
    directory: "",
    realm: nativeRealm,
  };
  for (const [name, load] of functionModules(modules, node.path === "")) {
    const namespace = await load();
    if (!isNamespace(namespace)) {
      continue;
    }
    if (name === "http") {
      mount.router = routerOf(namespace);
      httpModules.set(node.path, namespace);
    }
    for (const fn of functionsOf(namespace, name)) {
      functions.set(fn.path, fn);
    }
  }
  return mount;
}

/**
 * The modules the CLI would push, by name. For the app also the running test
 * file: tests keep functions of their own beside them.
 */
function functionModules(
  modules: Modules,
  isApp: boolean,
): [string, Modules[string]][] {
  const paths = Object.keys(modules);
  const [root] =
    paths.find((path) => path.includes("_generated"))?.split("_generated") ??
    [];
  if (root === undefined) {
    return [];
  }
  const { testPath = "" } = expect.getState();
  const ownName = isApp ? /[^/]+(?=\.[^.]+$)/.exec(testPath)?.[0] : undefined;
  return Object.entries(modules).flatMap(([path, load]) => {
    const name = path.slice(root.length).replace(/\.[^.]+$/, "");
    const wanted = !name.includes(".") || name === ownName;
    return path.startsWith(root) && wanted && !name.startsWith("_generated")
      ? [[name, load]]
      : [];
  });
}
