/** A deployment without functions, for the CLI to generate code against. */
import { parseArgs } from "node:util";
import { startServer } from "local-convex";
import { READY } from "../local/children";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    "admin-key": { type: "string" },
  },
});
const { data, "admin-key": adminKey } = values;
if (data === undefined || adminKey === undefined) {
  throw new Error("--data and --admin-key are needed");
}
const server = await startServer({
  directory: data,
  adminKey,
  port: 0,
  sitePort: 0,
  durability: "process",
});
process.on("SIGTERM", () => {
  void server.close().then(() => process.exit(0));
});
process.stdout.write(`${READY}${JSON.stringify({ api: server.url })}\n`);
