/**
 * `node --enable-source-maps scripts/bootstrap/launch.mjs <script> [...]` runs a
 * TypeScript script of the repository in this process.
 */
import { pathToFileURL } from "node:url";
import { prepareScript } from "./compile.mjs";

/**
 * @param {string} script relative to the repository
 * @param {readonly string[]} args what it finds behind its name in `process.argv`
 */
export async function launch(script, args) {
  const file = await prepareScript(script);
  process.argv.splice(1, Infinity, script, ...args);
  await import(pathToFileURL(file).href);
}

if (process.argv[1] === import.meta.filename) {
  const [script = "", ...args] = process.argv.slice(2);
  await launch(script, args);
}
