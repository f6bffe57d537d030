/** Options of `npm start`, from the command line and the environment. */
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";

/** Names of the functions' environment that are passed on as they are. */
export const PASSED_VARIABLES = [
  "KAPSO_WEBHOOK_SECRET",
  "KAPSO_WEBHOOK_SECRET_PREVIOUS",
  "KAPSO_META_APP_SECRET",
  "KAPSO_API_KEY",
  "KAPSO_API_URL",
  "CRM_MASTER_KEY",
  "AI_BASE_URL",
  "AI_API_KEY",
  "AI_MODEL",
  "AI_MODEL_LARGE",
  "AI_PROVIDER",
  "AI_NO_TRAINING",
  "AI_UNKNOWN_MODEL_PRICE",
] as const;

export const USAGE = `npm start -- [options]           environment       default
  --port <number>                CRM_PORT          3210   functions (API)
  --site-port <number>           CRM_SITE_PORT     3211   webhooks (HTTP actions)
  --web-port <number>            CRM_WEB_PORT      3212   page
  --host <address>               CRM_HOST          127.0.0.1
  --data <folder>                CRM_DATA          .data
  --admin-key <key>              CRM_ADMIN_KEY     made on the first start
  --durability <full|process>    CRM_DURABILITY    full
  --occ <off|report|strict>      CRM_OCC           off    conflicts as production
  --no-seed                                        no demo workspace
A port of 0 takes any free one.`;

const portSchema = z.coerce.number().int().min(0).max(65_535);

const optionsSchema = z.object({
  port: portSchema,
  sitePort: portSchema,
  webPort: portSchema,
  host: z.string().min(1),
  data: z.string().min(1),
  adminKey: z.string().min(16).optional(),
  durability: z.enum(["full", "process"]),
  occ: z.enum(["off", "report", "strict"]),
  isSeeded: z.boolean(),
  env: z.record(z.string(), z.string()),
});

export type StartOptions = z.infer<typeof optionsSchema>;

export class UsageError extends Error {
  override name = "UsageError";
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        "site-port": { type: "string" },
        "web-port": { type: "string" },
        host: { type: "string" },
        data: { type: "string" },
        "admin-key": { type: "string" },
        durability: { type: "string" },
        occ: { type: "string" },
        "no-seed": { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "");
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

function pickPassed(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    PASSED_VARIABLES.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}

/**
 * @param environment where a value is absent or "" it counts as not set
 * @param cwd what a relative data folder is relative to
 * @throws UsageError that names the option.
 */
export function parseStartOptions(
  args: readonly string[],
  environment: Environment,
  cwd: string,
): StartOptions {
  const given = parseArguments(args);
  const choose = (option: string | undefined, name: string) =>
    option ?? (environment[name] === "" ? undefined : environment[name]);
  const parsed = optionsSchema.safeParse({
    port: choose(given.port, "CRM_PORT") ?? 3210,
    sitePort: choose(given["site-port"], "CRM_SITE_PORT") ?? 3211,
    webPort: choose(given["web-port"], "CRM_WEB_PORT") ?? 3212,
    host: choose(given.host, "CRM_HOST") ?? "127.0.0.1",
    data: path.resolve(cwd, choose(given.data, "CRM_DATA") ?? ".data"),
    adminKey: choose(given["admin-key"], "CRM_ADMIN_KEY"),
    durability: choose(given.durability, "CRM_DURABILITY") ?? "full",
    occ: choose(given.occ, "CRM_OCC") ?? "off",
    isSeeded: given["no-seed"] !== true,
    env: pickPassed(environment),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  return parsed.data;
}
