/** The shapes of a push as the official CLI sends and saves them (CLI 1.48). */
import { z } from "zod";

const moduleSource = z.object({
  path: z.string(),
  source: z.string(),
  sourceMap: z.string().optional(),
  environment: z.enum(["isolate", "node"]),
});

/** `POST /api/deploy2/start_push`, and the file of `--write-push-request`. */
export const pushRequest = z.object({
  dryRun: z.boolean().default(false),
  functions: z.string(),
  appDefinition: z.object({
    definition: moduleSource.nullable(),
    dependencies: z.array(z.string()),
    schema: moduleSource.nullable(),
    changedModules: z.array(moduleSource),
    unchangedModuleHashes: z.array(z.unknown()),
    udfServerVersion: z.string(),
  }),
  componentDefinitions: z.array(
    z.object({
      definitionPath: z.string(),
      definition: moduleSource,
      dependencies: z.array(z.string()),
      schema: moduleSource.nullable(),
      functions: z.array(moduleSource),
      udfServerVersion: z.string(),
    }),
  ),
});
export type PushRequest = z.infer<typeof pushRequest>;
