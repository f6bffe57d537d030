/** An import as the page has it. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";

export type ImportView = FunctionReturnType<typeof api.imports.get>;
