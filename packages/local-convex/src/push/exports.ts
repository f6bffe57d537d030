/** What the modules of a push are asked for besides their functions. */
import { posix } from "node:path";
import {
  type DefinitionExport,
  definitionExport,
} from "../components/definition";
import { DeveloperError, messageOf, PushError } from "../errors";
import type { ModuleNamespace } from "../execution/guestFunctions";
import type { ModuleSource } from "../execution/loader";

/** What `import child from "child/convex.config"` gives a definition. */
export function importedDefinition(
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

/** @throws PushError for a module that was not made by `convex/server`. */
export function callExport(namespace: ModuleNamespace, path: string): unknown {
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

/** @throws DeveloperError for a definition of an unknown shape. */
export function parseExport(exported: unknown, path: string): DefinitionExport {
  const parsed = definitionExport.safeParse(exported);
  if (parsed.success) {
    return parsed.data;
  }
  throw new DeveloperError(
    `The component definition of "${path}" has an unknown shape: ${parsed.error.message}`,
  );
}
