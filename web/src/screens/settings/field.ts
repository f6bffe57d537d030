/** A custom field as the page has it. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";

export type CustomField = FunctionReturnType<typeof api.fields.list>[number];
