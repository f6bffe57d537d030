/** A demo workspace with as many contacts as wanted, filled past the functions. */
import { readFile } from "node:fs/promises";
import { startServer } from "local-convex";
import { z } from "zod";
import { prepareBundle } from "../../local/bundle";
import { toPaths } from "../../local/dataFolder";
import { createAdminClient } from "../../sim/adminClient";
import { seedWorkspace } from "../lists/seed";

const SEED = 1;
const seededSchema = z.object({ workspace_id: z.string() });

/**
 * @param data folder of a server that has run and is stopped; it holds no contacts
 */
export async function fillDemo(
  data: string,
  contacts: number,
  note: (text: string) => void,
): Promise<void> {
  const paths = toPaths(data);
  const adminKey = (await readFile(paths.adminKey, "utf8")).trim();
  const bundle = await prepareBundle();
  const server = await startServer({
    directory: paths.database,
    adminKey,
    port: 0,
    sitePort: 0,
    durability: "process",
    pushFile: bundle.file,
    onLog: () => undefined,
  });
  try {
    const admin = createAdminClient(server.url, adminKey);
    const { workspace_id } = seededSchema.parse(
      await admin.call("ops:seedDemo"),
    );
    await seedWorkspace(server.engine, workspace_id, contacts, SEED, (done) =>
      note(`${done} of ${contacts} contacts`),
    );
  } finally {
    await server.close();
  }
}
