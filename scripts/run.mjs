/**
 * Starts `scripts/<command>.ts`, after installing the dependencies when they are
 * missing or not those of package-lock.json. Exit code and signals pass through.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  install,
  isInstalled,
  isSupportedNode,
  MINIMUM_NODE,
} from "./bootstrap/install.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

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

/**
 * @param {string} script
 * @param {string[]} args
 */
function run(script, args) {
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "--import", "tsx", script, ...args],
    { cwd: ROOT, stdio: "inherit" },
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exit(code ?? 1);
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const [command = "", ...args] = process.argv.slice(2);
const script = path.join(ROOT, "scripts", `${command}.ts`);
if (!/^[a-z]+$/.test(command) || !existsSync(script)) {
  fail(`Unknown command "${command}". See the scripts in package.json.`);
}
await prepare();
run(script, args);
