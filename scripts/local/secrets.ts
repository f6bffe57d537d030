/**
 * The secrets of a local deployment. Each is given by the operator or made once
 * and kept in the data folder; one that a used folder has lost is never replaced
 * without being asked for.
 */
import { randomBytes } from "node:crypto";
import { link, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { AdminClient } from "../sim/adminClient";
import { hasCode, readSecret, toPaths } from "./dataFolder";
import { checkValue, UsageError, type Setting } from "../cli/options";
import { makeSignInKey, signInVariables } from "./signInKey";
import {
  adminKey,
  masterKey,
  webhookSecret,
  type StartOptions,
} from "./options";

const FILE_MODE = 0o600;

interface Kept {
  variable: "KAPSO_WEBHOOK_SECRET" | "CRM_MASTER_KEY";
  file: "webhookSecret" | "masterKey";
  rule: Setting<string>;
  make: () => string;
  renewal: string;
  isRenewed: (options: StartOptions) => boolean;
  /** Two sentences: what does not work without it, what a new one changes. */
  loss: string;
}

const KEPT: readonly Kept[] = [
  {
    variable: "KAPSO_WEBHOOK_SECRET",
    file: "webhookSecret",
    rule: webhookSecret,
    make: () => randomBytes(32).toString("hex"),
    renewal: "--new-webhook-secret",
    isRenewed: (options) => options.isWebhookSecretRenewed,
    loss: "Without it no delivery of Kapso can be verified. A new one has to be put into Kapso as well.",
  },
  {
    variable: "CRM_MASTER_KEY",
    file: "masterKey",
    rule: masterKey,
    make: () => `k1:${randomBytes(32).toString("base64")}`,
    renewal: "--new-master-key",
    isRenewed: (options) => options.isMasterKeyRenewed,
    loss: "Without it the secrets of the endpoints of workspaces cannot be read any more. With a new one each of them has to be made anew (ops:rotateSecret) and put into Kapso.",
  },
];

/** Writes a file whole or not at all, replacing what was there. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text, { mode: FILE_MODE, flush: true });
  await rename(draft, file);
}

/** Writes a file whole unless one of the name appeared meanwhile. */
async function writeIfAbsent(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text, { mode: FILE_MODE, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) {
      throw error;
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** The secret in a file; made if there is none. */
async function keep(file: string, make: () => string): Promise<string> {
  const kept = await readSecret(file);
  if (kept !== undefined) {
    return kept;
  }
  // An emptied file would be in the way of the link.
  await rm(file, { force: true });
  await writeIfAbsent(file, `${make()}\n`);
  return (await readSecret(file)) ?? "";
}

/**
 * The admin key: the given one, or our own, which is made if there is none.
 *
 * @throws UsageError for a file that holds no usable key.
 */
export async function findAdminKey(
  options: Pick<StartOptions, "data" | "adminKey" | "adminKeyFile">,
): Promise<string> {
  if (options.adminKey !== undefined) {
    return options.adminKey;
  }
  const { adminKeyFile: file } = options;
  if (file !== undefined) {
    const key = await readSecret(file);
    if (key === undefined) {
      throw new UsageError(`The admin key file ${file} is missing or empty.`);
    }
    return checkValue(adminKey, `The admin key in ${file}`, key);
  }
  // The shape that self-hosted deployments use: a name, a bar, the secret.
  return keep(
    toPaths(options.data).adminKey,
    () => `kapso-crm|${randomBytes(32).toString("hex")}`,
  );
}

/** Removes what starts that were killed left of their writing. */
export async function removeDrafts(data: string): Promise<void> {
  const names = await readdir(data);
  const drafts = names.filter((name) =>
    /^(admin-key|webhook-secret|master-key|sign-in-key)\.\d+$/.test(name),
  );
  for (const draft of drafts) {
    await rm(path.join(data, draft), { force: true });
  }
}

/** Keeps the key in use where other commands look for it. */
export async function keepAdminKey(data: string, key: string): Promise<void> {
  const file = toPaths(data).adminKey;
  if ((await readSecret(file)) !== key) {
    await writeWhole(file, `${key}\n`);
  }
}

/**
 * The variables of the key that signs people's tokens; made if there is none. A
 * new one costs nobody their session: pages get a new token by themselves.
 */
export async function findSignInKey(
  data: string,
): Promise<Record<string, string>> {
  return signInVariables(await keep(toPaths(data).signInKey, makeSignInKey));
}

export interface FunctionSecrets {
  /** Values of our own, unless the database has others. */
  kept: Record<string, string>;
  /** Values that replace what the database has. */
  renewed: Record<string, string>;
  /** Neither given nor in the folder of a database that may know them. */
  lost: readonly Kept[];
}

function refuseRenewal({ renewal }: Kept, reason: string): never {
  throw new UsageError(`${renewal} is for a lost one, but ${reason}.`);
}

/**
 * The functions' secrets that the environment does not give.
 *
 * @param hasDatabase whether they were in use before
 * @throws UsageError for one that is too weak or malformed, or that is to be
 *   replaced although it is there.
 */
export async function gatherSecrets(
  options: StartOptions,
  hasDatabase: boolean,
): Promise<FunctionSecrets> {
  const kept: Record<string, string> = {};
  const renewed: Record<string, string> = {};
  const lost: Kept[] = [];
  for (const secret of KEPT) {
    const { variable, rule, make } = secret;
    const file = toPaths(options.data)[secret.file];
    const isThere = (await readSecret(file)) !== undefined;
    if (options.env[variable] !== undefined) {
      if (secret.isRenewed(options)) {
        refuseRenewal(secret, `${variable} is set`);
      }
    } else if (secret.isRenewed(options)) {
      if (isThere) {
        refuseRenewal(secret, `${file} is there. Move it away first`);
      }
      renewed[variable] = await keep(file, make);
    } else if (isThere || !hasDatabase) {
      kept[variable] = checkValue(rule, file, await keep(file, make));
    } else {
      lost.push(secret);
    }
  }
  return { kept, renewed, lost };
}

const variableSchema = z.object({ value: z.string() }).nullable();

/**
 * Writes lost secrets again that the database still knows.
 *
 * @returns the files
 * @throws Error that says what is lost and how to go on.
 */
export async function restoreLost(
  data: string,
  { lost }: FunctionSecrets,
  client: AdminClient,
): Promise<string[]> {
  const files: string[] = [];
  for (const secret of lost) {
    const file = toPaths(data)[secret.file];
    const stored = variableSchema.parse(
      await client.call("_system/cli/queryEnvironmentVariables:get", {
        name: secret.variable,
      }),
    );
    if (stored === null) {
      throw new Error(
        `${file} is missing, and the database does not know it either. ${secret.loss}\nPut the file back from a backup, or start once with ${secret.renewal} to make a new one.`,
      );
    }
    await writeWhole(file, `${stored.value}\n`);
    files.push(path.basename(file));
  }
  return files;
}
