/** `npm run show -- <what>`: what a running server holds, as readable tables. */
import { z } from "zod";
import type { AdminClient } from "./sim/adminClient";
import { runCommand } from "./cli/command";
import { UsageError } from "./cli/options";
import { ROOT } from "./checks/processes";
import { connect } from "./local/runningServer";
import { parseShowOptions, USAGE, type ShowOptions } from "./show/options";
import { sayRefusal, type Setting } from "./show/view";
import { SHOWS } from "./show/views";

/** Where no terminal says how wide it is. */
const DEFAULT_WIDTH = 120;
const MAX_LISTED = 200;
const EVERYBODYS_ZONE = "UTC";

const workspacesSchema = z.object({
  rows: z.array(z.object({ workspace: z.string(), timezone: z.string() })),
});

/**
 * The workspace that was named, or the only one there is.
 *
 * @throws UsageError when it is not there, or must be named.
 */
async function chooseWorkspace(
  client: AdminClient,
  { view, workspace: slug }: ShowOptions,
): Promise<Omit<Setting, "width">> {
  const reply = await client.call("ops:listWorkspaces", { limit: MAX_LISTED });
  const { rows } = workspacesSchema.parse(reply);
  const slugs = rows.map(({ workspace }) => workspace).join(", ");
  const [only] = rows;
  const found = rows.find(({ workspace }) => workspace === slug);
  if (slug !== undefined && found === undefined) {
    throw new UsageError(
      `There is no workspace "${slug}". There are: ${slugs || "none"}.`,
    );
  }
  if (found !== undefined) {
    return found;
  }
  const isForAll = [
    "deliveries",
    "delivery",
    "failures",
    "alerts",
    "channels",
  ].includes(view);
  const timezone = rows.length === 1 ? only?.timezone : undefined;
  if (isForAll) {
    return { workspace: undefined, timezone: timezone ?? EVERYBODYS_ZONE };
  }
  if (only === undefined) {
    throw new UsageError(
      "There is no workspace yet; ops:createWorkspace makes one (docs/operations.md).",
    );
  }
  if (timezone === undefined) {
    throw new UsageError(`Say which workspace with --workspace: ${slugs}.`);
  }
  return only;
}

async function main(args: readonly string[]): Promise<void> {
  const options = parseShowOptions(args);
  const client = await connect(options.data, process.env, ROOT);
  const chosen = await chooseWorkspace(client, options);
  const width = process.stdout.columns || DEFAULT_WIDTH;
  const show = SHOWS[options.view];
  const text = await show(client, options, { ...chosen, width }).catch(
    (error: unknown) => {
      const refused = sayRefusal(error);
      throw refused === undefined ? error : new Error(refused.message);
    },
  );
  process.stdout.write(`${text}\n`);
}

await runCommand({ usage: USAGE, main });
