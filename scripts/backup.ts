/** `npm run backup -- --to <folder>`: a copy of a running deployment's data folder. */
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { makeWholeFolder, requestBackup } from "local-convex";
import { z } from "zod";
import { withActivity } from "./cli/activity";
import { rememberBackup } from "./local/backups";
import { runCommand } from "./cli/command";
import { readSecret, readServerInfo, toPaths } from "./local/dataFolder";
import {
  dataFolder,
  readArguments,
  readSetting,
  UsageError,
} from "./cli/options";
import { ROOT } from "./checks/processes";

const SECRET_FILES = [
  "adminKey",
  "webhookSecret",
  "masterKey",
  "signInKey",
] as const;

const USAGE = `npm run backup -- --to <new folder> [--data <folder>]
  --data <folder>   data folder of a running npm start (.data, or CRM_DATA)
Restore: npm start -- --data <a copy of the new folder>`;

const target = { option: "to", schema: z.string().min(1), must: "a folder" };

/** @throws Error when nothing runs on `data`, or `to` exists. */
async function backUp(data: string, to: string): Promise<void> {
  const from = toPaths(data);
  const server = await readServerInfo(data);
  const adminKey = await readSecret(from.adminKey);
  if (server === undefined || adminKey === undefined) {
    throw new Error(`Nothing runs on ${data}: copy the folder as it is.`);
  }
  await makeWholeFolder(to, async (draft) => {
    const copy = toPaths(draft);
    await requestBackup({ url: server.api, adminKey, to: copy.database });
    for (const name of SECRET_FILES) {
      // The environment may have given the secret instead.
      if ((await readSecret(from[name])) !== undefined) {
        await copyFile(from[name], copy[name]);
      }
    }
  });
}

async function main(args: readonly string[]): Promise<void> {
  const given = readArguments(args, {
    command: "npm run backup --",
    texts: ["to", "data"],
  });
  const to = readSetting(target, given);
  if (to === undefined) {
    throw new UsageError("--to must name the folder that the copy becomes.");
  }
  const data = readSetting(dataFolder, given, process.env) ?? ".data";
  const folder = path.resolve(ROOT, to);
  const from = path.resolve(ROOT, data);
  await withActivity("Copying", () => backUp(from, folder));
  await rememberBackup(from, folder, Date.now());
  process.stdout.write(`${folder}\n`);
}

await runCommand({ usage: USAGE, main });
