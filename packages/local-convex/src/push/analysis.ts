/** What `start_push` answers: the CLI generates code from it and sends it back. */
import type { DefinitionExport } from "../components/definition";
import type { ComponentNode, Environment } from "../components/tree";
import type { Mount } from "../execution/deployment";
import { kindTitle, type LoadedFunction } from "../execution/functions";
import { int64ToJson, type JSONObject } from "../values/json";
import type { EvaluatedPush } from "./evaluate";

/** Where the push's own id hides in the answer, to be found when it comes back. */
export const PUSH_ID_KEY = "localConvexPush";

/** The answer of `start_push` to an evaluated push. */
export function startPushResponse(
  pushId: string,
  push: EvaluatedPush,
  env: Environment,
  now: number,
) {
  return {
    environmentVariables: env,
    externalDepsId: null,
    componentDefinitionPackages: {},
    appAuth: push.authProviders,
    analysis: Object.fromEntries(
      [...push.definitions].map(([path, definition]) => [
        path,
        analyzeDefinition(push, path, definition, now),
      ]),
    ),
    app: checkedComponent(push.deployment.root, push),
    schemaChange: {
      allocatedComponentIds: {},
      schemaIds: { [PUSH_ID_KEY]: pushId },
    },
  };
}

function analyzeDefinition(
  push: EvaluatedPush,
  path: string,
  definition: DefinitionExport,
  now: number,
) {
  const mounts = [...push.deployment.mounts.values()];
  const mount = mounts.find(({ node }) => node.definitionPath === path);
  const functions = [...(mount?.functions.values() ?? [])];
  return {
    definition: {
      path,
      ...definition,
      exports: exportTree(functions.filter((f) => f.visibility === "public")),
    },
    schema: push.schemas.get(path) ?? null,
    functions: modules(functions, mount),
    udfConfig: {
      serverVersion: "",
      importPhaseRngSeed: { $bytes: "" },
      importPhaseUnixTimestamp: int64ToJson(BigInt(now) * 1_000_000n),
    },
  };
}

/** By module path with ".js"; HTTP routes and crons belong to their own modules. */
function modules(functions: readonly LoadedFunction[], mount?: Mount) {
  const byModule: Record<string, ReturnType<typeof emptyModule>> = {};
  const moduleNamed = (name: string) => (byModule[name] ??= emptyModule());
  for (const fn of functions) {
    const [module = ""] = fn.path.split(":");
    moduleNamed(`${module}.js`).functions.push(analyzeFunction(fn));
  }
  if (mount?.router) {
    moduleNamed("http.js").httpRoutes = mount.router.routes;
  }
  if (mount && Object.keys(mount.crons).length > 0) {
    moduleNamed("crons.js").cronSpecs = mount.crons;
  }
  return byModule;
}

function analyzeFunction({
  path,
  kind,
  visibility,
  args,
  returns,
}: LoadedFunction) {
  return {
    name: path.split(":")[1],
    pos: null,
    udfType: kindTitle(kind),
    visibility: { kind: visibility },
    args: JSON.stringify(args),
    returns: JSON.stringify(returns),
  };
}

function emptyModule() {
  const functions: ReturnType<typeof analyzeFunction>[] = [];
  const httpRoutes: unknown = null;
  const cronSpecs: unknown = null;
  return { functions, httpRoutes, cronSpecs, sourceMapped: null };
}

/** Public functions as the nested names callers use. */
function exportTree(
  functions: readonly LoadedFunction[],
  depth = 0,
): JSONObject {
  const branch: [string, JSONObject][] = [];
  const deeper = new Map<string, LoadedFunction[]>();
  for (const fn of functions) {
    const parts = fn.path.split(/[/:]/);
    const part = parts[depth] ?? "";
    if (depth === parts.length - 1) {
      const leaf = `_reference/function/${fn.path}`;
      branch.push([part, { type: "leaf", leaf }]);
    } else {
      deeper.set(part, [...(deeper.get(part) ?? []), fn]);
    }
  }
  for (const [part, group] of deeper) {
    branch.push([part, exportTree(group, depth + 1)]);
  }
  return { type: "branch", branch };
}

function checkedComponent(
  node: ComponentNode,
  push: EvaluatedPush,
): JSONObject {
  const router = push.deployment.mounts.get(node.path)?.router ?? null;
  const children = [...node.children].map(
    ([name, child]) => [name, checkedComponent(child, push)] as const,
  );
  return {
    definitionPath: node.definitionPath,
    componentPath: node.path,
    args: {},
    childComponents: Object.fromEntries(children),
    httpRoutes: {
      httpModuleRoutes: router?.routes ?? null,
      mounts: [...node.httpMounts.keys()],
    },
    exports: {},
  };
}
