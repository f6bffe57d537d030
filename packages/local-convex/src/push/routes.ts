/** The endpoints of `convex deploy`, `dev` and `codegen` (`deploy2`). */
import { z } from "zod";
import { adminRoute, type ApiRoutes } from "../http/server";
import { PUSH_ID_KEY } from "./analysis";
import type { PushService } from "./service";
import { pushRequest } from "./wire";

/** The answer of `start_push` comes back with the push's id in it. */
const schemaChange = z.object({
  schemaIds: z.object({ [PUSH_ID_KEY]: z.string() }),
});

const waitBody = z.object({ schemaChange });

const finishBody = z.object({
  startPush: z.object({ schemaChange }),
  dryRun: z.boolean().default(false),
});

/** The endpoints of a deploy, by method and path. */
export function pushRoutes(pushes: PushService): ApiRoutes {
  return {
    // No hashes: the CLI then sends every module, every time.
    "POST /api/get_config_hashes": adminRoute(() => ({
      config: { functions: "convex/", authInfo: [] },
      moduleHashes: [],
      nodeDependencies: [],
      udfServerVersion: null,
    })),
    "POST /api/deploy2/start_push": adminRoute(async (request) =>
      pushes.start(await request.adminBody(pushRequest)),
    ),
    "POST /api/deploy2/evaluate_push": adminRoute(() => ({
      schemaChange: { allocatedComponentIds: {}, schemaIds: {} },
    })),
    "POST /api/deploy2/evaluate_schema": adminRoute(() => ({
      componentSchemaEvaluations: {},
      newComponentDefinitions: [],
    })),
    "POST /api/deploy2/wait_for_schema": adminRoute(async (request) => {
      const body = await request.adminBody(waitBody);
      const pushId = body.schemaChange.schemaIds[PUSH_ID_KEY];
      const failure = await pushes.checkSchema(pushId);
      return failure === null
        ? { type: "complete" }
        : { type: "failed", ...failure };
    }),
    "POST /api/deploy2/finish_push": adminRoute(async (request) => {
      const { startPush, dryRun } = await request.adminBody(finishBody);
      const pushId = startPush.schemaChange.schemaIds[PUSH_ID_KEY];
      return pushes.finish(pushId, dryRun);
    }),
    "POST /api/deploy2/report_push_completed": adminRoute(() => null),
  };
}
