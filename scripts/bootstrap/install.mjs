/**
 * Decides whether the dependencies are there and installs them when not. Plain
 * JavaScript without dependencies: it runs before anything is installed.
 */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";

/** From package.json `engines`; the oldest Node that the pinned tools accept. */
export const MINIMUM_NODE = [20, 19];

/**
 * @param {string} version such as "20.19.1"
 * @returns {boolean}
 */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/**
 * Compares package-lock.json with the copy that npm leaves in node_modules.
 * Optional packages of other platforms are in the first only.
 *
 * @param {{ packages?: Record<string, LockEntry> }} wanted
 * @param {{ packages?: Record<string, LockEntry> }} installed
 * @returns {boolean} whether every wanted package is there in its version
 *
 * @typedef {{ version?: string, optional?: boolean }} LockEntry
 */
export function isSatisfied(wanted, installed) {
  const present = installed.packages ?? {};
  return Object.entries(wanted.packages ?? {}).every(([location, entry]) => {
    if (!location.includes("node_modules/")) {
      return true; // the repository itself and its workspaces
    }
    const found = present[location];
    return found === undefined
      ? entry.optional === true
      : found.version === entry.version;
  });
}

/** @param {string} file */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {string} root the repository */
export async function isInstalled(root) {
  const [wanted, installed] = await Promise.all([
    readJson(path.join(root, "package-lock.json")),
    readJson(path.join(root, "node_modules/.package-lock.json")),
  ]);
  return (
    wanted !== undefined &&
    installed !== undefined &&
    isSatisfied(wanted, installed)
  );
}

/**
 * Runs `npm ci` with its output on stderr.
 *
 * @param {string} root the repository
 * @returns {Promise<number>} npm's exit code
 */
export function install(root) {
  const npm = process.env["npm_execpath"];
  const [command, ...first] =
    npm !== undefined && /\.c?js$/.test(npm)
      ? [process.execPath, npm]
      : [process.platform === "win32" ? "npm.cmd" : "npm"];
  const args = [...first, "ci", "--no-audit", "--no-fund", "--loglevel=error"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", process.stderr, process.stderr],
      // Production mode would leave out the tools that bundle and check.
      env: { ...process.env, NODE_ENV: "development" },
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
