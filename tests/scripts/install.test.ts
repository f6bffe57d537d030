/** When `npm start` and `npm test` install by themselves, and when they do not. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  isInstalled,
  isSatisfied,
  isSupportedNode,
} from "../../scripts/bootstrap/install.mjs";

const ROOT = path.resolve(import.meta.dirname, "../..");

describe("isSupportedNode", () => {
  it.each([
    ["18.20.8", false],
    ["20.18.3", false],
    ["20.19.0", true],
    ["20.20.2", true],
    ["22.0.0", true],
    ["24.1.0", true],
  ])("%s: %s", (version, expected) => {
    expect(isSupportedNode(version)).toBe(expected);
  });
});

describe("isSatisfied", () => {
  const wanted = {
    packages: {
      "": { version: "0.1.0" },
      "packages/local-convex": { version: "0.1.0" },
      "node_modules/local-convex": { link: true },
      "node_modules/zod": { version: "4.6.7" },
      "packages/local-convex/node_modules/ws": { version: "8.23.0" },
      "node_modules/@lmdb/lmdb-linux-x64": { version: "3.5.6", optional: true },
      "node_modules/@lmdb/lmdb-win32-x64": { version: "3.5.6", optional: true },
    },
  };
  const installed = {
    packages: {
      "node_modules/local-convex": { link: true },
      "node_modules/zod": { version: "4.6.7" },
      "packages/local-convex/node_modules/ws": { version: "8.23.0" },
      "node_modules/@lmdb/lmdb-linux-x64": { version: "3.5.6", optional: true },
    },
  };
  const without = (location: string) => ({
    packages: Object.fromEntries(
      Object.entries(installed.packages).filter(([key]) => key !== location),
    ),
  });

  it("accepts an install that leaves out other platforms' packages", () => {
    expect(isSatisfied(wanted, installed)).toBe(true);
  });

  it.each([
    "node_modules/local-convex",
    "node_modules/zod",
    "packages/local-convex/node_modules/ws",
  ])("refuses an install without %s", (location) => {
    expect(isSatisfied(wanted, without(location))).toBe(false);
  });

  it("refuses another version", () => {
    const packages = {
      ...installed.packages,
      "node_modules/zod": { version: "4.6.6" },
    };
    expect(isSatisfied(wanted, { packages })).toBe(false);
  });

  it("refuses an empty tree", () => {
    expect(isSatisfied(wanted, {})).toBe(false);
  });
});

describe("isInstalled", () => {
  it("holds for the checkout that runs this test", async () => {
    expect(await isInstalled(ROOT)).toBe(true);
  });

  it("does not hold where there is no lock file", async () => {
    expect(await isInstalled(path.join(ROOT, "docs"))).toBe(false);
  });
});

describe("run.mjs", () => {
  it.each(["", "nonsense", "../evil", "bootstrap/install"])(
    "refuses the command %j",
    (command) => {
      const result = spawnSync(
        process.execPath,
        [path.join(ROOT, "scripts/run.mjs"), command],
        { encoding: "utf8" },
      );
      expect(result.status).toBe(1);
      expect(result.stderr).toContain("Unknown command");
    },
  );
});
