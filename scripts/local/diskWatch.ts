/** Tells the deployment how full the disk below its data is. */
import { statfs } from "node:fs/promises";
import type { AdminClient } from "../sim/adminClient";

const EVERY_MS = 5 * 60_000;

/** Now and every five minutes until it is stopped. */
export function watchDisk(
  folder: string,
  client: Pick<AdminClient, "call">,
  /** Gets what goes wrong, which stops nothing. */
  onError: () => void,
): () => void {
  const look = () => void reportDisk(folder, client).catch(onError);
  look();
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function reportDisk(
  folder: string,
  client: Pick<AdminClient, "call">,
): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder);
  await client.call("ops:reportDisk", {
    free_bytes: bavail * bsize,
    total_bytes: blocks * bsize,
  });
}
