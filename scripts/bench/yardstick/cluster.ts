/** A PostgreSQL server of its own, on a folder of its own. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where Debian keeps its versions. */
const DEBIAN = "/usr/lib/postgresql";
const USER = "bench";
/** A cluster that takes longer does not start at all. */
const START_LIMIT_MS = 60_000;
const READY = "database system is ready to accept connections";

export interface Cluster {
  socketFolder: string;
  user: string;
  stop(): Promise<void>;
}

/** The folder of PostgreSQL's programs; null where it is not installed. */
export function findPostgres(): string | null {
  const onPath = (process.env["PATH"] ?? "").split(path.delimiter);
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...versions.map((version) => path.join(DEBIAN, version, "bin")),
    ...onPath,
  ];
  const hasBoth = (folder: string) =>
    ["initdb", "postgres"].every((name) => existsSync(path.join(folder, name)));
  return folders.find(hasBoth) ?? null;
}

/** Whom PostgreSQL runs as: it refuses to be root. */
async function findOwner(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const ask = async (flag: string) =>
    Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await ask("-u"), gid: await ask("-g") };
}

/**
 * Makes and starts a cluster with PostgreSQL's own settings: every commit is
 * synced. It listens on a socket in the folder and nowhere else.
 *
 * @param folder to be made; its parent may be entered by everybody
 */
export async function startCluster(folder: string): Promise<Cluster> {
  const programs = findPostgres();
  if (programs === null) {
    throw new Error("PostgreSQL is not installed");
  }
  const owner = await findOwner();
  const data = path.join(folder, "postgres");
  await mkdir(data, { mode: 0o700 });
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await chown(folder, owner.uid, owner.gid);
    await chown(data, owner.uid, owner.gid);
  }
  await run(
    path.join(programs, "initdb"),
    [
      ...["--pgdata", data, "--username", USER, "--auth=trust"],
      ...["--encoding=UTF8", "--locale=C", "--no-sync"],
    ],
    { ...owner, cwd: data },
  );
  const server = spawn(
    path.join(programs, "postgres"),
    ["-D", data, "-c", "listen_addresses=", "-k", data],
    { ...owner, cwd: data, stdio: ["ignore", "ignore", "pipe"] },
  );
  await isReady(server);
  return {
    socketFolder: data,
    user: USER,
    stop: async () => {
      // Fast: it ends its sessions and leaves the folder whole.
      server.kill("SIGINT");
      await once(server, "close");
    },
  };
}

async function isReady(server: ChildProcess): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const fail = () =>
      reject(new Error(`PostgreSQL did not start:\n${output}`));
    const timer = setTimeout(fail, START_LIMIT_MS);
    server.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      output = output.slice(-10_000) + chunk;
      if (output.includes(READY)) {
        clearTimeout(timer);
        resolve();
      }
    });
    server.once("error", reject);
    server.once("close", fail);
  });
}
