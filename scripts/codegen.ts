/** `npm run codegen`: writes convex/_generated with the official CLI. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { withActivity } from "./cli/activity";
import { generateCode } from "./checks/codegen";
import { runCommand } from "./cli/command";
import { readArguments } from "./cli/options";
import { ROOT } from "./checks/processes";

const USAGE = `npm run codegen
  writes convex/_generated anew with the official CLI; takes no options`;

await runCommand({
  usage: USAGE,
  async main(args) {
    readArguments(args, { command: "npm run codegen --" });
    const scratch = await mkdtemp(path.join(tmpdir(), "kapso-crm-"));
    try {
      await withActivity("Generating code", () => generateCode(ROOT, scratch));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
});
