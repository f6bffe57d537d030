/**
 * The tree of mounted components. A mount's path ("" is the app, then
 * "rateLimiter", "rateLimiter/batchWorker") names its tables, jobs and env.
 */
import { PushError } from "../errors";
import { parseValidator } from "../host/json";
import { checkValue } from "../values/validator";
import type { DefinitionExport } from "./definition";

export type Environment = Readonly<Record<string, string>>;

export interface ComponentNode {
  path: string;
  definitionPath: string;
  /** What `process.env` shows inside this mount. */
  env: Environment;
  /** Path prefix (with both slashes) of a child's HTTP routes, to the child's name. */
  httpMounts: ReadonlyMap<string, string>;
  /** Prefix of the app's own routes, without the closing slash; "" when none. */
  httpPrefix: string;
  children: ReadonlyMap<string, ComponentNode>;
}

/** Shows a mounted component where its own routes begin. */
const SITE_URL = "CONVEX_SITE_URL";

/**
 * Mounts the app and everything below it.
 * @param definitions by definition path; the app's is "".
 * @param appEnv the deployment's stored variables.
 * @param systemEnv the two addresses every mount sees.
 * @throws PushError when a declared variable is missing or of the wrong form.
 */
export function buildTree(
  definitions: ReadonlyMap<string, DefinitionExport>,
  appEnv: Environment,
  systemEnv: Environment,
): ComponentNode {
  const mount = (
    path: string,
    definitionPath: string,
    ownEnv: Environment,
    /** Where its HTTP routes are, once they are reached at all. */
    siteUrl: string | undefined,
  ): ComponentNode => {
    const definition = definitions.get(definitionPath);
    if (definition === undefined) {
      throw new PushError(
        "InvalidComponent",
        `No definition was pushed for component "${path}" (${definitionPath}).`,
      );
    }
    checkDeclaredEnv(path, definition, ownEnv);
    const httpMounts = childMounts(definition.httpMounts);
    const httpPrefix = (definition.httpPrefix ?? "").replace(/\/$/, "");
    const site = siteUrl ?? systemEnv[SITE_URL];
    const children = definition.childComponents.map((child) => {
      const childPath = path === "" ? child.name : `${path}/${child.name}`;
      const childEnv = bindEnv(child.env ?? [], ownEnv);
      const [prefix] =
        [...httpMounts].find(([, name]) => name === child.name) ?? [];
      const childSite =
        siteUrl === undefined || prefix === undefined
          ? undefined
          : `${siteUrl}${httpPrefix}${prefix.replace(/\/$/, "")}`;
      return [
        child.name,
        mount(childPath, child.path, childEnv, childSite),
      ] as const;
    });
    return {
      path,
      definitionPath,
      env: Object.freeze({
        ...{ ...ownEnv, ...systemEnv },
        ...(site === undefined ? {} : { [SITE_URL]: site }),
      }),
      httpMounts,
      httpPrefix,
      children: new Map(children),
    };
  };
  return mount("", "", appEnv, systemEnv[SITE_URL]);
}

/** The node and everything below it, parents first. */
export function allNodes(node: ComponentNode): ComponentNode[] {
  return [node, ...[...node.children.values()].flatMap(allNodes)];
}

type Bindings = NonNullable<DefinitionExport["childComponents"][number]["env"]>;

function bindEnv(bindings: Bindings, parentEnv: Environment): Environment {
  const env: Record<string, string> = {};
  for (const [name, binding] of bindings) {
    const value =
      binding.type === "value" ? binding.value : parentEnv[binding.name];
    if (value !== undefined) {
      env[name] = value;
    }
  }
  return env;
}

const CHILD_REFERENCE = "_reference/childComponent/";

function childMounts(mounts: DefinitionExport["httpMounts"]) {
  const entries = Object.entries(mounts).map(
    ([prefix, reference]) =>
      [prefix, reference.slice(CHILD_REFERENCE.length)] as const,
  );
  return new Map(entries);
}

/** The CLI reads the names out of "are not set: A, B." */
function checkDeclaredEnv(
  path: string,
  definition: DefinitionExport,
  env: Environment,
): void {
  const where = path === "" ? "" : ` (component "${path}")`;
  const declared = definition.envVars ?? [];
  const missing = declared
    .filter(([name, { optional }]) => !optional && env[name] === undefined)
    .map(([name]) => name);
  if (missing.length > 0) {
    throw new PushError(
      "MissingEnvironmentVariables",
      `Environment variables declared as required in convex.config.ts are not set: ${missing.join(", ")}.${where}`,
    );
  }
  for (const [name, { value: text }] of declared) {
    const value = env[name];
    if (value === undefined) {
      continue;
    }
    const validator = parseValidator(text);
    if (checkValue(validator, value, () => undefined) !== null) {
      throw new PushError(
        "InvalidEnvironmentVariable",
        `The value of environment variable ${name} does not match its validator in convex.config.ts.${where}`,
      );
    }
  }
}
