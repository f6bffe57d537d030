/** `npm run codegen`: writes convex/_generated with the official CLI. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateCode } from "./support/codegen";
import { ROOT } from "./support/processes";

const scratch = await mkdtemp(path.join(tmpdir(), "kapso-crm-"));
try {
  await generateCode(ROOT, scratch);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
