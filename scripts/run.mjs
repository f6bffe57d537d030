/**
 * Runs `scripts/<command>.ts` in this process, after installing the dependencies
 * when they are missing or not those of package-lock.json.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import {
  install,
  isInstalled,
  isSupportedNode,
  MINIMUM_NODE,
} from "./bootstrap/install.mjs";
import { ROOT } from "./bootstrap/inputs.mjs";

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function prepare() {
  if (!isSupportedNode(process.versions.node)) {
    fail(
      `Node ${MINIMUM_NODE.join(".")} or newer is needed; this is ${process.versions.node}.`,
    );
  }
  if (await isInstalled(ROOT)) {
    return;
  }
  const startedAt = Date.now();
  process.stderr.write("Installing dependencies (npm ci) ...\n");
  // npm draws a bar on a terminal and says nothing elsewhere.
  const ticks = setInterval(() => {
    if (!process.stderr.isTTY) {
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      process.stderr.write(`Installing dependencies ... ${seconds} s\n`);
    }
  }, 3000);
  const code = await install(ROOT).finally(() => clearInterval(ticks));
  if (code !== 0) {
    fail("npm ci failed. Is the npm registry reachable?");
  }
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`Installed dependencies in ${seconds} s.\n`);
}

const [command = "", ...args] = process.argv.slice(2);
const script = `scripts/${command}.ts`;
if (!/^[a-z]+$/.test(command) || !existsSync(path.join(ROOT, script))) {
  fail(`Unknown command "${command}". See the scripts in package.json.`);
}
await prepare();
process.setSourceMapsEnabled(true);
// What it needs may just have been installed.
const { launch } = await import("./bootstrap/launch.mjs");
await launch(script, args);
