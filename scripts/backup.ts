/** `npm run backup -- --to <folder>`: a copy of a running deployment's data folder. */
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeWholeFolder, requestBackup } from "local-convex";
import { readSecret, readServerInfo, toPaths } from "./support/dataFolder";
import { giveHelp } from "./support/help";
import { ROOT } from "./support/processes";

const USAGE = `npm run backup -- --to <new folder> [--data <folder>]
  --data <folder>   data folder of a running npm start (.data, or CRM_DATA)
Restore: npm start -- --data <a copy of the new folder>`;

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
    for (const name of ["adminKey", "webhookSecret", "masterKey"] as const) {
      // The environment may have given the secret instead.
      if ((await readSecret(from[name])) !== undefined) {
        await copyFile(from[name], copy[name]);
      }
    }
  });
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (giveHelp(args, USAGE)) {
    return;
  }
  const { values } = parseArgs({
    args,
    options: {
      to: { type: "string" },
      data: { type: "string", default: process.env["CRM_DATA"] ?? ".data" },
    },
  });
  if (values.to === undefined) {
    throw new Error(USAGE);
  }
  const to = path.resolve(ROOT, values.to);
  await backUp(path.resolve(ROOT, values.data), to);
  process.stdout.write(`${to}\n`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exit(1);
});
