/** convex/_generated, made by the official CLI against the embedded runtime. */
import { cp, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { startScript } from "../local/children";
import { ROOT, runTool } from "./processes";

const GENERATED = "convex/_generated";
const ADMIN_KEY = "codegen";
/** What the CLI reads to generate code. */
const PROJECT = [
  "convex",
  "src/lib",
  "convex.json",
  "package.json",
  "tsconfig.base.json",
  "tsconfig.json",
];

const readySchema = z.object({ api: z.url() });

/**
 * Writes convex/_generated of a project.
 *
 * @param project the folder that holds convex.json
 * @param scratch an empty folder for the deployment's data
 * @throws Error with the CLI's words when it fails.
 */
export async function generateCode(
  project: string,
  scratch: string,
): Promise<void> {
  const deployment = startScript("scripts/checks/blankDeployment.ts", [
    `--data=${path.join(scratch, "data")}`,
    `--admin-key=${ADMIN_KEY}`,
  ]);
  try {
    const { api } = readySchema.parse(JSON.parse(await deployment.ready));
    const { code, output } = await runTool(
      "convex",
      [
        "codegen",
        "--typecheck=disable",
        `--url=${api}`,
        "--admin-key",
        ADMIN_KEY,
      ],
      { cwd: project },
    );
    if (code !== 0) {
      throw new Error(`The CLI could not generate code:\n${output}`);
    }
  } finally {
    await deployment.stop();
  }
}

async function readFolder(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort();
  const contents = await Promise.all(
    names.map((name) => readFile(path.join(folder, name), "utf8")),
  );
  return new Map(names.map((name, index) => [name, contents[index] ?? ""]));
}

/**
 * Which committed files differ from what the CLI generates now.
 *
 * @param scratch an empty folder; a copy of the project is made there
 */
export async function findStaleCode(scratch: string): Promise<string[]> {
  const copy = path.join(scratch, "project");
  for (const item of PROJECT) {
    await mkdir(path.dirname(path.join(copy, item)), { recursive: true });
    await cp(path.join(ROOT, item), path.join(copy, item), { recursive: true });
  }
  await symlink(
    path.join(ROOT, "node_modules"),
    path.join(copy, "node_modules"),
  );
  await generateCode(copy, scratch);
  const committed = await readFolder(path.join(ROOT, GENERATED));
  const generated = await readFolder(path.join(copy, GENERATED));
  const names = new Set([...committed.keys(), ...generated.keys()]);
  return [...names]
    .filter((name) => committed.get(name) !== generated.get(name))
    .map((name) => `${GENERATED}/${name}`);
}
