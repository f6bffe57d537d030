/** What a `convex.config.ts` says: children, environment, HTTP mounts. */
import { z } from "zod";

const envBinding = z.union([
  z.object({ type: z.literal("value"), value: z.string() }),
  z.object({ type: z.literal("envVar"), name: z.string() }),
]);

const envDeclaration = z.tuple([
  z.string(),
  z.object({
    type: z.literal("value"),
    /** JSON text of a validator. */
    value: z.string(),
    optional: z.boolean().optional(),
  }),
]);

/** What `convex.config.ts`'s default export answers to `export()`. */
export const definitionExport = z.object({
  definitionType: z.union([
    z.object({ type: z.literal("app") }),
    z.object({ type: z.literal("childComponent"), name: z.string() }),
  ]),
  httpPrefix: z.string().optional(),
  childComponents: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      env: z.array(z.tuple([z.string(), envBinding])).nullable(),
    }),
  ),
  httpMounts: z.record(z.string(), z.string()),
  envVars: z.array(envDeclaration).optional(),
});
export type DefinitionExport = z.infer<typeof definitionExport>;

/** The definition of an app that has no `convex.config.ts`. */
export const EMPTY_APP: DefinitionExport = {
  definitionType: { type: "app" },
  childComponents: [],
  httpMounts: {},
};
