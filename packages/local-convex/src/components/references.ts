/** How one function names another: by path, by component reference, by handle. */
import { DeveloperError } from "../errors";
import type { JSONObject } from "../values/json";
import type { ComponentNode } from "./tree";

/** A function of one mounted component. */
export interface FunctionAddress {
  component: string;
  /** "folder/module:name". */
  path: string;
}

const HANDLE_PREFIX = "function://";

/** Stable across restarts and pushes, usable wherever an address is. */
export function toHandle({ component, path }: FunctionAddress): string {
  return `${HANDLE_PREFIX}${component};${path}`;
}

function fromHandle(handle: string): FunctionAddress {
  const separator = handle.indexOf(";");
  if (!handle.startsWith(HANDLE_PREFIX) || separator === -1) {
    throw new DeveloperError(`Invalid function handle: ${handle}`);
  }
  return {
    component: handle.slice(HANDLE_PREFIX.length, separator),
    path: handle.slice(separator + 1),
  };
}

/** "folder/module.js:name", "folder/module:name" or "folder/module" (its default export). */
export function normalizePath(path: string): string {
  const separator = path.lastIndexOf(":");
  const module = separator === -1 ? path : path.slice(0, separator);
  const name = separator === -1 ? "default" : path.slice(separator + 1);
  return `${module.replace(/\.js$/, "")}:${name}`;
}

/** The name `_scheduled_functions` shows: with ".js" after the module. */
export function scheduledName(path: string): string {
  const separator = path.lastIndexOf(":");
  return `${path.slice(0, separator)}.js:${path.slice(separator + 1)}`;
}

/** A resolved address, and whether the caller reaches into a child with it. */
export interface ResolvedAddress extends FunctionAddress {
  throughReference: boolean;
}

/**
 * Resolves the `name`, `reference` or `functionHandle` of a system call as the
 * function in `caller` means it.
 */
export function resolveAddress(
  caller: ComponentNode,
  args: JSONObject,
): ResolvedAddress {
  const { name, reference, functionHandle } = args;
  if (typeof functionHandle === "string") {
    return { ...fromHandle(functionHandle), throughReference: false };
  }
  if (typeof name === "string") {
    const path = normalizePath(name);
    return { component: caller.path, path, throughReference: false };
  }
  if (typeof reference !== "string") {
    throw new DeveloperError(
      "A function must be named by exactly one of name, reference or functionHandle.",
    );
  }
  return resolveReference(caller, reference);
}

function resolveReference(
  caller: ComponentNode,
  reference: string,
): ResolvedAddress {
  const [root, kind, ...parts] = reference.split("/");
  if (root === "_reference" && kind === "function") {
    const path = normalizePath(parts.join("/"));
    return { component: caller.path, path, throughReference: false };
  }
  const [childName = "", ...functionParts] = parts;
  const name = functionParts.pop();
  if (
    root !== "_reference" ||
    kind !== "childComponent" ||
    name === undefined
  ) {
    throw new DeveloperError(`Invalid function reference: ${reference}`);
  }
  const child = caller.children.get(childName);
  if (child === undefined) {
    throw new DeveloperError(
      `Child component ComponentName(Identifier("${childName}")) not found`,
    );
  }
  const path = `${functionParts.join("/")}:${name}`;
  return { component: child.path, path, throughReference: true };
}
