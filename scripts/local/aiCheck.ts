/** Asks a deployment whether AI can be used, and says it in plain words. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startServer } from "local-convex";
import { z } from "zod";
import { createAdminClient, type AdminClient } from "../sim/adminClient";
import { readConfig } from "../../src/lib/ai/config";
import { NANO_USD_PER_USD } from "../../src/lib/ai/money";
import {
  AI_REASONS,
  describeStatus,
  type AiReason,
} from "../../src/lib/ai/reasons";
import { withActivity } from "../cli/activity";
import { prepareBundle } from "./bundle";
import { readSecret, readServerInfo, type ServerInfo } from "./dataFolder";
import {
  dataFolder,
  readArguments,
  readSetting,
  UsageError,
  type Environment,
} from "../cli/options";
import { PASSED_VARIABLES } from "./options";

export const USAGE = `npm run ai -- check [options]

  check   says whether AI can be used, and tries it with one tiny request

  --data <folder>      data folder of a running npm start (.data, or CRM_DATA);
                       that server is asked, with what it was given
  --environment        this environment's AI_ variables, also while one runs
  --workspace <slug>   whose budget pays; default: the oldest workspace`;

export interface CheckOptions {
  data: string;
  isOfEnvironment: boolean;
  workspace: string | undefined;
}

/** @throws UsageError for anything but `check` and its options. */
export function parseCheckOptions(
  args: readonly string[],
  environment: Environment,
  cwd: string,
): CheckOptions {
  const given = readArguments(args, {
    command: "npm run ai --",
    texts: ["data", "workspace"],
    flags: ["environment"],
    words: 1,
  });
  if (given.words[0] !== "check") {
    throw new UsageError(
      `npm run ai knows "check" and nothing else; it was "${given.words.join(" ")}".`,
    );
  }
  const data = readSetting(dataFolder, given, environment) ?? ".data";
  return {
    data: path.resolve(cwd, data),
    isOfEnvironment: given.flags.has("environment"),
    workspace: given.texts.get("workspace"),
  };
}

const isReason = (name: string): name is AiReason => name in AI_REASONS;
const reasonSchema = z.string().refine(isReason);

const statusSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("off") }),
  z.object({ kind: z.literal("unusable"), reason: reasonSchema }),
  z.object({ kind: z.literal("usable"), model: z.string(), host: z.string() }),
]);

const checkedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("refused"), reason: reasonSchema }),
  z.object({ kind: z.literal("no_workspace") }),
  z.object({
    kind: z.literal("answered"),
    provider: z.string(),
    model: z.string(),
    host: z.string(),
    model_served: z.string().optional(),
    workspace: z.string(),
    input_tokens: z.number(),
    output_tokens: z.number(),
    cost_nano_usd: z.number(),
    is_estimated: z.boolean(),
  }),
]);
export type Checked = z.infer<typeof checkedSchema>;

const formatUsd = (nanoUsd: number) =>
  nanoUsd === 0 ? "0 USD" : `${(nanoUsd / NANO_USD_PER_USD).toFixed(9)} USD`;

/**
 * What was found, over a few lines.
 * @param where what was asked, such as "this environment"
 */
export function describeCheck(checked: Checked, where: string): string {
  if (checked.kind === "no_workspace") {
    return `AI was not tried (${where}): there is no workspace to pay for it. Name one with --workspace, or make one with ops:createWorkspace.`;
  }
  if (checked.kind === "refused") {
    const { means, remedy } = AI_REASONS[checked.reason];
    return [
      `AI cannot be used (${where}): ${means}.`,
      `${remedy}.`,
      `Reason: ${checked.reason}. All of them: docs/ai.md, "When AI is not used".`,
    ].join("\n");
  }
  const { model, model_served: served } = checked;
  const as = served === undefined || served === model ? "" : ` as ${served}`;
  const guess = checked.is_estimated ? ", estimated" : "";
  return [
    `AI can be used (${where}).`,
    `provider  ${checked.provider} at ${checked.host}`,
    `model     ${model}, answered${as}`,
    `tokens    ${checked.input_tokens} in, ${checked.output_tokens} out${guess}`,
    `cost      ${formatUsd(checked.cost_nano_usd)}, of workspace ${checked.workspace}`,
  ].join("\n");
}

async function ask(
  admin: AdminClient,
  workspace: string | undefined,
): Promise<Checked> {
  const args: Record<string, string> =
    workspace === undefined ? {} : { workspace };
  return await withActivity("Asking the model", async () =>
    checkedSchema.parse(await admin.call("ai/check:run", args)),
  );
}

async function findServer(
  options: CheckOptions,
): Promise<{ info: ServerInfo; admin: AdminClient } | undefined> {
  const info = options.isOfEnvironment
    ? undefined
    : await readServerInfo(options.data);
  const key = info && (await readSecret(info.admin_key_file));
  return info === undefined || key === undefined
    ? undefined
    : { info, admin: createAdminClient(info.api, key) };
}

function pickAi(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    PASSED_VARIABLES.flatMap((name) => {
      const value = environment[name];
      return name.startsWith("AI_") && value ? [[name, value]] : [];
    }),
  );
}

/** A deployment for this one question, with the environment's AI variables. */
async function askEnvironment(environment: Environment): Promise<Checked> {
  const env = pickAi(environment);
  const read = readConfig(env);
  if (read.kind === "unconfigured") {
    return { kind: "refused", reason: read.reason };
  }
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-ai-"));
  try {
    const adminKey = randomBytes(16).toString("hex");
    const { file } = await withActivity(
      "Bundling the functions",
      prepareBundle,
    );
    const server = await startServer({
      directory: path.join(folder, "database"),
      adminKey,
      port: 0,
      sitePort: 0,
      durability: "process",
      pushFile: file,
      env,
      onLog: () => undefined,
    });
    try {
      const admin = createAdminClient(server.url, adminKey);
      await admin.call("ops:seedDemo");
      return await ask(admin, undefined);
    } finally {
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function askServer(
  { info, admin }: { info: ServerInfo; admin: AdminClient },
  { workspace, data }: CheckOptions,
): Promise<Checked> {
  try {
    return await ask(admin, workspace);
  } catch (error) {
    // What `fetch` throws when nobody listens.
    if (error instanceof TypeError) {
      throw new UsageError(
        `${data} says that a server runs at ${info.api}, but it does not answer. Start it, or check without it: --environment.`,
      );
    }
    throw error;
  }
}

/**
 * Asks the running server, or else tries this environment.
 *
 * @throws UsageError when the server that is said to run does not answer.
 */
export async function checkAi(
  options: CheckOptions,
  environment: Environment,
): Promise<{ isUsable: boolean; text: string }> {
  const server = await findServer(options);
  const where =
    server === undefined
      ? "this environment"
      : `the running server ${server.info.api}`;
  const checked =
    server === undefined
      ? await askEnvironment(environment)
      : await askServer(server, options);
  return {
    isUsable: checked.kind === "answered",
    text: describeCheck(checked, where),
  };
}

/** The line of `npm start`. Never fails: a start does not depend on AI. */
export async function aiLine(info: ServerInfo): Promise<string> {
  try {
    const key = (await readSecret(info.admin_key_file)) ?? "";
    const admin = createAdminClient(info.api, key);
    const status = statusSchema.parse(await admin.call("ai/check:status"));
    return `AI         ${describeStatus(status)}\n`;
  } catch {
    return "AI         could not be looked at; try npm run ai -- check\n";
  }
}
